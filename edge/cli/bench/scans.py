"""Scan to screen: from the last byte on a serial line to the frame at a page, while orders are taken."""

from __future__ import annotations

import asyncio
import os
import termios
import tty
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from edge.cli.bench.disk import fsync_ms
from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import fill, gtin, name_zh
from edge.cli.bench.page import LiveView
from edge.cli.bench.shop import Taken, bench_config, busy, running
from edge.compose.file_house import open_house
from edge.config import Config
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock

SCANS = 200
WARM_UP = 10
ECHOES = 50
BUSY_KIOSKS = 20
VARIANTS = 400
FRAME_S = 5.0
FSYNCS_ALLOWED, ALLOWED_MS = 2, 4
PAUSE_S = 0.02
_GUN = """
[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "serial://{port}?baud=115200"
"""


@asynccontextmanager
async def scanned_shop(folder: Path, clock: SystemClock) -> AsyncIterator[tuple[int, Config, Taken]]:
    """A busy store in a process of its own, and the handle of the gun's end of its serial line."""
    gun, port = os.openpty()
    tty.setraw(port, termios.TCSANOW)
    try:
        devices = _GUN.format(port=os.ttyname(port))
        config = bench_config(folder, kiosks=BUSY_KIOSKS + 1, devices=devices)
        async with open_house(config, clock) as house:
            await fill(house, VARIANTS)
        kiosks = [f"kiosk-{number}" for number in range(2, BUSY_KIOSKS + 2)]
        async with (
            running(folder, config, clock),
            busy(config, clock, kiosks=kiosks, variants=VARIANTS) as taken,
        ):
            yield gun, config, taken
    finally:
        os.close(gun)
        os.close(port)


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    """Every scan is of another product than the one before, and counted when its name is on the page."""
    fsyncs = await asyncio.to_thread(fsync_ms, folder, clock)
    async with (
        scanned_shop(folder, clock) as (gun, config, taken),
        LiveView(config.server.port, "/api/live/kiosk?place=kiosk-1", clock) as view,
    ):
        times_ms = await _scans(gun, view, clock)
        echoes_ms = [await view.echo_ms() for _ in range(ECHOES)]
        orders_per_s = taken.per_s()
        fsyncs += await asyncio.to_thread(fsync_ms, folder, clock)  # alone before, and in the same bustle
    fsync_p50_ms = percentile(fsyncs, 50)
    p50_ms = percentile(times_ms, 50)
    return [
        Figure(name="scan_to_screen_p50_ms", value=p50_ms, unit="ms"),
        Figure(name="scan_to_screen_p99_ms", value=percentile(times_ms, 99), unit="ms"),
        Figure(
            name="scan_to_screen_over_limit",
            value=p50_ms / (FSYNCS_ALLOWED * fsync_p50_ms + ALLOWED_MS),
            most=1,
        ),
        Figure(name="ws_echo_p50_ms", value=percentile(echoes_ms, 50), unit="ms"),
        Figure(name="scan_fsync_p50_ms", value=fsync_p50_ms, unit="ms"),
        Figure(name="scan_orders_per_s", value=orders_per_s, unit="/s"),
    ]


async def _scans(gun: int, view: LiveView, clock: SystemClock) -> list[float]:
    times_ms: list[float] = []
    await view.frame()
    for turn in range(SCANS + WARM_UP):
        number = 4 * (turn % (VARIANTS // 4))
        name = name_zh(number // 4)
        await asyncio.sleep(PAUSE_S)
        began_s = clock.monotonic()
        os.write(gun, f"{gtin(number)}\r".encode())
        await _until(view, lambda frame, name=name: name in str(frame["view"]))  # type: ignore[misc]
        if turn >= WARM_UP:
            times_ms.append(1000 * (clock.monotonic() - began_s))
    return times_ms


async def _until(view: LiveView, shown: Callable[[dict[str, object]], bool]) -> None:
    try:
        async with asyncio.timeout(FRAME_S):
            while not shown(await view.frame()):
                pass
    except TimeoutError:
        raise EdgeError(f"a scan was not shown in {FRAME_S:.0f} s") from None
