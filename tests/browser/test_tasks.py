"""The pick list at the till: what the centre places is promised, scanned, packed and handed over."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.goods import ALMONDS, TEA
from tests.browser.people import Cashier, Desk, until

pytestmark = pytest.mark.browser


def placed(desk: Desk, **fields: object) -> Any:  # noqa: ANN401 - JSON
    """An order of a cloud store that the first store shall have ready."""
    lines = [{"sku": ALMONDS.sku, "quantity": 2}, {"sku": TEA.sku}]
    whole = {"lines": lines, "way": "pickup", "store": "s001", "paid_ref": "w1", **fields}
    return desk.post("/api/orders", whole)


def at_tasks(cashier: Cashier) -> Cashier:
    cashier.page.get_by_role("button", name="Tasks").click()
    return cashier


def test_a_task_is_promised_picked_by_scans_and_put_ready(cashier: Cashier, desk: Desk) -> None:
    order = placed(desk)
    page = at_tasks(cashier).page
    row = page.locator(".task-row").filter(has_text=order["number"])
    expect(row).to_contain_text("To answer")
    row.click()
    expect(page.locator(".task h2")).to_have_text(order["number"])
    page.get_by_role("button", name="Promise it").click()
    expect(row).not_to_contain_text("To answer")
    scan = page.get_by_label("Scan a barcode, or type a SKU")
    for code, words in ((ALMONDS.gtin, "1 of 3 picked"), (ALMONDS.gtin, "2 of 3 picked")):
        scan.fill(code)
        scan.press("Enter")
        expect(page.locator(".progress b")).to_have_text(words)
    scan.fill(ALMONDS.gtin)
    scan.press("Enter")
    expect(page.locator(".task-said .red")).to_be_visible()
    line = page.locator(".task-lines li").filter(has_text=TEA.en)
    line.get_by_role("button", name="Not there").click()
    page.get_by_role("button", name="Damaged").click()
    expect(line).to_contain_text("1 short: Damaged")
    page.get_by_role("button", name="Put ready for pick-up").click()
    expect(row).to_contain_text("Waiting for the shopper")


def reads(cashier: Cashier, *codes: str) -> None:
    """The till's own gun reads them, as quickly as it can."""
    for code in codes:
        assert cashier.page.request.post("/api/lab/scanner-2/scan", data={"text": code}).ok


def test_the_tills_own_gun_picks_a_piece_a_scan(cashier: Cashier, desk: Desk) -> None:
    order = placed(desk)
    page = at_tasks(cashier).page
    page.locator(".task-row").filter(has_text=order["number"]).click()
    page.get_by_role("button", name="Promise it").click()
    expect(page.get_by_label("Scan a barcode, or type a SKU")).to_be_visible()
    reads(cashier, ALMONDS.gtin, ALMONDS.gtin)
    expect(page.locator(".progress b")).to_have_text("2 of 3 picked")
    reads(cashier, "4006381333931")
    expect(page.locator(".task-said .red")).to_contain_text("Not one of our products")
    page.reload()
    expect(page.locator(".progress b")).to_have_text("2 of 3 picked")
    reads(cashier, TEA.gtin)
    expect(page.locator(".progress b")).to_have_text("3 of 3 picked")
    page.get_by_role("button", name="Orders", exact=True).click()
    reads(cashier, TEA.gtin)
    expect(page.locator(".next .answers")).to_contain_text(f"{TEA.sku} was read; open Tasks")
    assert page.request.get(f"/api/till/task/{_task(page, order)}").json()["state"] == "picking"


def _task(page: Page, order: dict[str, str]) -> str:
    rows = page.request.get("/api/till/tasks").json()["open"]
    return str(next(row["task_id"] for row in rows if row["number"] == order["number"]))


def test_a_task_that_cannot_be_done_goes_back_with_its_reason(cashier: Cashier, desk: Desk) -> None:
    order = placed(desk)
    page = at_tasks(cashier).page
    row = page.locator(".task-row").filter(has_text=order["number"])
    row.click()
    page.get_by_role("button", name="Cannot do it").click()
    page.get_by_role("button", name="Too busy").click()
    expect(row).to_have_count(0)

    def rejected() -> bool:
        path = desk.get(f"/api/fulfilments/{order['order_id']}")
        return any((one["state"], one["reason"]) == ("rejected", "too_busy") for one in path["attempts"])

    until(page, rejected, "the rejection at the centre")


def test_a_withdrawn_task_goes_with_a_sentence(cashier: Cashier, desk: Desk) -> None:
    order = placed(desk)
    page = at_tasks(cashier).page
    row = page.locator(".task-row").filter(has_text=order["number"])
    row.click()
    page.get_by_role("button", name="Promise it").click()
    expect(row).to_contain_text("Promised")
    desk.post(f"/api/orders/{order['order_id']}/cancel", {})
    expect(page.locator(".task-said")).to_contain_text(f"{order['number']} was withdrawn")
    expect(row).to_have_count(0)


def test_the_pick_list_speaks_chinese(cashier: Cashier, desk: Desk) -> None:
    order = placed(desk, way="ship", receiver={"name": "周", "phone": "15400000000", "address": "栖云路88号"})
    page = cashier.page
    page.goto("/till?lang=zh#tasks")
    page.locator(".task-row").filter(has_text=order["number"]).click()
    expect(page.get_by_role("button", name="答应发货")).to_be_visible()
    expect(page.locator(".task-lines")).to_contain_text(ALMONDS.zh)
