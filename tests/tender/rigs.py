"""The simulated wallet over both its doors, with the shopper's phone and the wallet's own books beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from aiohttp import ClientSession, TCPConnector

from edge.app.ports import Clock
from edge.domain.payment import Direction, Payment
from edge.runtime.clock import SystemClock
from edge.tender.cable import Cable
from edge.tender.gateway import Gateway
from edge.tender.memory import MemoryWallet
from edge.tender.mood import Mode
from edge.tender.phone import PRESSED
from edge.tender.wallet import HttpWallet, Merchant
from edge.tender.wallet_server import served
from edge.tender.wire import Misbehave, page_token

KEY = b"tests/tender: a key of more than thirty-two characters"
SHOP = Merchant(merchant="s1", name_zh="测试店", name_en="Test shop")
ANSWER_S = 10.0  # more than a busy machine ever takes
HASTY_S = 1.5  # where the wallet is to stay silent
VALID_MS = 60_000


class Rig(Protocol):
    """A wallet under test."""

    @property
    def gateway(self) -> Gateway: ...
    @property
    def hasty(self) -> Gateway:
        """The same wallet, asked by one who soon gives up."""
        ...

    @property
    def cable(self) -> Cable: ...
    async def confirm(self, payment: Payment) -> str:
        """The shopper presses the button; the bill's state after it."""
        ...

    async def misbehave(self, mode: Mode, times: int) -> None: ...
    async def moved(self) -> dict[str, int]:
        """What the shop gained, by payment and refund."""
        ...


class MemoryRig:
    def __init__(self, clock: Clock) -> None:
        self.gateway = self.hasty = MemoryWallet(clock=clock)
        self.cable = self.gateway.cable

    async def confirm(self, payment: Payment) -> str:
        return self.gateway.confirm(payment.payment_id)

    async def misbehave(self, mode: Mode, times: int) -> None:
        self.gateway.mood.set(mode, times)

    async def moved(self) -> dict[str, int]:
        return summed((movement.bill_id, movement.fen) for movement in self.gateway.movements)


class HttpRig:
    def __init__(self, address: str, clock: Clock) -> None:
        self._address = address
        self.gateway, self.hasty = (
            HttpWallet(address=address, key=KEY, merchant=SHOP, clock=clock, answer_s=answer_s)
            for answer_s in (ANSWER_S, HASTY_S)
        )
        self.cable = self.gateway.cable

    async def confirm(self, payment: Payment) -> str:
        url = f"{self._address}/pay/{page_token(KEY, payment.payment_id)}/confirm"
        async with (
            ClientSession(connector=TCPConnector(force_close=True)) as session,
            session.post(url, headers={PRESSED: "1"}) as answer,
        ):
            assert answer.status == 200
            return str((await answer.json())["state"])

    async def misbehave(self, mode: Mode, times: int) -> None:
        await self.gateway.misbehave(Misbehave(mode=mode, times=times))

    async def moved(self) -> dict[str, int]:
        return summed((movement.bill_id, movement.fen) for movement in await self.gateway.movements())


@asynccontextmanager
async def memory_rig(folder: Path) -> AsyncIterator[Rig]:
    yield MemoryRig(SystemClock())


@asynccontextmanager
async def http_rig(folder: Path) -> AsyncIterator[Rig]:
    clock = SystemClock()
    async with served(data=folder, key=KEY, clock=clock) as wallet:
        yield HttpRig(wallet.address, clock)


def charge(clock: Clock, *, amount_fen: int = 5_900, valid_ms: int = VALID_MS) -> Payment:
    """A payment as the store hands it to the gateway."""
    return payment(clock, amount_fen=amount_fen, direction="charge", valid_ms=valid_ms)


def refund(clock: Clock, *, amount_fen: int = 5_900) -> Payment:
    return payment(clock, amount_fen=amount_fen, direction="refund", valid_ms=0)


def payment(clock: Clock, *, amount_fen: int, direction: Direction, valid_ms: int) -> Payment:
    now_ms = clock.now_ms()
    return Payment(
        payment_id=clock.new_id(),
        order_id="o1",
        tender="wallet",
        direction=direction,
        amount_fen=amount_fen,
        asked_ms=now_ms,
        expires_ms=now_ms + valid_ms,
    )


def summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for ident, fen in pairs:
        sums[ident] = sums.get(ident, 0) + fen
    return sums
