"""Both centres under one fixture, and a store's and a seed's worth of things to tell them."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from edge.domain.catalog import Category, Product, Variant
from edge.domain.contact import Contact
from edge.domain.feed import FeedItem, Stream
from edge.domain.member_code import ChainKey
from edge.domain.price import Price
from sync import wire
from sync.hub.centre import PostgresHub
from sync.hub.desk import Place
from sync.hub.memory import MemoryHub
from sync.hub.ports import Arrival, Hub, Ingested
from sync.hub.pricing import Listed
from sync.hub.seed import Seed
from sync.hub.seed_row import SeedStore, Staff, Subscriber
from sync.log.batch import batch, early
from tests.sync.clock import SetClock
from tests.sync.shop import Log, Shop

CHAIN = ChainKey("the chain's secret")


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.process)])
async def hub(request: pytest.FixtureRequest, clock: SetClock) -> AsyncIterator[Hub]:
    if request.param == "memory":
        yield MemoryHub(clock, CHAIN)
        return
    real = await PostgresHub.open(request.getfixturevalue("database"), clock, CHAIN)
    yield real
    await real.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def shop(clock: SetClock) -> Shop:
    return Shop(clock)


def hello(log: Log, turn: str = "t") -> wire.Hello:
    origin = log.origin
    return wire.Hello(
        store="s001",
        box="b1",
        origin=origin.origin,
        first_seq=1,
        max_seq=origin.max_seq,
        chain=origin.chain,
        turn=turn,
    )


def arrival(log: Log, first: int, last: int, *contacts: Contact, store: str = "s001") -> Arrival:
    found = batch(log.origin.origin, tuple(log.entries[first - 1 : last]))
    return Arrival(store=store, batch=msgspec.structs.replace(found, contacts=contacts))


def ahead(log: Log, first: int, last: int, store: str = "s001") -> Arrival:
    """The same entries, before their turn."""
    return Arrival(store=store, batch=early(log.origin.origin, tuple(log.entries[first - 1 : last])))


async def told(hub: Hub, shop: Shop, *contacts: Contact, store: str = "s001") -> Ingested:
    """Everything of a shop's log in one batch."""
    await hub.hello(store, hello(shop.log))
    return await hub.ingest([arrival(shop.log, 1, len(shop.log.entries), *contacts, store=store)])


def seed(**fields: object) -> Seed:
    whole = Seed(
        categories=(Category(category="apparel", name_zh="服饰", name_en="Apparel", kind="tee"),),
        products=(
            Product(
                product_id="P1",
                category="apparel",
                brand="SL",
                name_zh="白T恤",
                name_en="Tee 100%",
                kind="tee",
            ),
        ),
        variants=tuple(
            Variant(sku=f"P1-{n}", product_id="P1", gtin=f"0697001101003{n}", size=size)
            for n, size in enumerate("SML")
        ),
        prices=(
            Listed(price=Price(sku="P1-0", price_fen=9900, version=0)),
            Listed(price=Price(sku="P1-1", price_fen=9900, version=0)),
            Listed(price=Price(sku="P1-1", price_fen=8800, version=0), store="s002"),
        ),
        stores=tuple(
            SeedStore(
                store=f"s00{n}",
                name_zh=f"店{n}",
                name_en=f"Store {n}",
                address="",
                address_en="",
                place=Place(lat=30 + n / 10, lon=120),
                zone="Asia/Shanghai",
                kind="mall",
            )
            for n in (1, 2, 3)
        ),
        staff=(Staff(staff_id="m1", store="s001", name="贺", role="manager", pin="101010"),),
        members=(Subscriber(member_id="M1", name="周", phone="15400000000", level="basic", consent=True),),
        assortment=(("s001", "P1"),),
    )
    return msgspec.structs.replace(whole, **fields)


async def standing(hub: Hub, store: str, stream: Stream) -> tuple[int, list[FeedItem]]:
    """A whole stream as `store` gets it from nothing: (position, items)."""
    want = wire.Want(stream=stream, hub_gen="", after=0)
    (reply,) = await hub.pull(store, wire.Pull(box="b1", wants=(want,)))
    assert isinstance(reply, wire.Manifest)
    items: list[FeedItem] = []
    for number in range(reply.chunks):
        ask = wire.PullChunk(box="b1", stream=stream, snapshot=reply.snapshot, chunk=number)
        (chunk,) = await hub.chunk(store, ask)
        assert isinstance(chunk, wire.Chunk)
        items.extend(wire.items_of(chunk.items))
    return reply.pos, items


async def since(hub: Hub, store: str, stream: Stream, after: int) -> wire.Range:
    want = wire.Want(stream=stream, hub_gen=hub.gen, after=after)
    (reply,) = await hub.pull(store, wire.Pull(box="b1", wants=(want,)))
    assert isinstance(reply, wire.Range)
    return reply
