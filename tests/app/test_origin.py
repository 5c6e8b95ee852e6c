"""A log that is left goes on in another, with nothing lost."""

from __future__ import annotations

import pytest

from edge.domain.ids import origin_tag
from edge.domain.logbook import LOG_KEPT_MS, LeaveOrigin, OriginLeft, PruneLog, RecordAck
from edge.domain.order import ParkOrder
from edge.errors import Rejected
from tests.app.shop import CENTRE, SHOPPER, SYSTEM, Shop, one

Rows = list[tuple[str, int, str]]


def log(shop: Shop) -> Rows:
    """(origin, seq, event id) of all that is held, by origin and seq."""
    return shop.connection.execute("select origin, seq, event_id from log order by origin, seq").fetchall()


def test_a_current_log_that_is_left_goes_on_in_a_new_one(shop: Shop) -> None:
    shop.filled()
    shop.act(ParkOrder())
    number, before, ids = shop.basket().number, shop.writer._logbook.current, [row[2] for row in log(shop)]
    shop.act(RecordAck(origin=before, acked=1, safe=1), CENTRE)
    left = one(shop.act(LeaveOrigin(origin=before, after=1), CENTRE), OriginLeft)
    assert (left.former, left.retold, left.origin) == (before, len(ids) - 1, shop.writer._logbook.current)
    assert left.origin != before
    shop.check()
    assert [row[2] for row in log(shop)] == ids
    former = shop.writer._logbook.origin(before)
    assert former is not None
    assert (former.max_seq, former.acked, former.safe, former.current) == (1, 1, 1, False)
    shop.filled("B")
    paid = shop.paid()
    assert paid.number.startswith(origin_tag(left.origin))
    assert not number.startswith(origin_tag(left.origin))
    shop.reopen()
    assert shop.writer._logbook.current == left.origin
    shop.check()


def test_a_former_log_that_is_left_goes_on_in_the_current_one(shop: Shop) -> None:
    first = shop.writer._logbook.current
    shop.connection.execute("update origin set current=0")
    shop.reopen()
    shop.filled()
    shop.act(ParkOrder())
    seq, ids = shop.writer.seq, {row[2] for row in log(shop)}
    left = one(shop.act(LeaveOrigin(origin=first, after=0), CENTRE), OriginLeft)
    assert left.origin == shop.writer._logbook.current != first
    assert shop.writer.seq == seq + left.retold > seq
    assert {row[2] for row in log(shop)} == ids
    shop.check()


def test_a_log_that_was_pruned_past_the_centre_tells_what_is_left_of_it_again(shop: Shop) -> None:
    """The centre lost its database, and what was safe there is dropped here: its money is told again."""
    before = shop.writer._logbook.current
    for _ in range(2):
        shop.filled()
        shop.paid()
    top = shop.writer.seq
    shop.act(RecordAck(origin=before, acked=top, safe=top), CENTRE)
    shop.clock.advance(LOG_KEPT_MS + 1)
    shop.act(PruneLog(), SYSTEM)
    kept = [row[2] for row in log(shop)]
    assert 1 < len(kept) < top
    left = one(shop.act(LeaveOrigin(origin=before, after=0), CENTRE), OriginLeft)
    assert left.retold == len(kept)
    shop.check()
    assert [row[1:] for row in log(shop)] == list(enumerate(kept, 1))
    former = shop.writer._logbook.origin(before)
    assert former is not None
    assert (former.first_seq, former.max_seq, former.acked, former.safe) == (1, 0, 0, 0)
    shop.filled("B")
    shop.paid()
    shop.reopen()
    shop.check()


def test_a_batch_that_fails_leaves_the_log_as_it_was(shop: Shop) -> None:
    before, rows = shop.writer._logbook.current, log(shop)
    shop.connection.execute("create trigger t before insert on origin begin select raise(abort, 'full'); end")
    with pytest.raises(Exception, match="full"):
        shop.act(LeaveOrigin(origin=before, after=0), CENTRE)
    assert (shop.writer._logbook.current, log(shop)) == (before, rows)
    shop.check()


def test_only_a_log_of_this_file_is_left_and_only_where_it_stands(shop: Shop) -> None:
    current = shop.writer._logbook.current
    for origin, after, code in (("other", 0, "no_origin"), (current, 99, "origin_past")):
        with pytest.raises(Rejected, match=code):
            shop.act(LeaveOrigin(origin=origin, after=after), CENTRE)
    with pytest.raises(Rejected, match="not_allowed"):
        shop.act(LeaveOrigin(origin=current, after=0), SHOPPER)
