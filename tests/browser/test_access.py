"""A foreign judge of accessibility, axe-core, finds nothing serious on any page: names, roles, contrast."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clientele import GONE, LIN, OWES
from tests.browser.conftest import Browsers, OpenPage
from tests.browser.goods import ALMONDS, HOODIE
from tests.browser.people import Cashier, Engineer, HeadOffice, Shopper
from tests.browser.premises import ROOT
from tests.browser.trade import PASSWORD, Office

pytestmark = pytest.mark.browser

AXE = ROOT / "kiosk_ui" / "web" / "node_modules" / "axe-core" / "axe.min.js"
# What moves for ever (the beam over the tag of the kiosk's home) never settles.
SETTLED = """() => Promise.all(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().iterations !== Infinity)
  .map(one => one.finished.catch(() => null)))"""
JUDGE = """async () => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"],
  });
  const said = node => `${node.target.join(" ")} ${node.failureSummary}`;
  return found.violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(said).join("; ")}`);
}"""


def judged(page: Page) -> list[str]:
    """The serious and critical violations of what the page shows now, settled."""
    page.evaluate(SETTLED)
    if not page.evaluate("() => typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found: Any = page.evaluate(JUDGE)
    return list(found)


def test_the_judge_sees_a_fault(browsers: Browsers, trade: Office) -> None:
    page = browsers.open(trade.url, "hub", "en")
    expect(page.locator(".enter")).to_be_visible()
    assert judged(page) == []
    page.evaluate("document.querySelector('h1').style.color = '#bbb'")
    page.evaluate("document.querySelector('.enter-card').append(document.createElement('button'))")
    assert {one.partition(":")[0] for one in judged(page)} == {"color-contrast", "button-name"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_head_office(browsers: Browsers, trade: Office, lang: str) -> None:
    page = browsers.open(trade.url, "hub", lang)
    HeadOffice(page).signs_in("许知行", PASSWORD)
    page.goto(f"/hub?lang={lang}#/orders")
    order = page.locator(".row-link").first.get_attribute("href") or ""
    page.goto(f"/hub?lang={lang}#/letters")
    letter = page.locator(".letter-row").first.get_attribute("href") or ""
    item = f"#/items/{HOODIE.sku}"
    people = ("#/members", f"#/members/{LIN}", f"#/members/{OWES}", f"#/members/{GONE}", "#/workers")
    goods = ("#/orders", order, "#/items?q=T", item, letter, "#/corrections")
    for where in ("#/", "#/stores/s001", *goods, *people):
        page.goto(f"/hub?lang={lang}{where}")
        expect(page.locator(".sight :is(.empty, .panel, .cards):visible").first).to_be_visible()
        assert judged(page) == [], where
    page.goto(f"/hub?lang={lang}{item}")
    page.locator(".panel .button.ink").click()
    expect(page.locator(".sheet")).to_be_visible()
    assert judged(page) == [], "a sheet"
    page.goto(f"/hub?lang={lang}#/members/{LIN}")
    page.locator(".way-out .button").click()
    expect(page.locator(".sheet")).to_be_visible()
    assert judged(page) == [], "erasing"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_goods_between_stores(browsers: Browsers, trade: Office, lang: str) -> None:
    page = browsers.open(trade.url, "hub", lang)
    HeadOffice(page).signs_in("许知行", PASSWORD)
    for where, shown in (
        ("#/transfers", ".row-link"),
        ("#/transfers/t-came", ".transfer-lines td"),
        ("#/transfers/t-asked", ".button.danger"),
        ("#/transfers?new=1", ".new-transfer .search-field"),
        ("#/replenishment", ".proposals li"),
        ("#/limits", ".level-bar"),
    ):
        page.goto(f"/hub?lang={lang}{where}")
        expect(page.locator(shown).first).to_be_visible()
        assert judged(page) == [], where
    page.locator(".row-acts .button").first.click()
    expect(page.locator(".sheet .pair")).to_be_visible()
    assert judged(page) == [], "limits"


def test_the_kiosk(shopper: Shopper, engineer: Engineer) -> None:
    page = shopper.page
    assert judged(page) == [], "idle"
    page.locator(".idle .start").click()
    expect(page.locator(".screen img").first).to_be_visible()
    assert judged(page) == [], "home"
    engineer.scan(HOODIE.gtin)
    shopper.sees_product(HOODIE.en)
    assert judged(page) == [], "product"
    engineer.scan(ALMONDS.gtin)
    shopper.sees_product(ALMONDS.en)
    shopper.to_basket()
    assert judged(page) == [], "basket"


def test_the_staffs_pages(open_page: OpenPage, cashier: Cashier, engineer: Engineer) -> None:
    door = open_page("till")
    expect(door.locator(".tile").first).to_be_visible()
    assert judged(door) == [], "door"
    assert judged(cashier.page) == [], "till"
    cashier.page.get_by_role("button", name="Tasks").click()
    assert judged(cashier.page) == [], "tasks"
    cashier.page.get_by_role("button", name="Transfers").click()
    assert judged(cashier.page) == [], "transfers"
    cashier.page.get_by_role("button", name="Ask a store for goods").click()
    cashier.page.get_by_label("Name, barcode or SKU").fill(ALMONDS.gtin)
    cashier.page.get_by_label("Name, barcode or SKU").press("Enter")
    expect(cashier.page.locator(".holders .task-row").first).to_be_visible()
    assert judged(cashier.page) == [], "asking"
    cashier.page.get_by_role("button", name="Returns").click()
    assert judged(cashier.page) == [], "returns"
    board = open_page("board")
    expect(board.locator(".figures .figure").first).to_be_visible()
    assert judged(board) == [], "board"
    assert judged(engineer.page) == [], "lab"
