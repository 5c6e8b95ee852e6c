"""The head office asks the store of an order to give the money back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.goods import TOWEL
from tests.browser.people import Desk, Engineer, HeadOffice, Shopper, until

pytestmark = pytest.mark.browser
FOUND = """async ([state, tender]) => {
  const {orders} = await (await fetch(`/api/orders?store=s001&state=${state}&limit=200`)).json();
  for (const {order_id} of orders) {
    const {payments} = await (await fetch(`/api/orders/${order_id}`)).json();
    if (payments.some((one) => one.tender === tender)) return order_id;
  }
  return "";
}"""


def opens(office: HeadOffice, state: str, tender: str) -> None:
    order_id = office.page.evaluate(FOUND, [state, tender])
    assert order_id
    office.page.goto(office.page.url.split("#")[0] + f"#/orders/{order_id}")
    expect(office.page.locator(".order-parts")).to_be_visible()


def test_a_refund_is_asked_with_a_reason_and_waits_for_the_store(head_office: HeadOffice) -> None:
    page = head_office.page
    opens(head_office, "done", "wallet")
    page.get_by_role("button", name="Ask the store to refund").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Ask the store to refund").click()
    expect(sheet.locator(".wrong")).to_contain_text("Say why")
    sheet.get_by_label("Reason", exact=True).fill("recalled")
    page.keyboard.press("Enter")
    head_office.hears("waiting for its answer")
    asked = page.locator(".panel", has_text="Asked of the store")
    expect(asked.locator("li")).to_contain_text("Refund · 许知行")
    expect(asked.locator(".badge")).to_have_text("Waiting for the store")
    expect(asked.get_by_role("button")).to_have_count(0)
    head_office.goes("Corrections")
    expect(page.locator(".table tbody tr").first).to_be_visible()
    expect(page.locator(".table")).not_to_contain_text("recalled")


def test_notes_are_no_matter_of_the_office(head_office: HeadOffice) -> None:
    opens(head_office, "done", "cash")
    asked = head_office.page.locator(".panel", has_text="Asked of the store")
    expect(asked).to_contain_text("has to come to the store's till")
    expect(asked.get_by_role("button")).to_have_count(0)


def test_the_store_gives_the_wallet_its_money_and_answers(
    shopper: Shopper, engineer: Engineer, desk: Desk
) -> None:
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    shopper.to_basket()
    shopper.to_pay()
    shopper.pays()
    number = shopper.number("paid")
    page = shopper.page
    until(page, lambda: (desk.order(number) or {}).get("state") in {"paid", "done"}, "the centre knows of it")
    path = f"/api/orders/{desk.order(number)['order_id']}"
    wish = {"command_id": f"refund.{number}", "kind": "refund", "reason": "recalled", "restock": True}
    asked = desk.post(f"{path}/asks", wish)
    assert (asked["store"], asked["kind"]) == ("s001", "refund")
    until(page, lambda: desk.order(number)["state"] == "refunded", "the order is refunded")
    until(page, lambda: desk.get(f"{path}/asks")["asks"][0]["state"] == "done", "the store's answer")
    backs = [one for one in desk.get(path)["payments"] if one["direction"] == "refund"]
    assert [(one["state"], one["tender"]) for one in backs] == [("paid", "wallet")]
