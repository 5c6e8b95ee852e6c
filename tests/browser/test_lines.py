"""A line cut and a plug pulled: the shop goes on, and the board says what did not happen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.goods import FIZZ
from tests.browser.people import Desk, Engineer, Shopper, until

pytestmark = pytest.mark.browser


def test_with_the_uplink_cut_the_shop_sells_and_everything_arrives_once(
    shopper: Shopper, engineer: Engineer, desk: Desk, board: Page
) -> None:
    engineer.plug("The centre's line", plugged=False)
    engineer.scan(FIZZ.gtin)
    shopper.sees_product(FIZZ.en)
    shopper.to_basket()
    shopper.to_pay()
    shopper.pays()
    number = shopper.number("paid")
    expect(board.locator(".waiting.amber")).to_contain_text(re.compile(r"\d+ entr(y waits|ies wait)"))
    assert desk.order(number) is None
    engineer.plug("The centre's line", plugged=True)
    expect(board.locator(".waiting.green")).to_be_visible(timeout=20_000)
    until(board, lambda: desk.order(number), f"order {number} at the centre")
    rows = [row for row in desk.get("/api/orders?limit=100")["orders"] if row["number"] == number]
    assert len(rows) == 1


def test_a_centre_without_a_backup_is_said(board: Page) -> None:
    """The demo makes none."""
    row = board.locator(".health li").filter(has_text="The log's second copy")
    expect(row).to_contain_text("The centre has no backup")


def test_a_plate_opens_the_barrier(engineer: Engineer, board: Page) -> None:
    engineer.car("浙AD10001")
    expect(engineer.page.locator(".barrier.up")).to_be_visible()
    expect(board.locator(".lanes")).to_contain_text("10001")
    expect(board.locator(".sentences li").filter(has_text="10001")).to_have_count(0)


def test_a_barrier_without_its_plug_did_not_open(engineer: Engineer, board: Page) -> None:
    engineer.plug("barrier-1", plugged=False)
    engineer.car("浙AD10002")
    missed = board.locator(".sentences li").filter(has_text="did not open for 浙AD10002")
    expect(missed).to_be_visible(timeout=30_000)
    expect(engineer.page.locator(".barrier.up")).to_have_count(0)
    engineer.plug("barrier-1", plugged=True)
