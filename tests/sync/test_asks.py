"""What stores asked and nobody answered yet."""

import asyncio

import pytest

from sync import wire
from sync.hub.asks import ASKS_MAX, Asks


def hello(turn: str, origin: str = "o1") -> wire.Hello:
    return wire.Hello(store="s001", box="b1", origin=origin, first_seq=1, max_seq=3, chain="c", turn=turn)


def pull(after: int) -> wire.Pull:
    return wire.Pull(box="b1", wants=(wire.Want(stream="price", hub_gen="g", after=after),))


async def test_what_is_asked_again_while_it_waits_is_answered_once_and_in_its_first_turn() -> None:
    asks = Asks()
    for store, ask in (
        ("s001", hello("t1")),
        ("s002", pull(1)),
        ("s001", hello("t2")),
        ("s001", hello("t3", "o2")),
        ("s002", pull(1)),
        ("s002", pull(2)),
        ("s003", pull(1)),
    ):
        await asks.put(store, ask)
    assert [await asks.get() for _ in range(5)] == [
        ("s001", hello("t2")),
        ("s002", pull(1)),
        ("s001", hello("t3", "o2")),
        ("s002", pull(2)),
        ("s003", pull(1)),
    ]
    await asks.put("s002", pull(1))
    assert await asks.get() == ("s002", pull(1))


async def test_a_full_queue_makes_new_asks_wait_and_takes_repeated_ones() -> None:
    asks = Asks()
    for number in range(ASKS_MAX):
        await asks.put("s001", pull(number))
    await asks.put("s001", pull(0))
    late = asyncio.create_task(asks.put("s002", pull(0)))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(late), 0.01)
    assert await asks.get() == ("s001", pull(0))
    await late
