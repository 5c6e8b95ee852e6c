"""The line under load: a slow centre is not sent more than it can take, a storm of stores spreads itself."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque

import pytest

from edge.domain.contact import ContactKept
from edge.errors import SyncError
from edge.runtime.virtual import VirtualClock, VirtualLoop
from sync.hub.memory import MemoryHub
from sync.line import CentreLine
from sync.log.pace import LEAST_S, MOST_S, Pace
from sync.log.up_store import WINDOW, UpStore
from sync.memory import MemoryBroker
from sync.wire import Ack, Nack, Welcome
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


def test_those_who_fell_silent_together_do_not_ask_together_again() -> None:
    paces = [Pace(f"s{n:03}.b1") for n in range(50)]
    asked_s = dict.fromkeys(range(50), 0.0)
    for _ in range(3):
        for n, pace in enumerate(paces):
            pace.silent()
            asked_s[n] += pace.timeout_s
    at_s = sorted(asked_s.values())
    assert 0.5 * 14 <= at_s[0] < at_s[-1] <= 14
    assert max(after - before for before, after in itertools.pairwise(at_s)) < 0.1 * 14
    for _ in range(5_000):
        paces[0].silent()
    assert 0.5 * MOST_S <= paces[0].timeout_s <= MOST_S
    paces[0].measured(0.01)
    assert paces[0].timeout_s == LEAST_S, "who is answered waits as before"


def test_a_log_that_lost_something_sends_less_at_once_and_then_more_again() -> None:
    log, clock = Log("o"), SetClock()
    for n in range(40):
        log.append(ContactKept(contact_id="c", version=n), clock)
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "turn")
    end.hello(log.origin, 0.0)
    word = Welcome(origin="o", turn="turn", acked=0, chain_at_acked="", safe=0, hub_gen="g")
    end.welcome(word, origin=log.origin, chain_here="", now_s=0.0)
    assert sent(end, log) == WINDOW
    end.heard(Nack(origin="o", acked=0, hub_gen="g", reason="gap"), 0.1)
    assert sent(end, log) == WINDOW // 2
    end.tick(99.0)
    assert sent(end, log) == 1
    end.heard(Ack(origin="o", acked=1, safe=0, hub_gen="g", chain=log.chain_at(1)), 99.1)
    assert sent(end, log) == 2
    end.heard(Ack(origin="o", acked=3, safe=0, hub_gen="g", chain=log.chain_at(3)), 99.2)
    assert sent(end, log) == 4


def sent(end: UpStore, log: Log) -> int:
    """How many batches of one go out now."""
    count = 0
    while (span := end.wanted()) is not None:
        end.sent(log.after(span.after, 1, span.max_bytes), 0.0)
        count += 1
    return count
