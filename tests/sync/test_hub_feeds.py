"""One suite over the centres, in memory and on PostgreSQL: what the stores are told."""

import msgspec
import pytest

from edge.domain.feed import AskCorrection, CommandAnswered
from edge.domain.price import Price, current
from edge.domain.staff import StaffMember
from edge.domain.stock import StockElsewhere
from edge.errors import Rejected
from sync import wire
from sync.hub import feeds
from sync.hub.centre import PostgresHub
from sync.hub.desk import PriceChange
from sync.hub.feeds import Entry
from sync.hub.loading import right
from sync.hub.ports import Hub
from tests.sync.clock import SetClock
from tests.sync.hubs import seed, since, standing, told
from tests.sync.pair import eventually
from tests.sync.shop import Shop
from tests.sync.writers import Hubs, amid


async def test_a_seed_fills_the_streams_and_a_second_time_changes_nothing(hub: Hub) -> None:
    assert await hub.load(seed()) > 0
    pos, catalog = await standing(hub, "s001", "catalog")
    assert [type(item).__name__ for item in catalog] == [
        "Category",
        "Product",
        "Variant",
        "Variant",
        "Variant",
    ]
    _, staff = await standing(hub, "s001", "staff")
    (manager,) = staff
    assert isinstance(manager, StaffMember)
    assert right(manager.pin_hash, "101010")
    assert not right(manager.pin_hash, "000000")
    assert await hub.load(seed()) == 0
    assert await hub.load(seed(staff=())) == 0
    assert (await standing(hub, "s001", "catalog"))[0] == pos
    assert {store.store: store.name_en for store in await hub.stores()}["s002"] == "Store 2"


async def test_a_changed_row_is_told_alone(hub: Hub) -> None:
    await hub.load(seed())
    pos, _ = await standing(hub, "s001", "catalog")
    products = (msgspec.structs.replace(seed().products[0], name_en="Another tee"),)
    assert await hub.load(seed(products=products)) == 1
    found = await since(hub, "s001", "catalog", pos)
    assert (found.first, found.last, found.head) == (pos + 1, pos + 1, pos + 1)
    assert wire.items_of(found.items) == products
    assert {head.scope: head.pos for head in await hub.heads()}["catalog"] == pos + 1
    assert [row.pos for row in await hub.after("catalog", pos, 10)] == [pos + 1]


async def test_a_store_gets_its_own_prices_above_the_chains(hub: Hub, clock: SetClock) -> None:
    await hub.load(seed())

    async def price(store: str, sku: str, at_ms: int) -> int:
        _, items = await standing(hub, store, "price")
        found = current([i for i in items if isinstance(i, Price) and i.sku == sku], at_ms)
        assert found is not None
        return found.price_fen

    now = clock.now_ms()
    assert (await price("s001", "P1-1", now), await price("s002", "P1-1", now)) == (9900, 8800)
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=7700)])
    assert (await price("s001", "P1-1", now), await price("s002", "P1-1", now)) == (7700, 8800)
    later = now + 86_400_000
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=6600, effective_from_ms=later)])
    assert (await price("s001", "P1-1", later), await price("s002", "P1-1", later)) == (6600, 8800)
    await hub.set_prices([PriceChange(sku="P1-1", price_fen=8500, store="s002")])
    assert (await price("s002", "P1-1", now), await price("s002", "P1-1", later)) == (8500, 8500)
    (found,) = [item for item in await hub.find("P1-1") if item.sku == "P1-1"]
    assert found.price_fen == 7700


async def test_a_price_moves_by_one_range_and_its_version_grows(hub: Hub) -> None:
    await hub.load(seed())
    pos, _ = await standing(hub, "s001", "price")
    assert await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000, list_price_fen=9900)]) == 1
    found = await since(hub, "s001", "price", pos)
    (price,) = wire.items_of(found.items)
    assert isinstance(price, Price)
    assert (price.price_fen, price.list_price_fen, price.version) == (5000, 9900, found.last)
    assert await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000, list_price_fen=9900)]) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (PriceChange(sku="P1-0", price_fen=0), "price"),
        (PriceChange(sku="P1-0", price_fen=100, list_price_fen=90), "price"),
        (PriceChange(sku="P1-0", price_fen=100, effective_from_ms=1), "price_past"),
        (PriceChange(sku="P1-0", price_fen=100, effective_from_ms=1 << 63), "price_far"),
        (PriceChange(sku="nothing", price_fen=100), "no_item"),
        (PriceChange(sku="P1-0", price_fen=100, store="nowhere"), "no_store"),
    ],
)
async def test_a_price_that_cannot_be_changes_nothing(hub: Hub, change: PriceChange, code: str) -> None:
    await hub.load(seed())
    pos, _ = await standing(hub, "s001", "price")
    with pytest.raises(Rejected, match=code):
        await hub.set_prices([PriceChange(sku="P1-1", price_fen=1), change])
    assert (await standing(hub, "s001", "price"))[0] == pos


async def test_a_stream_never_written_leaves_the_store_alone(hub: Hub) -> None:
    want = wire.Want(stream="staff", hub_gen="", after=0)
    (reply,) = await hub.pull("s009", wire.Pull(box="b1", wants=(want,)))
    assert isinstance(reply, wire.Range)
    assert (reply.first, reply.last, reply.head) == (1, 0, 0)


async def test_a_correction_is_asked_and_answered(hub: Hub, shop: Shop) -> None:
    await hub.load(seed())
    asked = await hub.ask_correction("s001", sku="P1-0", quantity=-2, reason="damaged", within_ms=60_000)
    want = wire.Want(stream="command", hub_gen="", after=0)
    (reply,) = await hub.pull("s001", wire.Pull(box="b1", wants=(want,)))
    assert isinstance(reply, wire.Range)
    assert wire.items_of(reply.items) == (asked,)
    assert isinstance(asked, AskCorrection)
    shop.append(CommandAnswered(command_id=asked.command_id, done=False, reason="none here"))
    shop.append(CommandAnswered(command_id=asked.command_id, done=True))
    await told(hub, shop)
    (word,) = await hub.commands()
    assert (word.state, word.answer, word.quantity) == ("refused", "none here", -2)
    (reply,) = await hub.pull("s001", wire.Pull(box="b1", wants=(want,)))
    assert isinstance(reply, wire.Range)
    assert wire.items_of(reply.items) == ()
    assert reply.last == 1
    for bad in ({"sku": "x"}, {"quantity": 0}, {"reason": ""}, {"within_ms": 0}, {"store": "nowhere"}):
        fields = {"store": "s001", "sku": "P1-0", "quantity": 1, "reason": "r", "within_ms": 1, **bad}
        with pytest.raises(Rejected):
            await hub.ask_correction(**fields)  # type: ignore[arg-type]


async def test_a_correction_under_one_id_is_asked_once(hub: Hub, clock: SetClock) -> None:
    await hub.load(seed())
    wish = {"store": "s001", "sku": "P1-0", "quantity": 12, "reason": "found", "within_ms": 60_000}
    asked = await hub.ask_correction(**wish, command_id="c1", by="许")  # type: ignore[arg-type]
    clock.now_s += 5
    assert await hub.ask_correction(**wish, command_id="c1", by="沈") == asked  # type: ignore[arg-type]
    others: tuple[dict[str, object], ...] = (
        {"quantity": 13}, {"store": "s002"}, {"sku": "P1-1"}, {"reason": "lost"}, {"within_ms": 1}
    )  # fmt: skip
    for other in others:
        with pytest.raises(Rejected, match="key_reused"):
            await hub.ask_correction(**{**wish, **other}, command_id="c1")  # type: ignore[arg-type]
    assert [(one.command_id, one.asked_by) for one in await hub.commands()] == [("c1", "许")]
    (reply,) = await hub.pull(
        "s001", wire.Pull(box="b1", wants=(wire.Want(stream="command", hub_gen="", after=0),))
    )
    assert isinstance(reply, wire.Range)
    assert wire.items_of(reply.items) == (asked,)


async def test_a_correction_that_expired_is_told_to_a_fresh_store_until_it_answers(
    hub: Hub, shop: Shop, clock: SetClock
) -> None:
    await hub.load(seed())
    asked = await hub.ask_correction("s001", sku="P1-0", quantity=3, reason="found", within_ms=1_000)
    clock.now_s += 2
    pull = wire.Pull(box="b1", wants=(wire.Want(stream="command", hub_gen="", after=0),))
    (reply,) = await hub.pull("s001", pull)
    assert isinstance(reply, wire.Range)
    assert wire.items_of(reply.items) == (asked,)
    shop.append(CommandAnswered(command_id=asked.command_id, done=False, reason="late"))
    await told(hub, shop)
    (word,) = await hub.commands()
    assert (word.state, word.answer) == ("refused", "late")


async def test_the_stock_of_others_is_told_to_their_neighbours(hub: Hub, shop: Shop) -> None:
    await hub.load(seed())
    shop.append(shop.moved("P1-0", 4, "stock_take", "t"))
    done = await told(hub, shop)
    (push,) = done.moved
    assert push.store == "s001"
    (item,) = wire.items_of(push.push.items)
    assert isinstance(item, StockElsewhere)
    assert (item.sku, item.store_id, item.available) == ("P1-0", "s001", 4)
    assert await standing(hub, "s002", "elsewhere") == (1, [item])
    assert await standing(hub, "s001", "elsewhere") == (0, [])  # no neighbour of it has told anything
    found = await since(hub, "s002", "elsewhere", 0)
    assert found.sources == ("s001", "s003")
    assert wire.items_of(found.items) == (item,)


async def test_items_are_found_by_code_and_by_a_part_of_the_name(hub: Hub) -> None:
    await hub.load(seed())
    assert [item.sku for item in await hub.find("P1-2")] == ["P1-2"]
    assert [item.sku for item in await hub.find("6970011010031")] == ["P1-1"]
    assert [item.sku for item in await hub.find("T恤")] == ["P1-0", "P1-1", "P1-2"]
    assert [item.sku for item in await hub.find("100%", limit=2)] == ["P1-0", "P1-1"]
    for nothing in ("", "  ", "x_y", "%%"):
        assert await hub.find(nothing) == ()
    (hit,) = await hub.find("P1-1")
    assert await hub.items({"P1-1", "P9-9"}) == (hit,)
    assert [item.sku for item in await hub.items(("P1-2", "P1-0"))] == ["P1-0", "P1-2"]
    assert await hub.items(()) == ()


async def test_a_lost_snapshot_is_answered_by_another(hub: Hub) -> None:
    await hub.load(seed())
    ask = wire.PullChunk(box="b1", stream="catalog", snapshot="of another time", chunk=0)
    (found,) = await hub.chunk("s001", ask)
    assert isinstance(found, wire.Manifest)


async def test_the_bell_rings_when_a_stream_moves(hub: Hub) -> None:
    rings: list[str] = []
    async with hub.watching(rings.append, lambda: rings.append("lost")):
        await hub.load(seed())
        await eventually(lambda: {"catalog", "price"} <= set(rings))  # the notice comes by another line
    assert "lost" not in rings
    (price,) = await hub.heads({"price"})
    assert price in await hub.heads()
    assert await hub.heads(()) == ()


@pytest.mark.process
async def test_two_writers_of_one_stream_take_turns(hubs: Hubs) -> None:
    """Who begins later stands later: no position is given twice, none is seen before a lower one."""
    one, other = hubs

    async def put(hub: PostgresHub, key: str) -> None:
        entry = Entry(key=key, kind="Category", item=msgspec.json.encode({"category": key}))
        async with hub._db.transaction() as conn:
            await feeds.put(conn, "catalog", "catalog", [entry])

    await put(one, "a")  # an old stream: its row is there, and only its lock holds the second writer up
    await amid(one, "lock feed_item", put(one, "b"), put(other, "c"))
    assert [(head.scope, head.pos) for head in await one.heads()] == [("catalog", 3)]
    rows = await one.after("catalog", 0, 10)
    assert [(row.pos, msgspec.json.decode(row.item)["category"]) for row in rows] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]
