"""The head office's page: what the stores do is there a moment later, what it decides is in the stores."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.goods import ALMONDS, CLEANSER, SNEAKERS
from tests.browser.people import Cashier, Desk, Engineer, HeadOffice, Shopper

pytestmark = pytest.mark.browser


def test_a_sale_is_on_the_overview_and_its_path_can_be_followed(
    office: HeadOffice, shopper: Shopper, engineer: Engineer, cashier: Cashier
) -> None:
    page = office.page
    expect(page.locator(".table tbody tr")).to_have_count(3)
    orders = page.locator(".figure").first.locator("b")
    before = int(orders.inner_text())
    engineer.scan(ALMONDS.gtin)
    shopper.sees_product(ALMONDS.en)
    shopper.page.request.post("/api/kiosk/park", data={})
    number = shopper.number("parked")
    cashier.finds(number)
    cashier.takes_cash()
    expect(orders).to_have_text(str(before + 1))
    office.goes("Orders")
    page.get_by_role("searchbox").fill(number)
    row = page.locator(".table tbody tr").filter(has_text=number)
    expect(row).to_contain_text("To hand over")
    row.get_by_role("link").click()
    path = page.locator(".path li")
    expect(path.locator("b")).to_have_text(
        ["Opened", "Parked, to be paid", "Paid in full", "Waiting for the shopper"]
    )
    cashier.does("Hand over")
    expect(path.locator("b").last).to_have_text("Handed to the shopper")
    expect(page.locator(".lines").first).to_contain_text(ALMONDS.en)
    expect(page.locator(".head .badge")).to_have_text("Done")


def test_a_price_is_changed_where_the_item_is_found(
    office: HeadOffice, shopper: Shopper, engineer: Engineer
) -> None:
    engineer.scan(CLEANSER.gtin)
    shopper.sees_product(CLEANSER.en)
    office.finds_item(CLEANSER.gtin)
    page = office.page
    expect(page.locator("h1")).to_have_text(CLEANSER.en)
    page.get_by_role("button", name="Change price").click()
    page.get_by_label("Price", exact=True).fill("0")
    page.get_by_role("button", name="Change the price").click()
    expect(page.locator(".wrong")).to_contain_text("above zero")
    page.get_by_label("Price", exact=True).fill("111.50")
    expect(page.locator(".sheet .note")).to_contain_text("¥111.50")
    page.get_by_role("button", name="Change the price").click()
    office.hears("on its way to the stores")
    expect(page.locator(".chain-price")).to_contain_text("111")
    expect(shopper.page.locator(".product .cost")).to_contain_text("111")


def answered_in_vain(route: Route) -> None:
    """The centre does it, and the page hears nothing of it."""
    route.fetch()
    route.abort()


def test_a_correction_is_asked_once_though_its_answer_is_lost(office: HeadOffice) -> None:
    office.finds_item(SNEAKERS.sku)
    page = office.page
    row = page.locator(".table tbody tr").filter(has_text="Chengji Riverbank")
    here = row.locator(".number-cell").first
    before = int(here.inner_text())
    row.get_by_role("button", name=re.compile("Correct stock")).click()
    page.get_by_role("button", name="Send to the store").click()
    expect(page.locator(".wrong")).to_have_count(2)
    page.get_by_label("Pieces to add").fill("3")
    page.get_by_label("Reason").fill("found behind the shelf")
    page.route("**/api/corrections", answered_in_vain, times=1)
    page.keyboard.press("Enter")
    office.hears("waiting for its answer")
    expect(here).to_have_text(str(before + 3))
    office.goes("Corrections")
    expect(page.locator(".table tbody tr").filter(has_text="found behind the shelf")).to_contain_text(
        ["Corrected"]
    )


def test_a_cloud_order_is_found_by_its_number_and_names_the_store_that_has_it(
    office: HeadOffice, desk: Desk
) -> None:
    wish = {"lines": [{"sku": ALMONDS.sku}], "way": "pickup", "store": "s001", "paid_ref": "w9"}
    number = desk.post("/api/orders", wish)["number"]
    office.goes("Cloud orders")
    page = office.page
    page.get_by_role("searchbox").fill(number)
    rows = page.locator(".table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Chengji Lakeside")
    page.get_by_role("combobox", name="State").select_option("cancelled")
    expect(page.locator(".empty")).to_contain_text("There is no such cloud order")
    page.get_by_role("combobox", name="State").select_option("")
    rows.get_by_role("link").click()
    page.get_by_role("button", name="Cancel this order").click()
    page.locator(".sheet").get_by_role("button", name="Cancel this order").click()
    office.hears("The order is cancelled")
