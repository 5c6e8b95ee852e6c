"""The head office's page: what the stores do is there a moment later, what it decides is in the stores."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import ALMONDS, SNEAKERS, TOWEL
from tests.browser.people import Cashier, Engineer, HeadOffice, Shopper
from tests.browser.premises import Premises

pytestmark = pytest.mark.browser


def test_only_the_password_opens_it_and_no_script_reads_the_cookie(
    open_page: OpenPage, demo: Premises
) -> None:
    page = open_page("hub")
    page.locator("input[name=name]").fill("许知行")
    page.locator("input[name=password]").fill("guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Wrong password")
    office = HeadOffice(page)
    office.signs_in("许知行", demo.password)
    expect(page.locator(".person")).to_have_text("许知行")
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)").count("token") == 0
    (cookie,) = page.context.cookies()
    assert cookie.get("httpOnly")
    assert cookie.get("sameSite") == "Strict"
    page.reload()
    expect(page.locator(".glance")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".enter")).to_be_visible()


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
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    office.finds_item(TOWEL.gtin)
    page = office.page
    expect(page.locator("h1")).to_have_text(TOWEL.en)
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


def test_a_correction_is_asked_and_answered(office: HeadOffice) -> None:
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
    page.keyboard.press("Enter")
    office.hears("waiting for its answer")
    expect(here).to_have_text(str(before + 3))
    office.goes("Corrections")
    expect(page.locator(".table tbody tr").filter(has_text="found behind the shelf")).to_contain_text(
        "Corrected"
    )


def test_a_silent_centre_is_said_and_what_was_known_stays(office: HeadOffice) -> None:
    page = office.page
    page.route("**/api/**", lambda route: route.abort())
    banner = page.locator(".late")
    expect(banner).to_contain_text("does not answer just now")
    expect(page.locator(".glance")).to_be_visible()
    page.unroute("**/api/**")
    expect(banner).to_have_count(0)


def test_places_that_are_empty_or_lost_say_what_to_do(office: HeadOffice) -> None:
    page = office.page
    for where, words in (
        ("#/items?q=zzzz", "Nothing found for"),
        ("#/items/none", "The catalogue has no none"),
        ("#/orders/none", "There is no such order"),
        ("#/orders?q=ZZZZ", "There is no such order"),
        ("#/stores/none", "There is no store none"),
        ("#/letters", "No dead letters"),
        ("#/letters/none/1", "This entry is gone"),
        ("#/somewhere", "There is no such page"),
    ):
        page.goto(f"/hub?lang=en{where}")
        expect(page.locator("main")).to_contain_text(words)


def test_it_can_be_walked_by_keyboard(office: HeadOffice) -> None:
    page = office.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto(f"/hub?lang=en#/items/{SNEAKERS.sku}")
    page.get_by_role("button", name="Change price").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Price", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Change price")).to_be_focused()


def sorted_by(page: Page, column: str) -> list[str]:
    page.get_by_role("button", name=f"Sort by {column}").click()
    return page.locator(".table tbody tr td:first-child b").all_inner_texts()


def test_a_table_sorts_and_is_exported(office: HeadOffice) -> None:
    page = office.page
    up = sorted_by(page, "Store")
    assert sorted_by(page, "Store") == up[::-1]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export table").click()
    text = saved.value.path().read_text("utf-8-sig")
    assert text.startswith("Store,State,")
    assert len(text.splitlines()) == 4
