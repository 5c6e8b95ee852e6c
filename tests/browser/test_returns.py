"""What one store sold comes back over the counter of another: once, and the money stays with who took it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import FIZZ, TEA
from tests.browser.people import Cashier, Desk, Engineer, until

pytestmark = pytest.mark.browser
NUMBER = "Order number, or scan the receipt"
SCAN = "Scan what comes back, or type a SKU"


@pytest.fixture
def number(engineer: Engineer, cashier: Cashier, desk: Desk) -> str:
    """Two bottles, sold for cash and handed over in the first store."""
    kiosk, till = engineer.page.request, cashier.page.request
    known = {row["order_id"] for row in _orders(desk)}
    basket = {"sku": FIZZ.sku, "quantity": 2}
    assert kiosk.post("/api/kiosk/leave", data={}).ok
    assert kiosk.post("/api/kiosk/add", data=basket).ok
    assert kiosk.post("/api/kiosk/park", data={}).ok
    fresh = until(
        cashier.page,
        lambda: [one for one in _orders(desk) if one["order_id"] not in known and one["state"] == "parked"],
        "the parked order at the centre",
    )
    order_id, number = fresh[0]["order_id"], fresh[0]["number"]
    assert till.post(f"/api/till/{order_id}/cash", data={"given_fen": 100_000}).ok
    assert till.post(f"/api/till/{order_id}/hand-over", data={}).ok
    until(cashier.page, lambda: desk.order(number)["state"] == "done", "the centre has it")
    return str(number)


def _orders(desk: Desk) -> list[dict[str, str]]:
    return list(desk.get("/api/orders?limit=50")["orders"])


def at_returns(open_page: OpenPage, lang: str = "en") -> Page:
    cashier = Cashier(open_page("till", lang, store=2))
    cashier.signs_in("韩雨桐", "202010")
    cashier.page.locator(".sights .chip").last.click()
    return cashier.page


def finds(page: Page, number: str) -> None:
    page.get_by_label(NUMBER).fill(number)
    page.get_by_label(NUMBER).press("Enter")


def counts(page: Page, *codes: str) -> None:
    for code in codes:
        page.get_by_label(SCAN).fill(code)
        page.get_by_label(SCAN).press("Enter")


def on_hand(desk: Desk) -> dict[str, int]:
    return {row["store"]: row["on_hand"] for row in desk.get(f"/api/items/{FIZZ.sku}")["stock"]}


def test_what_one_store_sold_comes_back_in_another(open_page: OpenPage, desk: Desk, number: str) -> None:
    before = on_hand(desk)
    page = at_returns(open_page)
    finds(page, number.replace("-", "").lower())
    expect(page.locator(".task h2")).to_have_text(number)
    line = page.locator(".task-lines li")
    expect(line).to_contain_text("2 bought · 2 handed over")
    expect(page.locator(".note.blue")).to_contain_text("Chengji Lakeside gives the money back")
    counts(page, TEA.gtin)
    expect(page.locator(".task-said .red")).to_contain_text("not of this order")
    counts(page, FIZZ.gtin)
    take = page.get_by_role("button", name="Take back 1 piece", exact=True)
    expect(take).to_be_disabled()
    page.get_by_role("button", name="Size").click()
    take.dblclick()
    expect(page.locator(".task-said")).to_contain_text("1 piece taken back")
    expect(line).to_contain_text("1 already back")
    expect(page.locator(".came-back li")).to_have_count(1)
    until(page, lambda: on_hand(desk)["s002"] == before["s002"] + 1, "the ledger at the centre")

    counts(page, FIZZ.gtin, FIZZ.gtin)
    expect(page.locator(".task-said .amber")).to_contain_text("is counted")
    page.get_by_role("button", name="Faulty").click()
    page.get_by_role("switch", name="Can be sold again").click()
    page.get_by_role("button", name="Take back 1 piece", exact=True).click()
    expect(page.locator(".task-said")).to_contain_text("keep it apart")
    expect(page.locator(".note.blue")).to_have_text("All of it has come back.")
    expect(line.locator(".stepper")).to_have_count(0)
    assert on_hand(desk)["s002"] == before["s002"] + 1


def test_without_a_line_nothing_is_taken_back_and_an_unknown_number_is_said(
    open_page: OpenPage, number: str
) -> None:
    page = at_returns(open_page)
    finds(page, "ZZZ-9999")
    expect(page.locator(".task-said .red")).to_contain_text("knows no order ZZZ-9999")
    lab = Engineer(open_page("lab", store=2))
    expect(lab.page.locator("main.lab")).to_be_visible()
    lab.plug("The centre's line", plugged=False)
    finds(page, number)
    expect(page.locator(".task-said .red")).to_contain_text("take nothing yet")
    expect(page.locator(".task-lines")).to_have_count(0)
    lab.plug("The centre's line", plugged=True)

    def found() -> bool:
        finds(page, number)
        page.wait_for_load_state("networkidle")
        return page.locator(".task-lines li").count() == 1

    until(page, found, "the line is back")


def test_the_store_that_took_the_money_is_sent_to_its_own_refund(cashier: Cashier, number: str) -> None:
    page = cashier.page
    page.locator(".sights .chip").last.click()
    finds(page, number)
    expect(page.locator(".note.blue")).to_contain_text("Refund it under Orders (F8)")
    page.get_by_role("button", name="Open it under Orders").click()
    expect(page.locator(".order h2")).to_have_text(number)
    expect(cashier.state()).to_have_text("Done")


def test_an_own_order_is_refunded_long_after_it_left_the_list(cashier: Cashier, number: str) -> None:
    page = cashier.page
    tag, count = number.split("-")
    for later in range(int(count) + 1, int(count) + 21):
        _left(page, f"{tag}-{later:04d}")
    page.get_by_role("tab").last.click()
    expect(page.locator(".queue .more")).to_contain_text("Only the latest 20 are listed")
    expect(page.locator(".queue-row").filter(has_text=number)).to_have_count(0)
    page.locator(".find input").fill("ZZZ-9999")
    page.locator(".find input").press("Enter")
    expect(page.locator(".find [role=alert]")).to_contain_text("There is no order ZZZ-9999")
    page.locator(".find input").fill(number.replace("-", " ").lower())
    page.locator(".find input").press("Enter")
    expect(page.locator(".order h2")).to_have_text(number)
    cashier.does("Refund")
    page.locator(".sheet").get_by_role("button", name="Faulty").click()
    page.locator(".sheet").get_by_role("button", name="Refund", exact=True).click()
    expect(cashier.state()).to_have_text("Refunded")


def _left(page: Page, number: str) -> None:
    """One more order that ended: a basket that was parked and is not wanted any more."""
    for act, body in (("leave", {}), ("add", {"sku": TEA.sku, "quantity": 1}), ("park", {})):
        assert page.request.post(f"/api/kiosk/{act}", data=body).ok
    (row,) = page.request.get(f"/api/till/orders?q={number}").json()
    assert page.request.post(f"/api/till/{row['order_id']}/cancel", data={"reason": "left"}).ok


def test_a_refund_puts_nothing_on_sale_that_came_back_in_another_store(
    open_page: OpenPage, cashier: Cashier, number: str
) -> None:
    there = at_returns(open_page)
    finds(there, number)
    counts(there, FIZZ.gtin)
    there.get_by_role("button", name="Size").click()
    there.get_by_role("button", name="Take back 1 piece", exact=True).click()
    expect(there.locator(".came-back li")).to_have_count(1)
    page = cashier.page
    page.locator(".find input").fill(number)
    page.locator(".find input").press("Enter")
    expect(page.locator(".order h2")).to_have_text(number)

    until(
        page,
        lambda: page.request.get(f"/api/till/sold?q={number}").json()["orders"][0]["returns"],
        "the centre heard of the return",
    )
    cashier.does("Refund")
    expect(page.locator(".sheet .note.amber")).to_contain_text("1 of it came back in another store")
    expect(page.locator(".sheet .toggle")).to_have_attribute("aria-checked", "false")


def test_returns_speak_chinese(open_page: OpenPage, number: str) -> None:
    page = at_returns(open_page, "zh")
    page.get_by_label("单号，扫小票上的码也行").fill(number)
    page.get_by_label("单号，扫小票上的码也行").press("Enter")
    expect(page.locator(".note.blue")).to_contain_text("钱由澄集·湖滨店退，本店不付钱")
    expect(page.locator(".task-lines")).to_contain_text(FIZZ.zh)
