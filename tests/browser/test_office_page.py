"""The head office's page over two invented days: who may enter, what is shown first, what can be decided."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Browsers
from tests.browser.goods import TOWEL
from tests.browser.people import HeadOffice
from tests.browser.trade import PASSWORD, Office

pytestmark = pytest.mark.browser


def test_only_the_password_opens_it_and_no_script_reads_the_cookie(browsers: Browsers, trade: Office) -> None:
    page = browsers.open(trade.url, "hub", "en")
    page.locator("input[name=name]").fill("许知行")
    page.locator("input[name=password]").fill("guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Wrong password")
    office = HeadOffice(page)
    office.signs_in("许知行", PASSWORD)
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


def test_a_silent_centre_is_said_and_what_was_known_stays(head_office: HeadOffice) -> None:
    page = head_office.page
    page.route("**/api/**", lambda route: route.abort())
    banner = page.locator(".late")
    expect(banner).to_contain_text("does not answer just now")
    expect(page.locator(".glance")).to_be_visible()
    page.unroute("**/api/**")
    expect(banner).to_have_count(0)


def test_a_part_that_gets_no_answer_says_so_and_can_be_asked_again(head_office: HeadOffice) -> None:
    page = head_office.page
    asked = "**/api/corrections?**"
    page.route(asked, lambda route: route.fulfill(status=500, json={"code": "server_trouble"}))
    head_office.goes("Corrections")
    empty = page.locator(".empty")
    expect(empty).to_contain_text("The centre's server stumbled")
    expect(page.locator(".late")).to_have_count(0)
    page.unroute(asked)
    empty.get_by_role("button", name="Try again").click()
    rows = page.locator(".table tbody tr")
    expect(rows.first).to_be_visible()
    page.route(asked, lambda route: route.fulfill(status=503, json={"code": "server_trouble"}))
    late = page.locator(".late")
    expect(late).to_contain_text("A part of this page is as of")
    expect(rows.first).to_be_visible()
    page.unroute(asked)
    late.get_by_role("button", name="Try again").click()
    expect(late).to_have_count(0)


def test_places_that_are_empty_or_lost_say_what_to_do(head_office: HeadOffice) -> None:
    page = head_office.page
    for where, words in (
        ("#/items?q=zzzz", "Nothing found for"),
        ("#/items/none", "The catalogue has no none"),
        ("#/orders/none", "There is no such order"),
        ("#/orders?q=ZZZZ", "There is no such order"),
        ("#/stores/none", "There is no store none"),
        ("#/letters/none/1", "This entry is gone"),
        ("#/somewhere", "There is no such page"),
    ):
        page.goto(f"/hub?lang=en{where}")
        expect(page.locator("main")).to_contain_text(words)


def test_it_can_be_walked_by_keyboard(head_office: HeadOffice) -> None:
    page = head_office.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto(f"/hub?lang=en#/items/{TOWEL.sku}")
    page.get_by_role("button", name="Change price").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Price", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Change price")).to_be_focused()


def sorted_by(page: Page, column: str) -> list[str]:
    page.get_by_role("button", name=f"Sort by {column}").click()
    return page.locator(".table tbody tr td:first-child b").all_inner_texts()


def test_a_table_sorts_and_is_exported(head_office: HeadOffice) -> None:
    page = head_office.page
    up = sorted_by(page, "Store")
    assert sorted_by(page, "Store") == up[::-1]
    with page.expect_download() as saved:
        page.get_by_role("button", name="Export table").click()
    text = saved.value.path().read_text("utf-8-sig")
    assert text.startswith("Store,State,")
    assert len(text.splitlines()) == 4


def test_what_needs_a_person_stands_first(head_office: HeadOffice) -> None:
    page = head_office.page
    needs = page.locator(".needs li b")
    expect(needs).to_have_text(
        [
            "2 entries of Chengji Riverbank could not be read",
            "186 entries of Chengji Creekside still to come; nothing heard for 9 min",
        ]
    )
    expect(page.locator(".menu .count")).to_have_text("2")
    expect(page.locator(".zone")).to_contain_text("GMT+8")
    rows = page.locator(".table tbody tr")
    expect(rows.first).to_contain_text("186 to come, silent for 9 min")
    expect(rows.filter(has_text="Chengji Lakeside")).to_contain_text("All here")
    page.get_by_role("link", name=re.compile("Look: 186")).click()
    expect(page.locator("h1")).to_have_text("Chengji Creekside")
    expect(page.locator(".table").first).to_contain_text("186 to come")


def test_a_dead_letter_is_looked_at_tried_again_and_dropped(head_office: HeadOffice) -> None:
    page = head_office.page
    head_office.goes("Dead letters")
    rows = page.locator(".letter-row")
    expect(rows).to_have_count(2)
    rows.first.click()
    letter = page.locator(".letter")
    expect(letter.locator("h2")).to_have_text("Stock moved")
    expect(letter.locator(".note").first).to_contain_text("OrderPaid")
    expect(letter.locator("pre")).to_contain_text('"type": "OrderPaid"')
    page.get_by_role("button", name="Retry", exact=True).click()
    page.get_by_role("button", name="Retry now").click()
    head_office.hears("It still cannot be read")
    expect(letter).to_contain_text("Tried 1 time")
    expect(letter).to_contain_text("by 许知行")
    page.get_by_role("button", name="Drop", exact=True).click()
    drop = page.get_by_role("button", name="Drop it")
    expect(drop).to_be_disabled()
    page.get_by_label("Why it is dropped").fill("a till that was tried out")
    drop.click()
    head_office.hears("the reason is kept")
    expect(letter.locator("header .badge").first).to_have_text("Dropped")
    expect(letter).to_contain_text("Reason: a till that was tried out")
    expect(page.get_by_role("button", name="Retry", exact=True)).to_have_count(0)
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Decided 1").click()
    expect(rows).to_have_count(1)
    expect(page.locator(".menu .count")).to_have_text("1")
