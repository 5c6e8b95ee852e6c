"""Goods from one store to another at two tills: counted out by scans, and in as they came."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import ALMONDS, TEA
from tests.browser.people import Cashier, Desk, until

pytestmark = pytest.mark.browser
ROUTE = {"source": "s001", "target": "s002"}
PIECES_MAX = 1_000_000
SCAN = "Scan a barcode, or type a SKU"
OPEN = ".queue > ul .task-row"


def scans(page: Page, *codes: str) -> None:
    for code in codes:
        page.get_by_label(SCAN).fill(code)
        page.get_by_label(SCAN).press("Enter")


def at_transfers(cashier: Cashier, way: str) -> Page:
    page = cashier.page
    page.get_by_role("button", name="Transfers").click()
    page.locator(OPEN).filter(has_text=way).click()
    return page


def receives(page: Page, words: str, differs: str) -> None:
    """What came is not what was sent: the till asks before it counts it in."""
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.locator(".sheet")).to_contain_text(differs)
    page.locator(".sheet").get_by_role("button", name=words, exact=True).click()


def test_goods_are_counted_out_here_and_in_there(open_page: OpenPage, cashier: Cashier, desk: Desk) -> None:
    lines = [{"sku": ALMONDS.sku, "quantity": 2}, {"sku": TEA.sku, "quantity": 1}]
    asked = desk.post("/api/transfers", {"transfer_id": "t-counted", **ROUTE, "lines": lines})
    here = at_transfers(cashier, "To Chengji Riverbank")
    scans(here, ALMONDS.gtin)
    for _ in range(2):  # the till's own gun, once too often
        assert here.request.post("/api/lab/scanner-2/scan", data={"text": ALMONDS.gtin}).ok
    expect(here.locator(".task-said")).to_contain_text("This line is complete")
    expect(here.locator(".progress b")).to_have_text("2 of 3 counted")
    expect(here.locator(".note.amber")).to_contain_text("1 fewer")
    here.get_by_role("button", name="All as listed").click()
    here.get_by_role("button", name="Send 3 pieces", exact=True).click()
    expect(here.locator(OPEN).filter(has_text="On its way")).to_be_visible()

    there = at_transfers(_there(open_page), "From Chengji Lakeside")
    scans(there, "4006381333931")
    expect(there.locator(".task-said .red")).to_contain_text("not on this list")
    scans(there, TEA.gtin, ALMONDS.sku)
    expect(there.locator(".progress b")).to_have_text("2 of 3 counted")
    receives(there, "Receive 2 pieces", "1 fewer")
    expect(there.locator(".task .badge")).to_have_text("Received")
    expect(there.locator(".task-lines li").filter(has_text=ALMONDS.en)).to_contain_text("1 fewer")
    expect(here.locator(OPEN)).to_have_count(0)
    over = here.locator(".ended .task-row").first
    expect(over).to_contain_text("3 asked, 3 sent, 2 received")
    expect(over).to_contain_text("1 fewer than listed")
    found = until(
        here,
        lambda: [one for one in desk.get("/api/transfers")["transfers"] if one["state"] == "received"],
        "the centre has it",
    )
    assert asked["transfer_id"] in {one["transfer_id"] for one in found}


def test_a_proposal_moves_the_ledger_at_both_ends_and_says_why_it_is_not_all(
    open_page: OpenPage, cashier: Cashier, desk: Desk
) -> None:
    before = _on_hand(desk)
    wish = _proposed(desk, 3, before["s002"])
    lines = [{"sku": wish["sku"], "quantity": wish["quantity"]}]
    desk.post("/api/transfers", {"transfer_id": "t-proposed", **ROUTE, "lines": lines})
    here = at_transfers(cashier, "To Chengji Riverbank")
    scans(here, ALMONDS.gtin, ALMONDS.sku)
    here.get_by_role("button", name="Send 2 pieces", exact=True).click()
    expect(here.locator(".sheet")).to_contain_text("1 fewer leave")
    here.locator(".sheet").get_by_role("button", name="Damaged").click()
    there = at_transfers(_there(open_page), "From Chengji Lakeside")
    expect(there.locator(".task")).to_contain_text("Damaged")
    scans(there, ALMONDS.gtin)
    receives(there, "Receive 1 piece", "1 fewer")
    expect(there.locator(".task .badge")).to_have_text("Received")
    moved = {**before, "s001": before["s001"] - 2, "s002": before["s002"] + 1}
    until(here, lambda: _on_hand(desk) == moved, "both ledgers at the centre")
    (told,) = [one for one in desk.get("/api/transfers")["transfers"] if one["transfer_id"] == "t-proposed"]
    assert (told["state"], told["reason"]) == ("received", "damaged")
    assert [(line["quantity"], line["sent"], line["received"]) for line in told["lines"]] == [(3, 2, 1)]


def test_what_cannot_be_sent_goes_back_with_its_reason(cashier: Cashier, desk: Desk) -> None:
    lines = [{"sku": TEA.sku, "quantity": 1}]
    desk.post("/api/transfers", {"transfer_id": "t-refused", **ROUTE, "lines": lines})
    page = at_transfers(cashier, "To Chengji Riverbank")
    page.get_by_role("button", name="Cannot send it").click()
    page.locator(".sheet").get_by_role("button", name="Damaged").click()
    expect(page.locator(OPEN)).to_have_count(0)
    expect(page.locator(".ended .task-row").first).to_contain_text("Damaged")


def _on_hand(desk: Desk) -> dict[str, int]:
    return {row["store"]: row["on_hand"] for row in desk.get(f"/api/items/{ALMONDS.sku}")["stock"]}


def _proposed(desk: Desk, quantity: int, on_hand: int) -> Any:  # noqa: ANN401 - JSON
    """What the second store should get, by limits that are so much above what it has."""
    wanted = on_hand + quantity
    _limit(desk, s001=(0, 0), s002=(wanted, wanted))
    (found,) = desk.get(f"/api/replenishment?sku={ALMONDS.sku}")["proposals"]
    _limit(desk, s001=(0, PIECES_MAX), s002=(0, PIECES_MAX))
    wish = {**ROUTE, "sku": ALMONDS.sku, "quantity": quantity}
    assert {name: found[name] for name in wish} == wish
    return wish


def _limit(desk: Desk, **limits: tuple[int, int]) -> None:
    rows = [
        {"store": store, "sku": ALMONDS.sku, "low": low, "high": high}
        for store, (low, high) in limits.items()
    ]
    desk.post("/api/replenishment/limits", {"limits": rows})


def _there(open_page: OpenPage) -> Cashier:
    cashier = Cashier(open_page("till", store=2))
    cashier.signs_in("韩雨桐", "202010")
    return cashier
