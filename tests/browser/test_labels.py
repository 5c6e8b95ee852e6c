"""Whom a parcel goes to: asked for at the till, the address in full, and printed alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.goods import ALMONDS, TOWEL
from tests.browser.people import Cashier, Desk, Engineer, Shopper

pytestmark = pytest.mark.browser
RECEIVER = {"name": "周晚晴", "phone": "15400001037", "address": "杭州市上城区栖云路88号2单元1203室"}
KEPT = ("154****1037", RECEIVER["address"])


def says_where_it_goes(page: Page) -> None:
    for words in (RECEIVER["name"], *KEPT):
        expect(page.locator(".sheet .parcel")).to_contain_text(words)


def test_a_packed_task_says_where_it_goes(cashier: Cashier, desk: Desk) -> None:
    lines = [{"sku": ALMONDS.sku}]
    wish = {"lines": lines, "way": "ship", "store": "s001", "paid_ref": "w1", "receiver": RECEIVER}
    order = desk.post("/api/orders", wish)
    page = cashier.page
    page.get_by_role("button", name="Tasks").click()
    page.locator(".task-row").filter(has_text=order["number"]).click()
    page.get_by_role("button", name="Promise it").click()
    scan = page.get_by_label("Scan a barcode, or type a SKU")
    scan.fill(ALMONDS.gtin)
    scan.press("Enter")
    label = page.get_by_role("button", name="Label", exact=True)
    expect(label).to_have_count(0)
    page.get_by_role("button", name="Packed", exact=True).click()
    label.click()
    says_where_it_goes(page)
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(RECEIVER["address"])
    page.get_by_role("button", name="Hand to the carrier").click()
    expect(page.locator(".task-row").filter(has_text=order["number"])).to_have_count(0)


def test_an_order_of_the_kiosk_has_its_label_until_it_leaves(
    shopper: Shopper, engineer: Engineer, cashier: Cashier
) -> None:
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    shopper.to_basket()
    shopper.ships_home(**RECEIVER)
    shopper.to_pay()
    shopper.pays()
    page, number = cashier.page, shopper.number("paid")
    expect(page.locator(".tab").nth(1).locator("b")).not_to_have_text("0")
    page.locator(".find input").fill(number)
    page.locator(".find input").press("Enter")
    expect(page.locator(".order h2")).to_have_text(number)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.keyboard.press("F7")
    says_where_it_goes(page)
    page.emulate_media(media="print")
    seen = "one => getComputedStyle(document.querySelector(one)).visibility"
    assert [page.evaluate(seen, one) for one in (".parcel", ".till", ".sheet button")] == [
        "visible",
        "hidden",
        "hidden",
    ]
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Print it").click()
    expect(page).to_have_title("printed")
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    cashier.does("Given to the carrier")
    expect(cashier.state()).to_have_text("Done")
    expect(page.locator(".hint").filter(has_text="Label")).to_be_disabled()
