"""The lease of a store, both ends: one box at a time, another when it is silent."""

import pytest

from edge.domain.lease import Lease as Word
from edge.domain.lease import RecordLease
from sync.log.centre_time import CentreTime
from sync.log.lease import BELIEF, LEASE_MS, RENEW_S, Held, LeaseStore, granted, told
from sync.wire import Lease, Renew

NOW_MS = 1_000_000


@pytest.mark.parametrize(
    ("held", "box", "expected"),
    [
        (None, "b1", ("b1", 1, NOW_MS + LEASE_MS)),
        (Held(box="b1", epoch=4, until_ms=NOW_MS + 1), "b1", ("b1", 4, NOW_MS + LEASE_MS)),
        (Held(box="b1", epoch=4, until_ms=NOW_MS - 1), "b1", ("b1", 4, NOW_MS + LEASE_MS)),
        (Held(box="b1", epoch=4, until_ms=NOW_MS + 1), "b2", ("b1", 4, NOW_MS + 1)),
        (Held(box="b1", epoch=4, until_ms=NOW_MS), "b2", ("b2", 5, NOW_MS + LEASE_MS)),
    ],
)
def test_who_gets_it(held: Held | None, box: str, expected: tuple[str, int, int]) -> None:
    got = granted(held, box, NOW_MS)
    assert (got.box, got.epoch, got.until_ms) == expected


def lease(box: str, for_ms: int = LEASE_MS, now_ms: int = 0) -> Lease:
    return Lease(box=box, epoch=1, for_ms=for_ms, hub_gen="g", now_ms=now_ms)


def test_a_box_asks_in_time_and_believes_in_it_for_less_than_it_is_given() -> None:
    end = LeaseStore("b1")
    assert end.due(10.0) == Renew(box="b1")
    assert end.due(10.1) is None
    assert end.heard(lease("b1"), 12.0) == RecordLease(lease=Word(box="b1", epoch=1, mine=True))
    assert end.due(12.0 + RENEW_S - 0.1) is None
    assert end.due(12.0 + RENEW_S) == Renew(box="b1")
    assert LeaseStore("b1").due(0.0, tuple("abcdefghij")) == Renew(box="b1", logs=tuple("abcdefgh"))
    last_s = 10.0 + BELIEF * LEASE_MS / 1000
    assert end.mine(last_s - 0.1)
    assert not end.mine(last_s)
    assert end.heard(lease("b1"), 75.0) is None


def test_an_unanswered_question_is_asked_again_and_an_unasked_answer_is_passed_over() -> None:
    end = LeaseStore("b1")
    assert end.heard(lease("b1"), 0.0) is None
    assert not end.mine(0.0)
    end.due(0.0)
    assert end.due(end.deadline_s()) == Renew(box="b1")
    assert end.heard(lease("b2"), 5.0) == RecordLease(lease=Word(box="b2", epoch=1, mine=False))
    assert (end.holder, end.mine(5.0)) == ("b2", False)


def test_the_centres_time_goes_on_by_the_monotonic_clock_from_half_a_round_trip() -> None:
    time = CentreTime()
    end = LeaseStore("b1", time=time)
    assert time.now_ms(5.0) == 0
    end.due(10.0)
    end.heard(lease("b1", now_ms=NOW_MS), 12.0)
    assert (time.now_ms(11.0), time.now_ms(12.0)) == (NOW_MS, NOW_MS + 1_000)
    end.heard(lease("b1", now_ms=NOW_MS + 9_000), 20.0, 20.0)
    assert time.now_ms(20.5) == NOW_MS + 9_500
    end.heard(lease("b1"), 30.0, 30.0)
    assert time.now_ms(30.0) == NOW_MS + 19_000, "an older centre, which says no time"
    end.heard(lease("b1", now_ms=1), 31.0)
    assert time.now_ms(31.0) == NOW_MS + 20_000, "an answer to nobody's question"


def test_two_boxes_never_both_believe_whatever_the_delays() -> None:
    """Each asks as it should; answers come late; at no moment do both hold it."""
    held: Held | None = None
    ends = {box: LeaseStore(box) for box in ("b1", "b2")}
    way: list[tuple[float, str, Lease]] = []
    for step in range(40_000):
        now_s = step / 20
        for number, (box, end) in enumerate(ends.items()):
            silent = box == "b1" and 300 < now_s < 700
            if not silent and end.due(now_s) is not None:
                held = granted(held, box, int(now_s * 1000))
                way.append((now_s + (step * 7 + number) % 90, box, told(held, int(now_s * 1000), "g")))
        for at_s, box, word in [one for one in way if one[0] <= now_s]:
            way.remove((at_s, box, word))
            ends[box].heard(word, now_s)
        assert sum(end.mine(now_s) for end in ends.values()) <= 1
    assert held is not None
    assert held.epoch >= 2
