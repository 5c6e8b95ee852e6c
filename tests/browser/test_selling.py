"""From a scan to the centre, by wallet and by cash, as a shopper and the staff go through it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.goods import ALMONDS, FIZZ, HOODIE, TEA, TOWEL
from tests.browser.people import Cashier, Desk, Engineer, Shopper, until

pytestmark = pytest.mark.browser

CHECK_DIGIT = "Not read clearly; aim at the barcode and scan again"
UNKNOWN = "Not one of our products; find the barcode on its tag and scan again"


def test_a_scan_becomes_a_paid_order_at_the_centre(
    shopper: Shopper, engineer: Engineer, desk: Desk, board: Page
) -> None:
    sold = int(board.locator(".figures .figure:nth-child(2) b").inner_text())
    engineer.scan(HOODIE.gtin)
    shopper.sees_product(HOODIE.en)
    expect(shopper.page.locator(".in-basket")).to_be_visible()
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    shopper.to_basket()
    shopper.ships_home(name="林小满", phone="13900001234", address="杭州市西湖区听溪巷5号")
    shopper.to_pay()
    shopper.pays()
    number = shopper.number("paid")
    expect(shopper.page.locator(".number .next p")).to_have_count(2)

    order = until(shopper.page, lambda: desk.order(number), f"order {number} at the centre")
    until(
        shopper.page, lambda: desk.order(number)["state"] in {"paid", "done"}, "the centre knows it is paid"
    )
    assert (order["store"], order["total_fen"]) == ("s001", 28_900 + 6_900)
    expect(board.locator(".figures .figure:nth-child(2) b")).to_have_text(str(sold + 1))
    expect(board.locator(".waiting.green")).to_be_visible()


def test_a_parked_basket_is_paid_in_cash_at_the_till(
    shopper: Shopper, engineer: Engineer, cashier: Cashier
) -> None:
    engineer.scan(ALMONDS.gtin)
    shopper.sees_product(ALMONDS.en)
    before = engineer.paper("printer-2")
    engineer.plug("Phone payment", plugged=False)
    shopper.to_basket()
    expect(shopper.button("Get a number, pay at the till")).to_be_visible()
    shopper.to_pay()
    number = shopper.number("parked")
    engineer.plug("Phone payment", plugged=True)

    cashier.finds(number)
    cashier.takes_cash()
    cashier.does("Print receipt")
    until(cashier.page, lambda: engineer.paper("printer-2") != before, "a receipt on the paper")
    cashier.does("Hand over")
    expect(cashier.state()).to_have_text("Done")


def test_without_the_wallets_answer_nothing_is_called_paid(
    shopper: Shopper, engineer: Engineer, cashier: Cashier, desk: Desk
) -> None:
    engineer.scan(TEA.gtin)
    shopper.sees_product(TEA.en)
    shopper.to_basket()
    shopper.to_pay()
    phone = shopper.phone()
    engineer.plug("Phone payment", plugged=False)
    phone.locator("#confirm").click()  # the shopper pays; the store cannot hear of it
    expect(phone.locator("main")).to_have_attribute("data-state", "paid")
    shopper.button("Get a number, pay at the till|Pay at the till instead").click()
    number = shopper.number("parked")
    shopper.never_paid()
    cashier.finds(number)
    expect(cashier.state()).to_have_text("To pay")
    engineer.plug("Phone payment", plugged=True)
    expect(phone.locator("main")).to_have_attribute("data-state", "reversed", timeout=20_000)
    cashier.takes_cash()
    order = until(cashier.page, lambda: desk.order(number), "the centre hears of it")
    until(cashier.page, lambda: desk.order(number)["state"] == "paid", "the centre hears of the cash")
    assert desk.order(number)["paid_fen"] == order["total_fen"] == 9_800


def test_the_wrong_and_the_unknown_code_are_named(shopper: Shopper, engineer: Engineer) -> None:
    engineer.scan("6970011010037")
    words = shopper.page.locator(".words-above")
    expect(words).to_have_text(CHECK_DIGIT)
    engineer.scan("6901234567892")
    expect(words).to_have_text(UNKNOWN)
    expect(shopper.page.locator(".product")).to_have_count(0)
    engineer.scan(FIZZ.gtin)
    shopper.sees_product(FIZZ.en)
