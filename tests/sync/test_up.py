"""The store's end of a log, word by word."""

import msgspec
import pytest

from edge.domain.contact import ContactKept
from edge.domain.logbook import LeaveOrigin, Origin, RecordAck
from sync.log.pace import MOST_S, Pace
from sync.log.up_store import FRUITLESS_MAX, WINDOW, UpStore
from sync.wire import Ack, Nack, Welcome
from tests.sync.clock import SetClock
from tests.sync.shop import Log


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def flowing(log: Log, acked: int = 0) -> UpStore:
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "turn")
    hello = end.hello(log.origin, 0.0)
    assert hello is not None
    welcome = Welcome(
        origin=log.origin.origin,
        turn="turn",
        acked=acked,
        chain_at_acked=log.chain_at(acked),
        safe=acked,
        hub_gen="g",
    )
    end.welcome(welcome, origin=log.origin, chain_here=log.chain_at(acked), now_s=0.1)
    return end


def log_of(clock: SetClock, count: int) -> Log:
    log = Log("o")
    for n in range(count):
        log.append(ContactKept(contact_id="c", version=n), clock)
    return log


def send(end: UpStore, log: Log, now_s: float, limit: int = 500) -> list[int]:
    """Fill the window; the last seq of each batch."""
    lasts = []
    while (span := end.wanted()) is not None:
        entries = log.after(span.after, limit, span.max_bytes)
        end.sent(entries, now_s)
        lasts += [entries[-1].seq] if entries else []
    return lasts


def test_nothing_flows_before_the_welcome(clock: SetClock) -> None:
    log = log_of(clock, 3)
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "t")
    assert end.wanted() is None
    assert end.deadline_s() == 0.0
    assert end.hello(log.origin, 5.0) is not None
    assert end.hello(log.origin, 5.9) is None
    assert not end.silent
    assert end.hello(log.origin, 7.1) is not None
    assert end.silent


def test_a_lone_event_travels_at_once_and_a_backlog_in_a_window(clock: SetClock) -> None:
    log = log_of(clock, 1)
    end = flowing(log)
    assert send(end, log, 1.0) == [1]
    log.append(ContactKept(contact_id="c", version=9), clock)
    end.appended()
    assert send(end, log, 1.0) == [2]
    big = log_of(clock, 100)
    end = flowing(big)
    assert send(end, big, 1.0, limit=5) == [5 * n for n in range(1, WINDOW + 1)]
    assert end.heard(Ack(origin="o", acked=10, safe=9, hub_gen="g"), 1.1) == RecordAck(
        origin="o", acked=10, safe=9
    )
    assert send(end, big, 1.2, limit=5) == [45, 50]


def test_silence_rewinds_once_a_time_out_and_then_announces_anew(clock: SetClock) -> None:
    log = log_of(clock, 3)
    end = flowing(log)
    send(end, log, 1.0)
    for rewinds in range(1, FRUITLESS_MAX + 1):
        due_s = end.deadline_s()
        assert due_s is not None
        end.tick(due_s - 0.01)
        assert end.rewinds == rewinds - 1
        end.tick(due_s)
        assert end.rewinds == rewinds
        assert send(end, log, due_s) == [3]
    due_s = end.deadline_s()
    assert due_s is not None
    end.tick(due_s)
    assert end.state == "greeting"


def test_every_batch_behind_a_gap_is_refused_but_one_rewind_is_enough(clock: SetClock) -> None:
    log = log_of(clock, 30)
    end = flowing(log)
    assert send(end, log, 1.0, limit=5)[-1] == 30
    nack = Nack(origin="o", acked=5, hub_gen="g", reason="gap")
    assert end.heard(nack, 1.1) == RecordAck(origin="o", acked=5, safe=0)
    assert send(end, log, 1.1, limit=5) == [10, 15, 20, 25], "half a window after a loss"
    assert end.heard(nack, 1.2) is None
    assert send(end, log, 1.2, limit=5) == []


@pytest.mark.parametrize(
    "answer",
    [
        Ack(origin="o", acked=1, safe=1, hub_gen="another"),
        Ack(origin="o", acked=99, safe=1, hub_gen="g"),
        Nack(origin="o", acked=0, hub_gen="g", reason="unknown"),
        Nack(origin="o", acked=2, hub_gen="g", reason="chain"),
        Nack(origin="o", acked=0, hub_gen="g", reason="gap"),
    ],
)
def test_what_cannot_be_brings_a_new_hello(clock: SetClock, answer: Ack | Nack) -> None:
    log = log_of(clock, 3)
    end = flowing(log, acked=1)
    send(end, log, 1.0)
    assert end.heard(answer, 1.1) is None
    assert end.state == "greeting"
    assert end.hello(log.origin, 1.1) is not None


def test_others_answers_and_old_ones_change_nothing(clock: SetClock) -> None:
    log = log_of(clock, 3)
    end = flowing(log, acked=2)
    send(end, log, 1.0)
    assert end.heard(Ack(origin="other", acked=3, safe=3, hub_gen="g"), 1.1) is None
    assert end.heard(Ack(origin="o", acked=1, safe=1, hub_gen="g"), 1.1) is None
    assert not end.answers(Welcome(origin="o", turn="old", acked=0, chain_at_acked="", safe=0, hub_gen="g"))
    assert (end.state, end.acked) == ("flowing", 2)


@pytest.mark.parametrize(
    ("welcome", "origin", "chain", "after"),
    [
        ({"forked": True}, {}, "x", 0),
        ({"forked": True, "acked": 3, "chain_at_acked": "y"}, {"safe": 1}, "x", 1),
        ({"acked": 9}, {}, "", 3),
        ({"acked": 2, "chain_at_acked": "y"}, {"safe": 1}, "x", 1),
        ({"acked": 2, "chain_at_acked": "y"}, {"safe": 2, "first_seq": 2}, "x", 1),
        ({"acked": 1}, {"first_seq": 3}, "", 1),
        ({"acked": 0}, {"first_seq": 3, "current": False}, "", 0),
    ],
)
def test_another_past_of_a_log_ends_it_where_both_agree(
    welcome: dict[str, object], origin: dict[str, int], chain: str, after: int
) -> None:
    end, given = greeted(origin)
    assert end.welcome(welcome_of(welcome), origin=given, chain_here=chain, now_s=1.0) == LeaveOrigin(
        origin="o", after=after
    )
    end.appended()
    assert (end.wanted(), end.hello(given, 99.0), end.deadline_s()) == (None, None, None)


def test_a_former_log_may_be_behind_its_own_past() -> None:
    end, given = greeted({"current": False})
    word = end.welcome(welcome_of({"acked": 9, "safe": 5}), origin=given, chain_here="", now_s=1.0)
    assert word == RecordAck(origin="o", acked=3, safe=3)
    assert end.wanted() is not None


def greeted(fields: dict[str, int]) -> tuple[UpStore, Origin]:
    origin = msgspec.structs.replace(Origin(origin="o", max_seq=3), **fields)
    end = UpStore(origin, store="s001", box="b1", turns=lambda: "t")
    end.hello(origin, 0.0)
    return end, origin


def welcome_of(fields: dict[str, object]) -> Welcome:
    plain = {"origin": "o", "turn": "t", "acked": 0, "chain_at_acked": "", "safe": 0, "hub_gen": "g"}
    return msgspec.convert({**plain, **fields, "type": "welcome"}, Welcome)


def test_an_ack_of_what_another_machine_sent_is_not_believed(clock: SetClock) -> None:
    log = log_of(clock, 9)
    for word in (
        Ack(origin="o", acked=5, safe=5, hub_gen="g", chain="theirs"),
        Ack(origin="o", acked=6, safe=6, hub_gen="g", chain=log.chain_at(6)),  # no batch of ours ended there
        Nack(origin="o", acked=5, hub_gen="g", reason="gap", chain="theirs"),
    ):
        end = flowing(log)
        send(end, log, 1.0, limit=5)
        assert end.heard(word, 1.1) is None
        assert (end.state, end.acked) == ("greeting", 0)
    end = flowing(log)
    send(end, log, 1.0, limit=5)
    ours = Ack(origin="o", acked=5, safe=5, hub_gen="g", chain=log.chain_at(5))
    assert end.heard(ours, 1.1) == RecordAck(origin="o", acked=5, safe=5)


def test_a_backup_makes_safe_what_is_acknowledged_and_takes_nothing_back(clock: SetClock) -> None:
    log = log_of(clock, 9)
    log.origin = msgspec.structs.replace(log.origin, acked=5, safe=2)
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "t")
    assert end.covered(4, "") is None  # not greeted yet
    end.hello(log.origin, 0.0)
    welcome = Welcome(origin="o", turn="t", acked=5, chain_at_acked=log.chain_at(5), safe=2, hub_gen="g")
    assert end.welcome(welcome, origin=log.origin, chain_here=log.chain_at(5), now_s=0.1) is None
    assert end.covered(4, "another") is None
    assert end.covered(4, "g") == RecordAck(origin="o", acked=5, safe=4)
    assert end.covered(3, "g") is None
    assert end.covered(9, "g") == RecordAck(origin="o", acked=5, safe=5)
    assert end.safe == 5


def test_a_centre_heard_under_another_name_is_greeted_anew(clock: SetClock) -> None:
    end = flowing(log_of(clock, 1))
    for name, state in (("g", "flowing"), ("restored", "greeting")):
        end.meet(name)
        assert end.state == state


def test_a_centre_that_fell_back_rewinds_the_store(clock: SetClock) -> None:
    log = log_of(clock, 9)
    log.origin = msgspec.structs.replace(log.origin, acked=7, safe=4)
    end = UpStore(log.origin, store="s001", box="b1", turns=lambda: "t")
    end.hello(log.origin, 0.0)
    welcome = Welcome(origin="o", turn="t", acked=4, chain_at_acked=log.chain_at(4), safe=4, hub_gen="new")
    ack = end.welcome(welcome, origin=log.origin, chain_here=log.chain_at(4), now_s=0.1)
    assert ack == RecordAck(origin="o", acked=4, safe=4, rewound=True)
    assert send(end, log, 0.2) == [9]


def test_the_pace_follows_the_round_trips_and_has_bounds() -> None:
    pace = Pace()
    first_s = pace.timeout_s
    for _ in range(20):
        pace.measured(0.002)
    assert pace.timeout_s == 0.5 < first_s
    for _ in range(20):
        pace.measured(3.0)
    assert 3.0 < pace.timeout_s < 12.0
    for _ in range(99):
        pace.silent()
    assert pace.timeout_s == MOST_S
    pace.measured(3.0)
    assert pace.timeout_s < MOST_S
