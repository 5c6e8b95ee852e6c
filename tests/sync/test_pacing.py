"""The line under load: a slow centre is not sent more than it can take, a storm of stores spreads itself."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest

from edge.domain.contact import ContactKept
from edge.errors import SyncError
from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync.hub.memory import MemoryHub
from sync.line import CentreLine
from sync.log.up_store import UpStore
from sync.memory import MemoryBroker
from sync.wire import Ack, Welcome
from tests.sync.clock import SetClock
from tests.sync.hubs import hello
from tests.sync.pair import Report, line_of, worker
from tests.sync.shop import Log, Shop

ENTRIES, BATCH = 6_000, 50


@pytest.mark.parametrize("commit_s", [0.05, 1.5, 9.0])
def test_a_slow_centre_is_not_sent_the_load_twice(commit_s: float) -> None:
    log, clock = Log("o"), SetClock()
    for n in range(ENTRIES):
        log.append(ContactKept(contact_id="c", version=n), clock)
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "turn")
    now_s, free_s, sent, has = 0.0, 0.0, 0, 0
    way: deque[tuple[float, int]] = deque(maxlen=ENTRIES)
    known: set[int] = set()  # a repeat costs the centre no more than a look
    while has < ENTRIES or end.acked < ENTRIES:
        assert now_s < 10_000
        if end.hello(log.origin, now_s) is not None:
            word = Welcome(
                origin="o", turn="turn", acked=has, chain_at_acked=log.chain_at(has), safe=has, hub_gen="g"
            )
            end.welcome(word, origin=log.origin, chain_here=log.chain_at(has), now_s=now_s)
        while (span := end.wanted()) is not None:
            entries = log.after(span.after, BATCH, span.max_bytes)
            end.sent(entries, now_s)
            if entries:
                sent += len(entries)
                free_s = max(free_s, now_s) + (commit_s / 50 if entries[-1].seq in known else commit_s)
                known.add(entries[-1].seq)
                way.append((free_s, entries[-1].seq))
        dues_s = [at_s for at_s in (end.deadline_s(), way[0][0] if way else None) if at_s is not None]
        now_s = max(now_s, min(dues_s))
        if way and way[0][0] <= now_s:
            has = max(has, way.popleft()[1])
            end.heard(Ack(origin="o", acked=has, safe=has, hub_gen="g", chain=log.chain_at(has)), now_s)
        end.tick(now_s)
    assert sent <= 1.5 * ENTRIES
    assert now_s <= 1.6 * commit_s * ENTRIES / BATCH + 30


async def connected(broker: MemoryBroker) -> None:
    while "s001.b1" not in broker._links:  # noqa: ASYNC110 - a broker in memory tells nobody
        await asyncio.sleep(0.01)


async def talked() -> None:
    """Virtual time enough for a hello and its welcome."""
    await asyncio.sleep(5)


def test_a_line_comes_back_at_a_moment_of_its_own_within_the_window_it_was_told() -> None:
    async def moments(fraction: float) -> tuple[float, float]:
        """How long the line waits before its first and its second connection."""
        loop = asyncio.get_running_loop()
        clock, broker = VirtualClock(loop), MemoryBroker()
        hub = MemoryHub(clock)
        for number in range(4_000):  # a chain whose coming back takes twenty seconds
            await hub.hello(f"s{number:04d}", hello(Log(f"origin-of-{number}")))
        line = line_of_a_store(clock, broker, fraction)
        centre = asyncio.ensure_future(worker(hub, broker).run())
        waits = []
        for _ in range(2):
            began_s = loop.time()
            run = asyncio.ensure_future(line.run())
            await connected(broker)
            waits.append(loop.time() - began_s)
            await talked()
            broker.kill()
            broker.start()
            with pytest.raises(SyncError):
                await run
            await asyncio.gather(centre, return_exceptions=True)
            centre = asyncio.ensure_future(worker(hub, broker).run())
        centre.cancel()
        await asyncio.gather(centre, return_exceptions=True)
        return waits[0], waits[1]

    for fraction in (0.0, 0.5, 0.99):
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            first_s, second_s = runner.run(moments(fraction))
        assert first_s < 0.1
        assert second_s == pytest.approx(fraction * 4_001 / 200, abs=0.2)


def line_of_a_store(clock: VirtualClock, broker: MemoryBroker, fraction: float) -> CentreLine:
    shop = Shop(clock)
    line = line_of(
        ("s001", "b1"), broker, log=shop, dispatch=shop.dispatch, clock=clock, report=Report(), aside=False
    )
    line._fraction = lambda: fraction
    return line
