"""What no database can hold: the wire refuses it, and where it comes further it stops nobody else."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec
import pytest

from edge.domain.contact import Contact
from edge.domain.feed import CommandAnswered
from edge.errors import SyncError, Unfit
from sync import topics, wire
from sync.hub.centre import PostgresHub
from sync.hub.ports import Arrival
from sync.memory import MemoryBroker
from sync.question import FindMember, FindOrder, FindStock
from sync.sent import Sent
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import ahead, arrival, hello
from tests.sync.pair import line, worker
from tests.sync.shop import Shop

S = TypeVar("S", bound=msgspec.Struct)
NUL = "a\0b"
LONG = "x" * 201
BIGINT_END = 1 << 63
GREETING = wire.Hello(store="s", box="b1", origin="o", first_seq=1, max_seq=9, chain="aa", turn="t")
FACT = wire.Fact(id="e", at_ms=1, hlc=2, kind="OrderPaid", body=msgspec.Raw(b"{}"))
BATCH = wire.Batch(origin="o", first=1, chain="aa", events=(FACT,))
POISON: list[dict[str, object]] = [
    {"at_ms": BIGINT_END},
    {"hlc": BIGINT_END},
    {"id": NUL},
    {"kind": NUL},
]


def changed(message: S, **fields: object) -> S:
    return msgspec.structs.replace(message, **fields)


@pytest.mark.parametrize(
    "said",
    [
        *(changed(BATCH, events=(changed(FACT, **wrong),)) for wrong in POISON),
        changed(BATCH, events=(changed(FACT, at_ms=-1),)),
        changed(BATCH, origin=NUL),
        changed(BATCH, first=BIGINT_END - 1),
        changed(BATCH, contacts=(Contact(contact_id=NUL, version=1),)),
        changed(BATCH, contacts=(Contact(contact_id="c", version=BIGINT_END),)),
        wire.Ahead(origin="o", first=1, events=(changed(FACT, id=LONG),)),
        changed(GREETING, box=NUL),
        changed(GREETING, origin=LONG),
        changed(GREETING, max_seq=BIGINT_END),
    ],
)
def test_the_wire_refuses_what_no_database_can_hold(said: Sent) -> None:
    assert wire.decode(wire.SAID, wire.encode(BATCH)) is not None
    with pytest.raises(SyncError):
        wire.decode(wire.SAID, wire.encode(said))


@pytest.mark.parametrize(
    "ask",
    [
        FindStock(box="b1", ask="1", sku=NUL),
        FindOrder(box="b1", ask="1", text=NUL),
        FindMember(box="b1", ask="1", member_id=NUL),
        wire.Renew(box="b1", logs=(NUL,)),
        wire.PullPast(box="b1", current=NUL, marks=()),
        wire.Pull(box="b1", wants=(wire.Want(stream="price", hub_gen="g", after=BIGINT_END),)),
    ],
)
def test_a_question_about_such_a_thing_is_none(ask: Sent) -> None:
    with pytest.raises(SyncError):
        wire.decode(wire.ASK, wire.encode(ask))


def poisoned(shop: Shop, wrong: dict[str, object], store: str) -> Arrival:
    """The whole log of `shop`, its last event changed where the chain does not look."""
    good = arrival(shop.log, 1, len(shop.log.entries), store=store)
    *events, last = good.batch.events
    return changed(good, batch=changed(good.batch, events=(*events, changed(last, **wrong))))


@pytest.fixture
async def centre(database: str) -> AsyncIterator[PostgresHub]:
    hub = await PostgresHub.open(database, RealClock())
    yield hub
    await hub.close()


@pytest.mark.process
async def test_one_stores_poison_holds_up_no_other(centre: PostgresHub, clock: SetClock) -> None:
    hub = centre
    shops = {store: Shop(clock, f"origin-{store}") for store in ("s001", "s002", "s003")}
    for store, shop in shops.items():
        shop.sell("P1-0")
        await hub.hello(store, hello(shop.log))
    bad = [poisoned(shops["s002"], wrong, "s002") for wrong in POISON]
    nul = Contact(contact_id=NUL, version=1)
    bad.append(changed(bad[0], batch=changed(arrival(shops["s002"].log, 1, 3).batch, contacts=(nul,))))
    early = ahead(shops["s002"].log, 1, 1, store="s002")
    bad.append(changed(early, batch=changed(early.batch, first=BIGINT_END)))
    good = [arrival(shops[store].log, 1, 3, store=store) for store in ("s001", "s003")]
    done = await hub.ingest([good[0], *bad, good[1]])
    assert {one.store: one.answer.acked for one in done.verdicts} == {"s001": 3, "s003": 3}
    assert done.unfit == len(bad)
    assert sorted(row.store for row in await hub.orders()) == ["s001", "s003"]
    again = await hub.ingest([arrival(shops["s002"].log, 1, 3, store="s002")])
    assert [one.answer.acked for one in again.verdicts] == [3]
    with pytest.raises(Unfit):
        await hub.hello("s002", changed(hello(shops["s002"].log), box=NUL))


@pytest.mark.process
async def test_a_worker_outlives_poison_and_answers_the_others(centre: PostgresHub) -> None:
    clock = RealClock()
    hub, broker, shop = centre, MemoryBroker(), Shop(clock)
    bad = Shop(clock, "origin-bad")
    bad.append(CommandAnswered(command_id="c", done=True))
    await hub.hello("s666", hello(bad.log))
    part, box = worker(hub, broker), line(shop, broker)
    works, sells = asyncio.ensure_future(part.run()), asyncio.ensure_future(box.run())
    try:
        async with broker.connect("s666.b1") as link:
            await part.ready.wait()
            for ask in (FindStock(box="b1", ask="1", sku="\0"), FindOrder(box="b1", ask="2", text="\0")):
                await link.publish(topics.ask("s666"), wire.encode(ask))
                await part._asks.put("s666", ask)  # as if the wire had let it pass
            await part._asks.put("s666", changed(hello(bad.log), box="\0"))
            await part._arrivals.put(poisoned(bad, {"id": "\0"}, "s666"))
            shop.sell("P1-0")
            await shop.all_acked()
            await link.subscribe(topics.reply("s666", "b1"))
            await link.publish(topics.ask("s666"), wire.encode(FindStock(box="b1", ask="3", sku="P1-0")))
            async with asyncio.timeout(20):
                assert b'"ask":"3"' in (await link.receive()).payload
        assert part.garbage == 2 + 3 + 1
        assert not works.done()
        assert not sells.done()
    finally:
        for task in (works, sells):
            task.cancel()
        await asyncio.gather(works, sells, return_exceptions=True)
