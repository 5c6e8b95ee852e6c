"""What may be forgotten: what is safe and old; money only past its legal age, the anchor never."""

from __future__ import annotations

from edge.app.logbook import MONEY
from edge.domain.feed import AskCorrection
from edge.domain.logbook import (
    ANSWERS_LONGER_MS,
    FINISHED_KEPT_MS,
    LOG_KEPT_MS,
    MONEY_KEPT_MS,
    Origin,
    PruneLog,
    RecordAck,
)
from edge.domain.order import ParkOrder
from edge.domain.parking import PlateSeen
from tests.app.shop import CAMERA, CENTRE, SYSTEM, Shop

KINDS = "select kind from log order by seq"


def sold(shop: Shop, times: int) -> Origin:
    """So many paid orders; all of the log is acknowledged and safe."""
    for _ in range(times):
        shop.filled()
        shop.paid()
    return kept_safe(shop, shop.writer.seq)


def kept_safe(shop: Shop, safe: int) -> Origin:
    name = shop.writer._logbook.current
    shop.act(RecordAck(origin=name, acked=safe, safe=safe), CENTRE)
    return origin(shop)


def origin(shop: Shop) -> Origin:
    found = shop.rows.logbook.origin(shop.writer._logbook.current)
    assert found is not None
    return found


def kinds(shop: Shop) -> list[str]:
    return [row[0] for row in shop.connection.execute(KINDS)]


def counted(shop: Shop, table: str) -> int:
    row = shop.connection.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 - a constant
    return int(row[0])


def pruned(shop: Shop) -> list[str]:
    shop.act(PruneLog(), SYSTEM)
    return kinds(shop)


def test_the_log_is_kept_for_its_days(shop: Shop) -> None:
    sold(shop, 2)
    before = kinds(shop)
    shop.clock.advance(LOG_KEPT_MS)
    assert pruned(shop) == before
    shop.clock.advance(1)
    after = pruned(shop)
    assert [kind for kind in before[:-1] if kind in MONEY] == after[:-1]
    assert after[-1] == before[-1]  # the anchor, whatever it is
    assert origin(shop).first_seq == origin(shop).safe


def test_what_is_not_safe_stays_whatever_its_age(shop: Shop) -> None:
    sold(shop, 1)
    safe = shop.writer.seq
    shop.filled()
    shop.paid()
    before = shop.connection.execute("select * from log where seq>=? order by seq", (safe,)).fetchall()
    shop.clock.advance(10 * MONEY_KEPT_MS)
    pruned(shop)
    pruned(shop)
    assert shop.connection.execute("select * from log order by seq").fetchall() == before


def test_money_goes_past_its_legal_age_and_the_anchor_never(shop: Shop) -> None:
    top = sold(shop, 2).safe
    shop.clock.advance(MONEY_KEPT_MS)
    pruned(shop)
    assert counted(shop, "log") > 1
    shop.clock.advance(1)
    pruned(shop)
    rows = shop.connection.execute("select seq from log").fetchall()
    assert rows == [(top,)]
    shop.filled()
    shop.act(ParkOrder())
    shop.reopen()
    assert shop.writer.seq > top


def test_a_clock_that_was_wrong_for_a_while_costs_nothing(shop: Shop) -> None:
    shop.clock.step(-2 * MONEY_KEPT_MS)
    shop.filled()
    shop.paid()
    shop.clock.step(2 * MONEY_KEPT_MS)
    sold(shop, 1)
    before = kinds(shop)
    assert pruned(shop) == before
    assert pruned(shop) == before


def test_outcomes_finished_effects_and_cars_are_kept_seven_days(shop: Shop) -> None:
    shop.filled()
    shop.act(ParkOrder(), key="k1")
    shop.act(PlateSeen(lane="in", plate="沪A12345", color="blue"), CAMERA)
    (waits,) = shop.effects("OpenBarrier")
    shop.clock.advance(FINISHED_KEPT_MS)
    pruned(shop)
    assert (counted(shop, "outcome"), counted(shop, "car"), counted(shop, "effect")) == (1, 1, 1)
    shop.clock.advance(1)
    pruned(shop)
    assert (counted(shop, "outcome"), counted(shop, "car")) == (0, 0)
    assert shop.effect(waits.effect_id).state == "due"  # nobody said what became of it
    shop.connection.execute("update effect set state='missed'")
    pruned(shop)
    assert counted(shop, "effect") == 0


def test_what_was_answered_to_the_centre_is_known_for_a_year(shop: Shop) -> None:
    wish = AskCorrection(
        command_id="c1", sku="A", quantity=2, reason="found", deadline_ms=shop.clock.now_ms() + 1_000
    )
    shop.feed("command", (wish,))
    shop.clock.advance(FINISHED_KEPT_MS + ANSWERS_LONGER_MS)
    pruned(shop)
    assert counted(shop, "answered") == 1
    shop.clock.advance(1)
    pruned(shop)
    assert counted(shop, "answered") == 0


def test_a_full_disk_takes_all_that_is_safe_but_money_and_leaves_keys_alone(shop: Shop) -> None:
    top = sold(shop, 2).safe
    before = shop.connection.execute("select seq, kind from log order by seq").fetchall()
    shop.filled()
    shop.act(ParkOrder(), key="k1")
    shop.act(PruneLog(pressed=True), SYSTEM)
    shop.act(PruneLog(pressed=True), SYSTEM)
    kept = shop.connection.execute("select seq, kind from log where seq<=? order by seq", (top,)).fetchall()
    assert kept == [(seq, kind) for seq, kind in before if kind in MONEY or seq == top]
    assert len(kept) < len(before)
    assert origin(shop).first_seq == top
    assert counted(shop, "outcome") == 1


def test_a_full_disk_takes_money_past_its_legal_age(shop: Shop) -> None:
    top = sold(shop, 2).safe
    shop.clock.advance(MONEY_KEPT_MS + 1)
    shop.act(PruneLog(pressed=True), SYSTEM)
    shop.act(PruneLog(pressed=True), SYSTEM)
    assert shop.connection.execute("select seq from log").fetchall() == [(top,)]
