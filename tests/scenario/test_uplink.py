"""The line to the centre, one story each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from edge.domain.order import AddToBasket, HandOver, Order, ParkOrder
from edge.domain.payment import TakeCash
from edge.runtime.virtual import VirtualLoop
from sync.hub.desk import PriceChange
from tests.runtime.virtual import passes
from tests.scenario.account import wrong_in
from tests.scenario.people import shopper_at
from tests.scenario.storm import HOUR_MS, file_place
from tests.scenario.town import MANAGER, PIECES, Town

SHOPPER = shopper_at("k1")
STORY_S = 300.0


def in_town(story: Callable[[Town], Awaitable[None]]) -> None:
    """The story, and nothing wrong at its end."""

    async def whole() -> list[str]:
        with file_place() as path:
            town = Town(1, path)
            await town.open()
            try:
                await story(town)
                await town.settle()
                return await wrong_in(town)
            finally:
                await town.close()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert runner.run(whole()) == []


async def sell(town: Town) -> Order:
    """Parked at the kiosk, paid in cash, handed over."""
    await town.act(AddToBasket(sku="P1-0"), SHOPPER)
    await town.act(ParkOrder(), SHOPPER)
    shelf = await town.ask(lambda reads: reads.at("k1"))
    order = (await town.order(shelf.order_id)).order
    await town.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen), MANAGER)
    await town.act(HandOver(order_id=order.order_id), MANAGER)
    return order


def test_with_the_uplink_cut_the_shop_sells_on_and_everything_arrives_once() -> None:
    async def story(town: Town) -> None:
        town.broker.kill()
        sold = [await sell(town) for _ in range(30)]
        assert await town.hub.orders() == ()
        await town.kill_box()
        town.start_box()
        town.broker.start()
        await town.settle()
        assert {row.order_id for row in await town.hub.orders()} == {order.order_id for order in sold}
        assert {row.state for row in await town.hub.orders()} == {"done"}
        assert [row.on_hand for row in await town.hub.stock_of("P1-0")] == [PIECES - 30]

    in_town(story)


def test_a_price_of_the_centre_is_what_the_next_basket_costs() -> None:
    async def story(town: Town) -> None:
        assert (await sell(town)).total_fen == 9_900
        await town.hub.set_prices([PriceChange(sku="P1-0", price_fen=7_700)])
        await town.until(lambda: town.knows("price"), STORY_S)
        assert (await sell(town)).total_fen == 7_700

    in_town(story)


def test_a_correction_asked_while_the_store_was_off_is_done_once_and_answered() -> None:
    async def story(town: Town) -> None:
        await town.settle()
        await town.kill_box()
        asked = await town.hub.ask_correction(
            "s001", sku="P1-0", quantity=-3, reason="broken", within_ms=HOUR_MS
        )
        town.start_box()
        await town.until(lambda: town.knows("command"), STORY_S)
        await town.settle()
        (word,) = await town.hub.commands()
        assert (word.command_id, word.state) == (asked.command_id, "done")
        assert [row.on_hand for row in await town.hub.stock_of("P1-0")] == [PIECES - 3]

    in_town(story)


def test_a_correction_that_comes_too_late_is_refused() -> None:
    async def story(town: Town) -> None:
        await town.hub.ask_correction("s001", sku="P1-0", quantity=1, reason="found", within_ms=HOUR_MS)
        await town.until(lambda: town.knows("command"), STORY_S)
        await town.settle()
        town.broker.kill()
        late = await town.hub.ask_correction("s001", sku="P1-0", quantity=5, reason="found", within_ms=10_000)
        await passes(60)
        town.broker.start()
        await town.until(lambda: town.knows("command"), STORY_S)
        await town.settle()
        words = {one.command_id: (one.state, one.answer) for one in await town.hub.commands()}
        assert words.pop(late.command_id) == ("refused", "late")
        assert list(words.values()) == [("done", "")]
        assert [row.on_hand for row in await town.hub.stock_of("P1-0")] == [PIECES + 1]

    in_town(story)
