"""Replenishment on the head office's page: from a limit to a proposal, a transfer and its cancellation."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from tests.browser.conftest import Browsers
from tests.browser.goods import MUG
from tests.browser.people import Cashier, Desk, HeadOffice
from tests.browser.test_pictures import STICKS_OUT
from tests.browser.trade import PASSWORD, Office

pytestmark = pytest.mark.browser
WHY = "they were restocked by the maker"
PHONE: ViewportSize = {"width": 390, "height": 844}
LAKESIDE, RIVERBANK = "Chengji Lakeside", "Chengji Riverbank"


def sets_limits(office: HeadOffice, store: str, low: int, high: int) -> None:
    page = office.page
    page.get_by_role("button", name="Set limits").first.click()
    sheet = page.locator(".sheet")
    sheet.get_by_role("searchbox").fill(MUG.sku)
    sheet.locator(".hit").first.click()
    sheet.get_by_label("Store").select_option(label=store)
    sheet.get_by_label("Minimum").fill(str(low))
    sheet.get_by_label("Maximum").fill(str(high))
    sheet.get_by_role("button", name="Set these limits").click()
    office.hears("The limits are set")
    expect(sheet).to_have_count(0)


def removes_limits(office: HeadOffice) -> None:
    page = office.page
    page.goto(f"/hub?lang=en#/limits?q={MUG.sku}")
    rows = page.locator(".table tbody tr")
    for left in (1, 0):
        page.get_by_role("button", name=re.compile("Remove the limits of")).first.click()
        page.get_by_role("button", name="Remove them").click()
        office.hears("The limits are removed")
        expect(rows).to_have_count(left)


def free_in(desk: Desk, store: str) -> int:
    (row,) = [one for one in desk.get(f"/api/items/{MUG.sku}")["stock"] if one["store"] == store]
    return int(row["on_hand"]) - int(row["allocated"])


def test_a_limit_becomes_a_proposal_a_transfer_and_is_cancelled_with_a_reason(
    office: HeadOffice, desk: Desk, cashier: Cashier
) -> None:
    page, here = office.page, free_in(desk, "s002")
    office.goes("Replenishment")
    page.get_by_role("link", name="Limits", exact=True).click()
    sets_limits(office, LAKESIDE, 0, 0)
    sets_limits(office, RIVERBANK, here + 1, here + 3)
    page.get_by_role("searchbox").fill(MUG.sku)
    expect(page.locator(".table tbody tr")).to_have_count(2)

    page.get_by_role("link", name="Proposals").click()
    proposed = page.locator(".proposals li").filter(has_text=MUG.en)
    expect(proposed).to_contain_text("3 pieces")
    expect(proposed).to_contain_text(f"{RIVERBANK} has {here} free")
    makes = page.get_by_role("button", name="Make the transfers")
    expect(makes).to_be_disabled()
    proposed.get_by_role("checkbox").click()
    expect(page.locator(".send-bar")).to_contain_text("1 chosen, 3 pieces in 1 transfer")
    makes.click()
    office.hears("1 transfer made")
    expect(proposed).to_have_count(0)

    office.goes("Transfers")
    row = page.locator(".table tbody tr").filter(has_text=f"{LAKESIDE} → {RIVERBANK}").first
    expect(row).to_contain_text("To be sent")
    expect(row).to_contain_text("许知行")
    row.get_by_role("link").click()
    expect(page.locator(".transfer-lines")).to_contain_text(MUG.en)
    till = at_the_till(cashier)
    expect(till.locator(".queue > ul .task-row")).to_have_count(1)
    cancels(page, WHY)
    office.hears("the reason is kept")
    expect(page.locator(".head .badge")).to_have_text("Cancelled")
    expect(page.locator(".path li.bad")).to_contain_text(WHY)
    expect(page.locator(".path li.bad")).to_contain_text("许知行")
    expect(till.locator(".task")).to_contain_text(WHY)
    office.goes("Transfers")
    expect(row).to_contain_text(WHY)
    removes_limits(office)


def at_the_till(cashier: Cashier) -> Page:
    page = cashier.page
    page.get_by_role("button", name="Transfers").click()
    page.locator(".queue > ul .task-row").filter(has_text=f"To {RIVERBANK}").click()
    return page


def cancels(page: Page, why: str) -> None:
    page.get_by_role("button", name="Cancel this transfer").click()
    sheet = page.locator(".sheet")
    expect(sheet.get_by_role("button", name="Cancel this transfer")).to_be_disabled()
    sheet.get_by_label("Why it is cancelled").fill(why)
    sheet.get_by_role("button", name="Cancel this transfer").click()


def test_who_presses_second_is_told_that_the_stock_has_moved(
    head_office: HeadOffice, playwright: Playwright, trade: Office
) -> None:
    page = head_office.page
    head_office.goes("Replenishment")
    row = page.locator(".proposals li").first
    row.get_by_role("checkbox").click()
    api = playwright.request.new_context(base_url=trade.url)
    page.route("**/api/replenishment?**", lambda route: route.abort())  # the page sees nothing of it
    other = Desk(api, PASSWORD)
    sent = sends_all(other)
    page.get_by_role("button", name="Make the transfers").click()
    page.unroute("**/api/replenishment?**")
    moved = page.locator(".moved")
    expect(moved).to_contain_text("The stock has just moved; 1 line was not asked for")
    expect(moved.locator("li")).to_contain_text("none needed now")
    moved.get_by_role("button", name="Understood").click()
    expect(moved).to_have_count(0)
    expect(page.locator(".empty")).to_contain_text("Nothing needs to be replenished")
    for transfer_id in sent:
        other.post(f"/api/transfers/{transfer_id}/cancel", {"why": "tried out"})
    api.dispose()


def sends_all(desk: Desk) -> list[str]:
    """What a program asks for that takes every proposal; the transfers it made."""
    fields = ("source", "target", "sku", "quantity")
    wanted = [{name: row[name] for name in fields} for row in desk.get("/api/replenishment")["proposals"]]
    done = desk.post("/api/replenishment/transfers", {"key": "program-1", "proposals": wanted})
    return [str(one["transfer_id"]) for one in done["transfers"]]


def test_a_transfer_is_made_by_hand_and_a_wrong_one_is_not(head_office: HeadOffice) -> None:
    page = head_office.page
    head_office.goes("Transfers")
    page.get_by_role("link", name="New transfer").click()
    page.get_by_label("To store").select_option(label=LAKESIDE)
    expect(page.locator(".note.amber")).to_contain_text("two different stores")
    page.get_by_label("To store").select_option(label=RIVERBANK)
    page.get_by_role("searchbox").fill(MUG.sku)
    page.locator(".hit").first.click()
    expect(page.locator(".hit").first).to_contain_text("On the list")
    pieces = page.get_by_label(re.compile("Pieces of"))
    pieces.fill("0")
    page.get_by_role("button", name="Have Chengji Lakeside send").click()
    expect(page.locator(".wrong")).to_contain_text("whole number from 1")
    pieces.fill("2")
    expect(page.locator(".wanted")).to_contain_text("Only 0 free in Chengji Lakeside")
    page.get_by_role("button", name="Have Chengji Lakeside send 2 pieces").click()
    head_office.hears("Asked for")
    expect(page.locator("h1")).to_have_text(f"{LAKESIDE} → {RIVERBANK}")
    expect(page.locator(".transfer-lines")).to_contain_text(MUG.sku)
    cancels(page, "typed to try it out")
    expect(page.locator(".head .badge")).to_have_text("Cancelled")
    page.get_by_role("link", name="Transfers", exact=True).first.click()
    page.get_by_role("link", name="Cancelled").click()
    states = page.locator(".table tbody .badge")
    expect(states.first).to_have_text("Cancelled")
    assert set(states.all_inner_texts()) == {"Cancelled"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_sticks_out_on_a_phone(browsers: Browsers, trade: Office, lang: str) -> None:
    page = browsers.open(trade.url, "hub", lang)
    page.set_viewport_size(PHONE)
    HeadOffice(page).signs_in("许知行", PASSWORD)
    for where, shown in (
        ("#/transfers", ".row-link"),
        ("#/transfers/t-way", ".transfer-lines td"),
        (f"#/transfers?new=1&sku={MUG.sku}", ".wanted li"),
        ("#/replenishment", ".proposals li"),
        ("#/limits", ".level-bar"),
    ):
        page.goto(f"/hub?lang={lang}{where}")
        expect(page.locator(shown).first).to_be_visible()
        assert page.evaluate(STICKS_OUT) == [], where
        here = page.locator(".menu [aria-current]").bounding_box()
        assert here is not None
        assert here["x"] >= 0, where
        assert here["x"] + here["width"] <= PHONE["width"] + 1, where
