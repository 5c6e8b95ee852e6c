"""How the workers stand together, what they do a second, and how far behind a store is, at both centres."""

import msgspec
import pytest

from sync.hub.desk import WorkerRow
from sync.hub.ports import Hub
from sync.hub.workers import LEASED, Rate, crew
from sync.topics import shard
from tests.sync.clock import SetClock
from tests.sync.hubs import hello, told
from tests.sync.shop import Shop


def worker(name: str, host: str = "a", **fields: object) -> WorkerRow:
    return msgspec.convert({"worker": name, "host": host, "pid": 7, "beat_ms": 100, **fields}, WorkerRow)


ALL = tuple(range(-1, 256))


@pytest.mark.parametrize(
    ("rows", "alive", "free", "silent"),
    [
        ([], 0, LEASED, []),
        ([worker("w1", held=ALL)], 1, 0, []),
        ([worker("w1", held=ALL[:200])], 1, 57, []),
        ([worker("w1", alive=False)], 0, LEASED, ["w1"]),
        ([worker("w1", held=ALL, started_ms=50), worker("w2", alive=False)], 1, 0, ["w2"]),
        ([worker("new", held=ALL, started_ms=101), worker("w2", alive=False)], 1, 0, []),
        ([worker("new", "b", held=ALL, started_ms=101), worker("w2", alive=False)], 1, 0, ["w2"]),
        (
            [
                worker("new", held=ALL, started_ms=101),
                worker("w2", alive=False, beat_ms=90),
                worker("w3", alive=False, beat_ms=95),
            ],
            1,
            0,
            ["w2"],
        ),
    ],
)
def test_who_is_silent_and_what_is_free(
    rows: list[WorkerRow], alive: int, free: int, silent: list[str]
) -> None:
    found = crew(rows)
    assert (found.alive, found.free, [one.worker for one in found.silent]) == (alive, free, silent)


def test_a_rate_is_taken_over_the_last_beats() -> None:
    rate = Rate()
    assert rate(0.0, 0) == 0.0
    assert rate(1.0, 50) == 50.0
    later = [rate(float(second), 50) for second in range(2, 13)]
    assert later[0] == 25.0
    assert later[-1] == 0.0


async def test_how_far_behind_the_stores_are(hub: Hub, clock: SetClock) -> None:
    late, prompt, mute = (Shop(clock, f"origin-{name}") for name in ("late", "prompt", "mute"))
    for shop in (late, prompt):
        shop.sell("P1-0")
    written_ms = clock.now_ms()
    clock.now_s += 3
    await told(hub, late, store="s001")
    await hub.hello("s001", msgspec.structs.replace(hello(late.log), max_seq=10))
    clock.now_s += 1
    await told(hub, prompt, store="s002")
    clock.now_s += 1
    await hub.hello("s003", msgspec.structs.replace(hello(mute.log), store="s003"))
    rows = await hub.lags()
    assert [(row.store, row.waiting) for row in rows] == [("s001", 7), ("s003", 0), ("s002", 0)]
    assert [row.shard for row in rows] == [shard("s001"), shard("s003"), shard("s002")]
    assert [(row.newest_ms, row.taken_ms) for row in rows] == [
        (written_ms, written_ms + 3_000),
        (0, 0),
        (written_ms, written_ms + 4_000),
    ]
    assert [row.store for row in await hub.lags(limit=1)] == ["s001"]
