"""Scan to paint: from the last byte on a serial line until a browser has drawn the product's name."""

from __future__ import annotations

import asyncio
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edge.cli.bench.figures import Figure, percentile
from edge.cli.bench.goods import gtin, name_zh
from edge.cli.bench.scans import VARIANTS, scanned_shop
from edge.errors import EdgeError
from edge.runtime.clock import SystemClock

SCANS = 60
WARM_UP = 5
PAINT_MS = 5_000
PAUSE_S = 0.1
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
WATCH = """(() => {
  window.painted = {};
  window.wanted = "";
  const look = () => {
    const name = window.wanted;
    if (!name || window.painted[name] || !document.body.innerText.includes(name)) return;
    window.painted[name] = -1;
    requestAnimationFrame(() => setTimeout(() => { window.painted[name] = Date.now(); }, 0));
  };
  const all = { childList: true, subtree: true, characterData: true };
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(document.body, all));
})()"""


async def measure(folder: Path, clock: SystemClock) -> list[Figure]:
    """Nothing where there is no browser to measure in."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or find_spec("playwright") is None:
        return []
    from playwright.async_api import async_playwright  # noqa: PLC0415 - of the extra `test` only

    async with scanned_shop(folder, clock) as (gun, config, _), async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = await chromium.new_page(viewport={"width": 1080, "height": 1920})
        await page.add_init_script(WATCH)
        await page.goto(f"http://127.0.0.1:{config.server.port}/kiosk?place=kiosk-1")
        await page.wait_for_load_state("networkidle")
        times_ms = [await _scan(page, gun, turn, clock) for turn in range(SCANS + WARM_UP)][WARM_UP:]
        await chromium.close()
    return [Figure(name="scan_to_paint_p95_ms", value=percentile(times_ms, 95), unit="ms", most=150)]


async def _scan(page: Any, gun: int, turn: int, clock: SystemClock) -> float:  # noqa: ANN401 - an optional package's
    number = 4 * (turn % (VARIANTS // 4))
    name = name_zh(number // 4)
    await page.evaluate("name => { window.wanted = name; delete window.painted[name]; }", name)
    await asyncio.sleep(PAUSE_S)
    os.write(gun, f"{gtin(number)}\r".encode())
    began_ms = clock.now_ms()
    try:
        await page.wait_for_function("name => window.painted[name] > 0", arg=name, timeout=PAINT_MS)
    except Exception as error:
        raise EdgeError(f"{name} was not painted in {PAINT_MS} ms") from error
    painted: float = await page.evaluate("name => window.painted[name]", name)
    return painted - began_ms
