"""The payment page in a phone's browser: one button, one tick, in both languages."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from edge.runtime.clock import SystemClock
from edge.tender.wallet import HttpWallet
from edge.tender.wallet_server import Served, served
from edge.tender.wire import Misbehave
from tests.tender.rigs import KEY, SHOP, charge

CLOCK = SystemClock()
PHONE: ViewportSize = {"width": 390, "height": 844}
SHOTS = Path(".cache/shots")
pytestmark = pytest.mark.browser


@pytest.fixture
async def wallet(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as running:
        yield running


@pytest.fixture
async def phone() -> AsyncIterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: sudo apt-get install chromium"
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
        yield page
        await browser.close()


async def opened(phone: Page, wallet: Served, *, amount_fen: int = 25_900) -> HttpWallet:
    gateway = HttpWallet(address=wallet.address, key=KEY, merchant=SHOP, clock=CLOCK)
    asked = await gateway.ask(charge(CLOCK, amount_fen=amount_fen), "亚麻衬衫 等 3 件")
    await phone.goto(asked.qr)
    return gateway


async def shot(phone: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        await phone.screenshot(path=SHOTS / f"wallet-{name}.png")


async def test_a_shopper_pays_with_one_press(phone: Page, wallet: Served) -> None:
    problems: list[str] = []
    phone.on("pageerror", lambda error: problems.append(str(error)))
    phone.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    gateway = await opened(phone, wallet)
    await expect(phone.locator("#yuan")).to_have_text("259")
    await expect(phone.locator("#merchant")).to_have_text("测试店")
    await shot(phone, "zh")
    wide = await phone.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE["width"]
    await phone.get_by_role("button", name="确认付款").click()
    await expect(phone.get_by_role("heading", name="付款成功")).to_be_visible()
    await expect(phone.locator(".yes")).to_be_visible()
    await expect(phone.locator("#confirm")).to_be_hidden()
    await shot(phone, "zh-paid")
    assert [moved.fen for moved in await gateway.movements()] == [25_900]
    assert problems == []


async def test_in_english_and_declined(phone: Page, wallet: Served) -> None:
    gateway = await opened(phone, wallet, amount_fen=1_234_567_80)
    await phone.get_by_role("button", name="English").click()
    await expect(phone.locator("html")).to_have_attribute("lang", "en")
    await expect(phone.locator("#yuan")).to_have_text("1,234,567")
    await expect(phone.locator("#merchant")).to_have_text("Test shop")
    assert await phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await shot(phone, "en")
    await gateway.misbehave(Misbehave(mode="decline"))
    await phone.get_by_role("button", name="Confirm").click()
    await expect(phone.get_by_role("heading", name="Not paid")).to_be_visible()
    await expect(phone.locator("#hint")).to_contain_text("Not enough balance")
    await shot(phone, "en-declined")
    assert await gateway.movements() == ()


async def test_a_payment_taken_back_cannot_be_pressed(phone: Page, wallet: Served) -> None:
    await opened(phone, wallet)
    await phone.goto(f"{wallet.address}/pay/nobody")
    await expect(phone.get_by_role("heading", name="找不到这笔付款")).to_be_visible()
    await expect(phone.locator("#confirm")).to_be_hidden()
    await shot(phone, "zh-none")
