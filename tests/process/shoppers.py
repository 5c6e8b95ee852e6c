"""Shoppers at kiosks who remember every word the store gave them, through all its deaths."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, WSMsgType

from edge.tender.phone import PRESSED
from kiosk_ui.views.kiosk import KioskView
from kiosk_ui.views.order import OrderView
from kiosk_ui.views.view import Problem

RETRY_S = 0.03
UP_AGAIN_S = 60.0
PATIENCE_S = 10.0  # then a shopper turns back
HTTP_TIMEOUT = ClientTimeout(total=5.0)
GONE = (503, 500, 429)
TURNS_BACK = 0.1  # of all shoppers


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    rev: int
    view: KioskView


class Told(msgspec.Struct, kw_only=True):
    """What one order was called on a screen, and the last that the screen promised of it."""

    order_id: str
    number: str = ""
    paid: bool = False
    total_fen: int = 0


class Record:
    """All that was told to anybody; it never forgets, whatever the store does."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.payments: set[str] = set()
        self.pressed: set[str] = set()
        self.wrong: list[str] = []
        self.pays = 0
        self.cut_short = 0  # payments that had no last word when the store died
        self.paying = asyncio.Event()
        self.answered = asyncio.Event()
        self.shown = asyncio.Event()

    def note(self, order: OrderView) -> None:
        """A screen showed this order. A number that changes, or a paid one that is not any more, is wrong."""
        told = self.told.setdefault(order.order_id, Told(order_id=order.order_id))
        paid = order.state in ("paid", "done")
        if told.number and order.number != told.number:
            self.wrong.append(f"order {order.order_id} was {told.number}, is {order.number}")
        if told.paid and order.state in ("open", "paying", "parked", "cancelled"):
            self.wrong.append(f"order {order.order_id} was paid, is {order.state}")
        told.number = order.number or told.number
        told.paid = told.paid or paid
        told.total_fen = order.total_fen
        self.payments.update(payment.payment_id for payment in order.payments)
        self.shown.set()

    async def until_paid(self) -> None:
        """Returns when a screen has shown an order as paid."""
        while not any(told.paid for told in self.told.values()):
            self.shown.clear()
            await self.shown.wait()

    async def until_pressed(self, pays: int) -> None:
        """Returns when "pay" was answered so often."""
        while self.pays < pays:
            self.answered.clear()
            await self.answered.wait()

    def pay(self) -> None:
        """The store has answered a "pay"."""
        self.pays += 1
        self.answered.set()


class Kiosk:
    """One kiosk's page: posts until it is answered, the same tap under the same key."""

    def __init__(self, *, address: str, place: str, session: ClientSession, record: Record) -> None:
        self.place = place
        self._address = address
        self._session = session
        self._record = record
        self._taps = 0
        self._view: KioskView | None = None
        self._changed = asyncio.Condition()

    async def tap(self, what: str, body: Mapping[str, object]) -> str:
        """'' when it was done, the refusal's code otherwise. A store that is away is waited for."""
        self._taps += 1
        key = f"{self.place}-{self._taps}"
        url = f"{self._address}/api/kiosk/{what}?place={self.place}"
        async with asyncio.timeout(UP_AGAIN_S):
            while True:
                try:
                    async with self._session.post(url, json=body, headers={"Idempotency-Key": key}) as answer:
                        said = await answer.read()
                        if answer.status not in GONE:
                            return (
                                "" if answer.status == 200 else msgspec.json.decode(said, type=Problem).code
                            )
                except (ClientError, OSError, TimeoutError):
                    pass
                await asyncio.sleep(RETRY_S)

    async def has(self, skus: Sequence[str]) -> None:
        """Returns when the catalogue has come from the centre and each can be put into a basket."""
        async with asyncio.timeout(UP_AGAIN_S):
            for sku in skus:
                while await self.tap("add", {"sku": sku, "quantity": 1}):  # noqa: ASYNC110 - a page polls
                    await asyncio.sleep(RETRY_S)

    async def watch(self) -> None:
        """Keep `view` what the screen shows; the line is taken up again after each death of the store."""
        url = f"{self._address}/api/live/kiosk?place={self.place}"
        while True:
            try:
                async with self._session.ws_connect(url) as line:
                    async for message in line:
                        if message.type is not WSMsgType.TEXT:
                            break
                        await self._shown(msgspec.json.decode(message.data, type=Frame).view)
            except (ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(RETRY_S)

    async def until(self, holds: Callable[[KioskView], bool]) -> KioskView:
        """The first view from now on, the present one included, for which it holds."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._view is not None and holds(self._view))
            assert self._view is not None
            return self._view

    async def _shown(self, view: KioskView) -> None:
        if view.order is not None:
            self._record.note(view.order)
        async with self._changed:
            self._view = view
            self._changed.notify_all()


class Shopper:
    """Buys one thing after another at one kiosk until told to stop."""

    def __init__(
        self,
        kiosk: Kiosk,
        *,
        skus: Sequence[str],
        record: Record,
        chance: random.Random,
        wallet: ClientSession,
    ) -> None:
        self._kiosk = kiosk
        self._skus = skus
        self._record = record
        self._chance = chance
        self._wallet = wallet

    async def shop(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            await self._buy()

    async def _buy(self) -> None:
        while await self._kiosk.tap("leave", {}) == "paying":
            await self._turn_back()
        for _ in range(self._chance.randint(1, 3)):
            await self._kiosk.tap("add", {"sku": self._chance.choice(self._skus), "quantity": 1})
        await self._kiosk.until(lambda view: view.order is not None and not view.order.payments)
        self._record.paying.set()
        if await self._kiosk.tap("pay", {}):
            return
        self._record.pay()
        try:
            async with asyncio.timeout(PATIENCE_S):
                view = await self._kiosk.until(lambda view: bool(qrs(view)) or asked_and_over(view))
                if self._chance.random() < TURNS_BACK:
                    await self._turn_back()
                    return
                for payment_id, qr in qrs(view):
                    await self._press(payment_id, qr)
                await self._kiosk.until(asked_and_over)
        except TimeoutError:
            await self._turn_back()

    async def _turn_back(self) -> None:
        """Stop what is under way, as often as it takes; undoing it is the store's own affair then."""
        async with asyncio.timeout(UP_AGAIN_S):
            while True:
                view = await self._kiosk.until(lambda _: True)
                if view.order is None or view.order.state != "paying":
                    return
                for payment in view.order.payments:
                    if payment.state in ("intent", "asked", "unknown"):
                        await self._kiosk.tap("stop", {"payment_id": payment.payment_id})
                await asyncio.sleep(RETRY_S)

    async def _press(self, payment_id: str, qr: str) -> None:
        """Confirm on the phone, which has its own line to the wallet."""
        async with self._wallet.post(f"{qr}/confirm", headers={PRESSED: "1"}) as answer:
            await answer.read()
        self._record.pressed.add(payment_id)


def asked_and_over(view: KioskView) -> bool:
    """A payment was begun, and nothing waits for it any more."""
    return view.order is not None and bool(view.order.payments) and view.order.state != "paying"


def qrs(view: KioskView) -> list[tuple[str, str]]:
    """Payment and address of every code on the screen."""
    payments = view.order.payments if view.order else ()
    return [(payment.payment_id, payment.qr) for payment in payments if payment.qr]


def browser() -> ClientSession:
    return ClientSession(timeout=HTTP_TIMEOUT, connector=TCPConnector(force_close=True, limit=100))
