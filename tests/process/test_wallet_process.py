"""The wallet as its own process, killed while phones pay: what a phone was told is on the books, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from edge.domain.payment import Payment
from edge.tender.phone import PRESSED
from edge.tender.wallet import HttpWallet
from tests.process.premises import Premises
from tests.process.shoppers import RETRY_S, browser
from tests.tender.rigs import charge

pytestmark = pytest.mark.process
ROUNDS, PHONES = 3, 8


async def paid_by(phone: ClientSession, qr: str) -> None:
    """Press until the page says paid, however often the wallet dies."""
    while True:
        try:
            async with phone.post(f"{qr}/confirm", headers={PRESSED: "1"}) as answer:
                if answer.status == 200 and (await answer.json())["state"] == "paid":
                    return
        except (ClientError, OSError, TimeoutError):
            pass
        await asyncio.sleep(RETRY_S)


async def asked(gateway: HttpWallet, payment: Payment) -> str:
    return (await gateway.ask(payment, "2 件")).qr


async def test_a_wallet_killed_while_phones_pay_charges_each_once(tmp_path: Path) -> None:
    premises = Premises(tmp_path)
    clock = premises.clock
    payments: list[Payment] = []
    try:
        await premises.open_wallet()
        gateway = premises.gateway()
        async with browser() as phone:
            for round_ in range(ROUNDS):
                new = [charge(clock, amount_fen=100 + round_ * PHONES + number) for number in range(PHONES)]
                codes = [await asked(gateway, payment) for payment in new]
                payments += new
                pressing = [asyncio.create_task(paid_by(phone, qr)) for qr in codes]
                await pressing[round_ % PHONES]
                await premises.kill_wallet()
                await premises.open_wallet()
                await asyncio.gather(*pressing)
        moved = [(movement.bill_id, movement.fen) for movement in await gateway.movements()]
        assert sorted(moved) == sorted((payment.payment_id, payment.amount_fen) for payment in payments)
    finally:
        await premises.close()
