"""What waits for a commit: bounded in number and bytes, in its order; nothing is too large for ever."""

import asyncio

from sync.hub.arrivals import Arrivals
from sync.hub.ports import Arrival
from tests.sync.clock import SetClock
from tests.sync.hubs import arrival
from tests.sync.shop import Shop

EVERYTHING = 1_000_000


def batches(count: int) -> list[Arrival]:
    shop = Shop(SetClock())
    for _ in range(count):
        shop.sell("P1-0")
    return [arrival(shop.log, 3 * number + 1, 3 * number + 3) for number in range(count)]


def weight(one: Arrival) -> int:
    return sum(len(bytes(fact.body)) for fact in one.batch.events)


async def waits(task: asyncio.Task[None]) -> bool:
    for _ in range(3):
        await asyncio.sleep(0)
    return not task.done()


async def test_who_puts_waits_for_room_in_number_and_in_bytes() -> None:
    for bounds in ({"count_max": 2}, {"bytes_max": sum(map(weight, batches(2)))}):
        one, two, three = batches(3)
        waiting = Arrivals(**bounds)
        await waiting.put(one)
        await waiting.put(two)
        third = asyncio.create_task(waiting.put(three))
        assert await waits(third)
        assert len(waiting) == 2
        assert await waiting.take(3) == [one]
        await third
        assert await waiting.take(EVERYTHING) == [two, three]
        assert len(waiting) == 0


async def test_one_that_is_larger_than_all_room_goes_alone() -> None:
    one, two = batches(2)
    waiting = Arrivals(bytes_max=1)
    await waiting.put(one)
    second = asyncio.create_task(waiting.put(two))
    assert await waits(second)
    assert await waiting.take(EVERYTHING) == [one]
    await second
    assert await waiting.take(EVERYTHING) == [two]


async def test_who_takes_waits_for_the_first() -> None:
    (one,) = batches(1)
    waiting = Arrivals()
    taking = asyncio.create_task(waiting.take(EVERYTHING))
    await asyncio.sleep(0)
    await waiting.put(one)
    assert await taking == [one]
