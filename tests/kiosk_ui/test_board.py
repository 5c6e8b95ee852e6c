"""The board and the same figures for machines."""

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from edge.app.reads import Hour, Today, Waiting
from edge.domain.effect import Effect, OpenBarrier
from edge.domain.logbook import Origin
from edge.domain.parking import Lane
from tests.kiosk_ui.conftest import Stand


def busy_day(stand: Stand) -> None:
    """Sales, a barrier that did not open, and a log that waits."""
    now_ms = stand.clock.now_ms()
    reads, log = stand.memory.reads, stand.memory.log
    reads.day = Today(
        business_day="2025-06-15", sales_fen=51_600, orders=2, refunds_fen=100, cars=3, below_zero=1,
        hours=(Hour(hour=10, sales_fen=51_600, orders=2),),
    )  # fmt: skip
    opening = OpenBarrier(plate="浙A12345", lane="lane-1")
    reads.failed = (
        Effect(
            effect_id="e1", target="barrier-1", payload=opening, due_ms=now_ms, deadline_ms=now_ms,
            state="missed",
        ),
    )  # fmt: skip
    reads.lane_rows = (Lane(lane="lane-1", plate="浙A12345", color="blue", at_ms=now_ms),)
    log.wait = Waiting(entries=4, oldest_ms=now_ms - 9_000, acked_ms=now_ms - 10_000)
    log.origin_rows = (
        Origin(origin="old", current=False, acked=9),
        Origin(origin="new", max_seq=11, acked=7),
    )


async def test_the_board_tells_the_day(demo: Stand) -> None:
    busy_day(demo)
    async with demo.page.get("/api/board") as answer:
        board = await answer.json()
    assert (board["sales_fen"], board["orders"], board["refunds_fen"], board["cars"]) == (51_600, 2, 100, 3)
    assert (board["waiting"], board["oldest_waiting_ms"], board["acked"]) == (4, 9_000, 7)
    assert board["effects"][0]["kind"] == "GateDidNotOpen"
    assert board["effects"][0]["subject"] == "浙A12345"
    assert [row["number"] for row in board["recent"]] == ["K7P-0042"]
    assert {row["part"] for row in board["health"]} == {"scanner-1", "printer-1", "wallet", "uplink"}


async def test_health_and_metrics_tell_the_same_as_the_board(shop: Stand) -> None:
    busy_day(shop)
    shop.memory.health.report("uplink", "down")
    shop.clock.advance(5_000)
    await shop.sign_in("manager")
    async with shop.page.get("/api/board") as answer:
        board = await answer.json()
    async with shop.page.get("/health") as answer:
        health = await answer.json()
    async with shop.page.get("/metrics") as answer:
        families = {one.name: one for one in text_string_to_metric_families(await answer.text())}
    metrics = {name: family.samples[0].value for name, family in families.items() if family.samples}
    for field, metric in (
        ("orders", "store_edge_orders_today"),
        ("sales_fen", "store_edge_sales_today_fen"),
        ("refunds_fen", "store_edge_refunds_today_fen"),
        ("waiting", "store_edge_log_waiting_entries"),
        ("oldest_waiting_ms", "store_edge_log_oldest_waiting_ms"),
        ("acked", "store_edge_log_acked_seq"),
    ):
        assert board[field] == health[field] == metrics[metric]
    assert health["unanswered"] == len(board["effects"]) == metrics["store_edge_effects_unanswered"]
    assert (health["status"], health["uptime_s"]) == ("down", 5)
    states = {
        (sample.labels["part"], sample.labels["state"])
        for sample in families["store_edge_part_state"].samples
        if sample.value
    }
    assert ("uplink", "down") in states
    assert ("wallet", "ok") in states
    served = {
        (sample.labels["route"], sample.labels["status"])
        for sample in families["store_edge_requests"].samples
    }
    assert ("/api/board", "200") in served


async def test_health_is_open_on_this_machine(shop: Stand) -> None:
    for path in ("/health", "/metrics"):
        async with shop.page.get(path) as answer:
            assert answer.status == 200


async def test_two_openings_do_not_share_their_counters(shop: Stand, demo: Stand) -> None:
    async with shop.page.get("/api/kiosk/home") as answer:
        assert answer.status == 200
    async with demo.page.get("/metrics") as answer:
        assert "/api/kiosk/home" not in await answer.text()


async def test_an_acked_entry_belongs_to_the_current_origin(demo: Stand) -> None:
    demo.memory.log.origin_rows = (msgspec.structs.replace(Origin(origin="old"), current=False, acked=9),)
    async with demo.page.get("/health") as answer:
        assert (await answer.json())["acked"] == 0
