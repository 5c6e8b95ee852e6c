"""Who else has a thing: asked of the centre from the kiosk, and what was known where nobody answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.goods import TEA
from tests.browser.people import Engineer, Shopper

pytestmark = pytest.mark.browser
LINE = "The centre's line"


def test_other_stores_are_asked_and_without_a_line_the_last_word_stands(
    shopper: Shopper, engineer: Engineer
) -> None:
    page = shopper.page
    engineer.scan(TEA.gtin)
    shopper.sees_product(TEA.en)
    shopper.button("Other stores").click()
    rows = page.locator(".away li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Chengji Riverbank")
    expect(rows).to_contain_text("ago")
    expect(rows).to_contain_text("km away")
    expect(page.locator(".away .note")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    engineer.plug(LINE, plugged=False)
    shopper.button("Other stores").click()
    expect(page.locator(".away .note")).to_contain_text("does not answer")
    expect(rows).to_contain_text("Chengji Riverbank")
    engineer.plug(LINE, plugged=True)
