"""One store asks another for goods at the till, and sees what becomes of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import TEA
from tests.browser.people import Cashier, Desk, Engineer, until

pytestmark = pytest.mark.browser
OPEN = ".queue > ul .task-row"
HERE = "To Chengji Lakeside"
THERE = "From Chengji Riverbank"


def asks(page: Page, code: str) -> None:
    """Two pieces of it, of the second store."""
    page.get_by_role("button", name="Ask a store for goods").click()
    page.get_by_label("Name, barcode or SKU").fill(code)
    page.get_by_label("Name, barcode or SKU").press("Enter")
    expect(page.locator(".ask-row[aria-pressed=true]")).to_contain_text(TEA.en)
    page.locator(".holders .task-row").filter(has_text="Chengji Riverbank").click()
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Ask Chengji Riverbank for 2").dblclick()
    expect(page.locator(".task-said")).to_contain_text("Chengji Riverbank has to send it")


def at_transfers(page: Page) -> Page:
    page.get_by_role("button", name="Transfers").click()
    return page


def second(open_page: OpenPage) -> Page:
    cashier = Cashier(open_page("till", store=2))
    cashier.signs_in("韩雨桐", "202010")
    return at_transfers(cashier.page)


def test_what_one_store_asks_of_another_is_sent_and_received(
    open_page: OpenPage, cashier: Cashier, desk: Desk
) -> None:
    here = at_transfers(cashier.page)
    before = here.locator(OPEN).count()
    asks(here, TEA.gtin)
    expect(here.locator(".ask-row")).to_have_count(0)
    row = here.locator(OPEN).filter(has_text=THERE)
    expect(row).to_have_count(1)
    expect(here.locator(OPEN)).to_have_count(before + 1)
    expect(row).to_contain_text("Asked for")
    expect(here.locator(".task")).to_contain_text("Asked for by 蒋小曼")
    there = second(open_page)
    there.locator(OPEN).filter(has_text=HERE).click()
    expect(there.locator(".task")).to_contain_text("Asked for by 蒋小曼")
    there.get_by_role("button", name="All as listed").click()
    there.get_by_role("button", name="Send 2 pieces", exact=True).click()
    expect(row).to_contain_text("To receive")
    row.click()
    here.get_by_role("button", name="All as listed").click()
    here.get_by_role("button", name="Receive 2 pieces", exact=True).click()
    expect(here.locator(".ended .task-row").first).to_contain_text("All 2 received")
    found = until(
        here,
        lambda: [one for one in desk.get("/api/transfers")["transfers"] if one["by"] == "蒋小曼"],
        "the centre has it",
    )
    assert [(one["source"], one["target"]) for one in found] == [("s002", "s001")]


def test_asked_without_a_line_it_goes_when_the_line_is_back_and_a_no_has_its_reason(
    open_page: OpenPage, cashier: Cashier, engineer: Engineer
) -> None:
    here = at_transfers(cashier.page)
    engineer.plug("The centre's line", plugged=False)
    asks(here, TEA.sku)
    row = here.locator(OPEN).filter(has_text=THERE)
    expect(row).to_contain_text("Not at the centre yet")
    expect(here.locator(".note.amber")).to_contain_text("do not ask again")
    engineer.plug("The centre's line", plugged=True)
    expect(row).to_contain_text("Asked for", timeout=20_000)
    there = second(open_page)
    there.locator(OPEN).filter(has_text=HERE).click()
    there.get_by_role("button", name="Cannot send it").click()
    there.get_by_role("button", name="This store needs it").click()
    over = here.locator(".ended .task-row").first
    expect(over).to_contain_text("Not sent")
    expect(over).to_contain_text("They need it themselves")
