"""The store's end of pulling back its past: chunk after chunk, each once, asked again when silent."""

import msgspec

from edge.domain.past import Mark, Past
from sync.log.past import Missing, PastStore, missing
from sync.log.up_hub import Tail
from sync.wire import Fact, PastRange, PullPast

MARKS = (Mark(origin="a", seq=5),)


def found(origin: str, first: int, count: int, left: int, current: str = "now") -> PastRange:
    facts = tuple(
        Fact(id=f"{origin}{first + at}", at_ms=1, hlc=1, kind="K", body=msgspec.Raw(b"{}"))
        for at in range(count)
    )
    return PastRange(current=current, origin=origin, first=first, safe=3, events=facts, left=left)


def test_chunks_are_asked_for_one_after_another_until_nothing_is_left() -> None:
    end = PastStore(Past(origin="now", marks=MARKS), box="b1")
    assert end.due(0.0) == PullPast(box="b1", current="now", marks=MARKS)
    assert end.due(0.1) is None
    apply = end.heard(found("a", 6, 2, 9), 0.2)
    assert apply is not None
    assert [(entry.seq, entry.event_id) for entry in apply.entries] == [(6, "a6"), (7, "a7")]
    assert (apply.origin, apply.last, apply.safe, end.left) == ("a", 7, 3, 9)
    ask = end.due(0.3)
    assert ask is not None
    assert ask.marks == (Mark(origin="a", seq=7),)
    assert end.heard(found("b", 1, 1, 0), 0.4) is not None
    assert end.due(0.5) is not None
    assert end.heard(PastRange(current="now"), 0.6) is None
    assert (end.whole, end.due(99.0), end.deadline_s()) == (True, None, None)
    assert end.heard(found("b", 2, 1, 0), 0.7) is None


def test_after_the_logs_comes_what_was_told_early_page_by_page() -> None:
    end = PastStore(Past(origin="now", marks=MARKS), box="b1")
    end.due(0.0)
    page = found("", 1, 2, 1)
    apply = end.heard(page, 0.1)
    assert apply is not None
    assert (apply.origin, apply.safe, len(apply.entries), end.whole) == ("", page.safe, 2, False)
    ask = end.due(0.2)
    assert ask is not None
    assert (ask.early, ask.marks) == ("2", MARKS)
    assert end.heard(page, 0.3) is None  # the same answer, late
    assert end.heard(PastRange(current="now"), 0.4) is None
    assert end.whole


def test_what_does_not_follow_is_passed_over() -> None:
    end = PastStore(Past(origin="now", marks=MARKS), box="b1")
    assert end.heard(found("a", 6, 2, 9), 0.0) is None
    end.due(0.0)
    for wrong in (
        found("a", 7, 1, 0),
        found("a", 5, 1, 0),
        found("a", 6, 0, 0),
        found("a", 6, 1, 0, current="before"),
        PastRange(current="before"),
    ):
        assert end.heard(wrong, 0.1) is None
    deadline_s = end.deadline_s()
    assert deadline_s is not None
    assert end.due(deadline_s) is not None
    assert end.heard(found("a", 6, 1, 0), deadline_s) is not None
    assert end.heard(found("a", 6, 1, 0), deadline_s) is None


def test_the_oldest_log_comes_first_and_all_are_counted() -> None:
    tails = [Tail(origin=name, store="s", acked=acked) for name, acked in (("b", 4), ("now", 9), ("a", 7))]
    ask = PullPast(box="b1", current="now", marks=MARKS)
    assert missing(ask, tails) == Missing(tail=tails[2], after=5, left=6)
    whole = PullPast(box="b1", current="now", marks=(*MARKS, Mark(origin="b", seq=4)))
    assert missing(whole, [tails[0], tails[1]]) is None
