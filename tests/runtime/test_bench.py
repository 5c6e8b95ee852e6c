"""The measuring tools themselves: percentiles, the table, and the page that a program opens."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.cli.bench import camera
from edge.cli.bench.disk import fsync_ms
from edge.cli.bench.figures import Figure, as_json, percentile, table
from edge.cli.bench.page import Caller, LiveView
from edge.errors import EdgeError
from edge.runtime.clock import ManualClock, SystemClock
from kiosk_ui.memory.desk import MemoryDesk
from kiosk_ui.server import Screens

PICTURES = Path(__file__).resolve().parents[2] / "seeds" / "pictures"


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.floats(0, 100))
def test_a_percentile_is_a_sample_that_enough_do_not_exceed(samples: list[float], percent: float) -> None:
    found = percentile(samples, percent)
    assert found in samples
    within = sum(sample <= found for sample in samples)
    assert within >= math.ceil(len(samples) * percent / 100)


def test_percentiles_by_hand() -> None:
    assert [percentile([5, 1, 4, 2, 3], percent) for percent in (0, 50, 99, 100)] == [1, 3, 5, 5]
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


def test_the_table_says_what_is_met_and_what_is_missed() -> None:
    figures = [
        Figure(name="rate", value=25, least=20),
        Figure(name="gap_ms", value=12.5, unit="ms", most=10),
        Figure(name="plain", value=1),
    ]
    assert table(figures).splitlines() == [
        "rate         25.000      at least 20       met",
        "gap_ms       12.500 ms   at most  10       MISSED",
        "plain         1.000",
    ]
    assert msgspec.json.decode(as_json(figures)) == {"figures": {"rate": 25, "gap_ms": 12.5, "plain": 1}}


def test_every_sync_takes_time(tmp_path: Path) -> None:
    times = fsync_ms(tmp_path, SystemClock(), syncs=5)
    assert len(times) == 5
    assert all(time > 0 for time in times)
    assert list(tmp_path.iterdir()) == []


@contextlib.asynccontextmanager
async def opened() -> AsyncIterator[int]:
    """The port of screens over a store in memory."""
    memory = MemoryDesk(ManualClock(), lambda: "secret", pictures=PICTURES)
    screens = Screens(memory.desk)
    running = asyncio.create_task(screens.run())
    try:
        async with asyncio.timeout(10):
            await screens.opened.wait()
        yield int(screens.url.rsplit(":", 1)[1])
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_live_view_gives_its_frames_and_echoes() -> None:
    async with opened() as port, LiveView(port, "/api/live/kiosk", SystemClock()) as view:
        first = await view.frame()
        assert first["rev"] >= 0
        assert "view" in first
        assert 0 < await view.echo_ms() < 10_000


async def test_a_view_that_is_none_is_an_error() -> None:
    async with opened() as port:
        with pytest.raises(EdgeError, match="404 instead of a live view"):
            async with LiveView(port, "/api/live/nobody", SystemClock()):
                pytest.fail("opened nothing")


async def test_a_caller_keeps_its_line_and_hears_refusals() -> None:
    async with opened() as port:
        caller = Caller(port, SystemClock())
        assert b"openapi" in await caller.get("/api/openapi.json")
        assert (await caller.get("/health")).startswith(b"{")
        with pytest.raises(EdgeError, match="POST /api/kiosk/add: 422"):
            await caller.post("/api/kiosk/add", {"sku": 5})
        await caller.close()


async def test_a_camera_is_measured_before_its_drawn_shelf(tmp_path: Path) -> None:
    figures = {one.name: one for one in await camera.measure(tmp_path, SystemClock(), seconds=1.0)}
    assert set(figures) == {
        "camera_loop_gap_p99_ms",
        "camera_loop_gap_most_ms",
        "camera_empty_frame_ms",
        "camera_fps",
        "camera_labels_read",
    }
    assert figures["camera_labels_read"].value == 1
    assert all(one.value > 0 for one in figures.values())
