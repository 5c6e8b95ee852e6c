"""One shop over a real file: commands in, events out, and what the rows then say."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from edge.app.batch import Committed, Envelope, Result
from edge.app.context import Shop as ShopWords
from edge.domain.barcode import check_digit
from edge.domain.catalog import Product, Variant
from edge.domain.effect import Effect, StartEffect
from edge.domain.feed import ApplyFeed, FeedItem, Stream
from edge.domain.logbook import link
from edge.domain.message import Actor, Command, Event
from edge.domain.order import AddToBasket, Order, SetContact
from edge.domain.payment import AskPayment, Payment, RecordAsked, RecordPaid
from edge.domain.price import Price
from edge.domain.shelf import Shelf
from edge.domain.stock import Count, Level, TakeStock
from edge.runtime.clock import ManualClock
from edge.store.database import open_writer
from edge.store.uow import SqlUow
from edge.store.writer import SqlWriter

WORDS = ShopWords(
    store_id="s1",
    name_zh="云店",
    name_en="Cloud shop",
    zone=ZoneInfo("Asia/Shanghai"),
    barriers={"in": "barrier-1"},
    printers={"till-1": "printer-1"},
    counters=frozenset({"till-1", "till-2", "returns-1", "stock-1"}),
)
SHOPPER = Actor(role="shopper", place="k1", channel="kiosk")
SCANNER = Actor(role="device", place="k1", channel="device")
CAMERA = Actor(role="device", place="in", channel="gate")
CASHIER = Actor(role="cashier", place="till-1", channel="till", person="c1")
MANAGER = Actor(role="manager", place="till-1", channel="till", person="m1")
SYSTEM = Actor(role="system", place="", channel="cli")
CENTRE = Actor(role="centre", place="", channel="centre")
GTIN = {"A": "697001101001", "B": "697001101002"}
GTIN = {sku: body + check_digit(body) for sku, body in GTIN.items()}
PRICE_FEN = {"A": 1_990, "B": 500}
STOCK = 10

E_ = TypeVar("E_", bound=Event)


class Shop:
    """The writer and its file; `act` is one command in a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.words = WORDS
        self.clock = ManualClock()
        self._open()

    @property
    def rows(self) -> SqlUow:
        """The nouns, to look at."""
        return self.writer._uow

    def result(self, command: Command, actor: Actor = SHOPPER, key: str = "") -> Result:
        envelope = Envelope(command=command, actor=actor, key=key)
        (result,) = self.writer.apply([envelope], budget_s=0)
        return result

    def act(self, command: Command, actor: Actor = SHOPPER, key: str = "") -> tuple[Event, ...]:
        """The committed events; raises what the writer answered otherwise."""
        result = self.result(command, actor, key)
        if not isinstance(result, Committed):
            raise result
        return result.events

    def reopen(self) -> None:
        """The power was pulled between two transactions."""
        self.connection.close()
        self._open()

    def seed(self) -> None:
        """Two products with prices, ten pieces of each."""
        goods: tuple[FeedItem, ...] = tuple(
            one
            for sku, gtin in GTIN.items()
            for one in (product(sku), Variant(sku=sku, product_id=f"P{sku}", gtin=gtin.zfill(14)))
        )
        self.feed("catalog", goods)
        prices = tuple(Price(sku=sku, price_fen=fen, version=1) for sku, fen in PRICE_FEN.items())
        self.feed("price", prices)
        counts = tuple(Count(sku=sku, quantity=STOCK) for sku in GTIN)
        self.act(TakeStock(take_id="opening", counts=counts), MANAGER)

    def feed(self, stream: Stream, items: tuple[FeedItem, ...], *, first: int = 1) -> tuple[Event, ...]:
        last = first + len(items) - 1
        return self.act(ApplyFeed(stream=stream, hub_gen="h1", first=first, last=last, items=items), CENTRE)

    def basket(self) -> Order:
        """What the kiosk shows."""
        order = self.rows.orders.get(self.shelf().order_id)
        assert order is not None
        return order

    def order(self, order_id: str) -> Order:
        order = self.rows.orders.get(order_id)
        assert order is not None
        return order

    def payment(self, payment_id: str) -> Payment:
        payment = self.rows.payments.get(payment_id)
        assert payment is not None
        return payment

    def effect(self, effect_id: str) -> Effect:
        effect = self.rows.effects.get(effect_id)
        assert effect is not None
        return effect

    def shelf(self) -> Shelf:
        return self.rows.shelves.get("k1")

    def level(self, sku: str) -> Level:
        return self.rows.stock.level(sku)

    def ledger(self, sku: str) -> int:
        row = self.connection.execute("select coalesce(sum(quantity), 0) from movement where sku=?", (sku,))
        return int(row.fetchone()[0])

    def effects(self, kind: str, state: str = "due") -> tuple[Effect, ...]:
        rows = self.connection.execute(
            "select effect_id from effect where kind=? and state=? order by effect_id", (kind, state)
        ).fetchall()
        return tuple(self.effect(row[0]) for row in rows)

    def filled(self, sku: str = "A", quantity: int = 1) -> Order:
        self.act(AddToBasket(sku=sku, quantity=quantity))
        return self.basket()

    def asked(self) -> Payment:
        """The basket being paid by wallet, its QR shown."""
        (payment,) = (one for one in self.rows.payments.of(self._ask().order_id) if one.state == "intent")
        self.act(RecordAsked(payment_id=payment.payment_id, qr="qr"), SYSTEM)
        return self.payment(payment.payment_id)

    def paid(self) -> Order:
        """The basket, paid by wallet."""
        payment = self.asked()
        self.say_paid(payment)
        return self.order(payment.order_id)

    def say_paid(self, payment: Payment) -> tuple[Event, ...]:
        said = RecordPaid(payment_id=payment.payment_id, amount_fen=payment.amount_fen, reference="r1")
        return self.act(said, SYSTEM)

    def contact(self) -> None:
        self.act(SetContact(name="林", phone="13800000000", address="街 1"))

    def start(self, effect: Effect) -> None:
        self.act(StartEffect(effect_id=effect.effect_id), SYSTEM)

    def check(self) -> None:
        """The log is gapless and chained from its first entry on; levels are what the ledger adds up to."""
        origin = self.rows.logbook.origin(self.writer._logbook.current)
        assert origin is not None
        rows = self.connection.execute(
            "select seq, body, chain from log where origin=? and seq>=? order by seq",
            (origin.origin, origin.first_seq),
        ).fetchall()
        assert [row[0] for row in rows] == list(range(origin.first_seq, self.writer.seq + 1))
        chain = ""
        for seq, body, kept in rows:
            chain = link(chain, body) if seq == 1 or chain else kept
            assert chain == kept
        for sku in GTIN:
            level = self.level(sku)
            assert level.on_hand == self.ledger(sku)
            assert level.allocated >= 0

    def join_centre(self) -> None:
        """From now on others may ship what is not here."""
        self.words = msgspec.structs.replace(self.words, centre=True)
        self.reopen()

    def promise_alone(self, *, safety_stock: int) -> None:
        """From now on the shop's rules accept tasks, not its staff."""
        self.words = msgspec.structs.replace(self.words, auto_accept=True, safety_stock=safety_stock)
        self.reopen()

    def _open(self) -> None:
        self.connection = open_writer(self.path)
        self.connection.execute("pragma synchronous=off")  # no test here pulls the machine's own power
        self.writer = SqlWriter(self.connection, shop=self.words, clock=self.clock)

    def _ask(self) -> Order:
        self.act(AskPayment())
        return self.basket()


def product(sku: str) -> Product:
    return Product(
        product_id=f"P{sku}", category="tea", brand="", name_zh=f"茶{sku}", name_en=f"Tea {sku}", kind="tea"
    )


def one(events: tuple[Event, ...], kind: type[E_]) -> E_:
    """The only event of this kind."""
    (found,) = (event for event in events if isinstance(event, kind))
    return found
