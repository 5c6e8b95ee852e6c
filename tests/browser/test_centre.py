"""What the centre decides is on the kiosk's open page a moment later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import SNEAKERS
from tests.browser.people import Desk, Engineer, Shopper, until
from tests.browser.premises import Premises

pytestmark = pytest.mark.browser


def shown_here(shopper: Shopper) -> int:
    """Pieces of the chosen size that the page says are here."""
    found = re.search(r"(\d+)", shopper.page.locator(".stock").first.inner_text())
    assert found is not None
    return int(found[1])


def test_a_price_of_the_centre_reaches_the_open_page(
    shopper: Shopper, engineer: Engineer, desk: Desk
) -> None:
    engineer.scan(SNEAKERS.gtin)
    shopper.sees_product(SNEAKERS.en)
    cost = shopper.page.locator(".product .cost")
    expect(cost).to_contain_text("389")
    desk.post(
        "/api/prices", {"changes": [{"sku": SNEAKERS.sku, "price_fen": 34_700, "list_price_fen": 38_900}]}
    )
    expect(cost).to_contain_text("347")


def test_a_correction_of_the_centre_is_a_movement_on_the_open_page(
    shopper: Shopper, engineer: Engineer, desk: Desk
) -> None:
    engineer.scan(SNEAKERS.gtin)
    shopper.sees_product(SNEAKERS.en)
    before = shown_here(shopper)
    asked = {"store": "s001", "sku": SNEAKERS.sku, "quantity": 7, "reason": "found in the back room"}
    asked["command_id"] = "centre.found"
    command = desk.post("/api/corrections", asked)
    assert desk.post("/api/corrections", asked) == command
    until(shopper.page, lambda: shown_here(shopper) == before + 7, "seven more on the page")

    def answered() -> bool:
        rows = desk.get("/api/corrections?limit=20")["corrections"]
        return any(row["command_id"] == command["command_id"] and row["state"] == "done" for row in rows)

    until(shopper.page, answered, "the store's answer at the centre")


def test_another_stores_stock_is_on_the_open_page(
    shopper: Shopper, engineer: Engineer, desk: Desk, demo: Premises, open_page: OpenPage
) -> None:
    engineer.scan(SNEAKERS.gtin)
    shopper.sees_product(SNEAKERS.en)
    product = SNEAKERS.sku.partition("-")[0]

    def elsewhere() -> int:
        view = shopper.page.request.get(f"/api/kiosk/product/{product}").json()
        (variant,) = (one for one in view["variants"] if one["sku"] == SNEAKERS.sku)
        return sum(int(row["available"]) for row in variant["elsewhere"] if row["store_id"] == "s002")

    before = elsewhere()
    asked = {"store": "s002", "sku": SNEAKERS.sku, "quantity": 40, "reason": "a delivery"}
    asked["command_id"] = "centre.delivered"
    desk.post("/api/corrections", asked)
    until(shopper.page, lambda: elsewhere() == before + 40, "forty more in the other store")
