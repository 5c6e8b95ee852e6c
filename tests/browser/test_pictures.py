"""Every page in both languages: nothing sticks out, nothing is empty. The pictures of the README."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.clientele import GONE, LIN
from tests.browser.conftest import KEPT, Browsers, OpenPage
from tests.browser.goods import ALMONDS, HOODIE, TEA
from tests.browser.people import Cashier, Engineer, HeadOffice, Shopper, until
from tests.browser.trade import PASSWORD, Office

pytestmark = pytest.mark.browser

COLOURS_MIN = 40  # of a page that has drawn something
CARS = (("浙AD12345", "green"), ("苏E66G28", "blue"))
WORDS = {
    "zh": {"name": "林小满", "street": "杭州市西湖区听溪巷5号"},
    "en": {"name": "Lin Xiaoman", "street": "5 Tingxi Lane, Xihu, Hangzhou"},
}
STICKS_OUT = """() => {
  const rolls = node =>
    node && (/auto|scroll/.test(getComputedStyle(node).overflowX) || rolls(node.parentElement));
  return [...document.querySelectorAll("button, h1, h2, p, b, span, small, td, input")].filter(node => {
    const box = node.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || node.closest(".heard") || rolls(node.parentElement)) return false;
    return box.right > innerWidth + 1 || box.left < -1;
  }).map(node => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 40)}`);
}"""


class Album:
    """Keeps pictures by name and language."""

    def __init__(self, folder: Path, lang: str) -> None:
        self._folder, self._lang = folder, lang

    def take(self, page: Page, name: str) -> None:
        """A settled page: its letters and pictures are there, and nothing moves."""
        page.evaluate("() => document.fonts.ready.then(() => undefined)")
        page.wait_for_function(
            "() => [...document.images].every(one => one.complete || one.loading === 'lazy')"
        )
        shot = page.screenshot(animations="disabled", caret="hide", full_page=name in {"board", "lab"})
        image = Image.open(io.BytesIO(shot)).convert("RGB")
        colours = image.resize((240, 240)).getcolors(maxcolors=240 * 240) or ()
        assert len(colours) > COLOURS_MIN, f"{name} is empty"
        assert page.evaluate(STICKS_OUT) == [], f"{name} sticks out in {self._lang}"
        if KEPT:
            image.save(self._folder / f"{name}-{self._lang}.webp", quality=88, method=4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_kiosk_in_pictures(
    shopper: Shopper, engineer: Engineer, open_page: OpenPage, pictures: Path, lang: str
) -> None:
    shopper.page.close()
    page, words, album = open_page("kiosk", lang, moves=True), WORDS[lang], Album(pictures, lang)
    expect(page.locator(".idle")).to_be_visible()
    album.take(page, "idle")
    page.locator(".idle .start").click()
    expect(page.locator(".dock")).to_be_visible()
    expect(page.locator(".screen img").first).to_be_visible()
    album.take(page, "home")
    engineer.scan(ALMONDS.gtin)
    expect(page.locator(".in-basket")).to_be_visible()
    engineer.scan(HOODIE.gtin)
    expect(page.locator(".product .title h1")).to_have_text(HOODIE.zh if lang == "zh" else HOODIE.en)
    album.take(page, "product")
    page.locator(".acts .row .primary").click()
    page.locator(".line .way").first.click()
    page.locator(".ship-to").click()
    page.locator("input[name=name]").fill(words["name"])
    page.locator("input[name=phone]").fill("13900001234")
    page.locator("input[name=address]").fill(words["street"])
    album.take(page, "contact")
    page.locator("main.contact button[type=submit]").click()
    expect(page.locator(".ship-to")).to_contain_text("1234")
    album.take(page, "basket")
    guest = Shopper(page)
    guest.to_pay()
    expect(page.locator("a.demo-phone")).to_be_visible()
    album.take(page, "pay")
    phone = guest.phone()
    phone.set_viewport_size({"width": 390, "height": 844})
    expect(phone.locator("#confirm")).to_be_visible()
    album.take(phone, "phone")
    phone.locator("#confirm").click()
    guest.number("paid")
    album.take(page, "done")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_staffs_pages_in_pictures(
    shopper: Shopper, engineer: Engineer, cashier: Cashier, open_page: OpenPage, pictures: Path, lang: str
) -> None:
    album = Album(pictures, lang)
    for plate, color in CARS:
        sent = engineer.page.request.post("/api/lab/camera-1/plate", data={"plate": plate, "color": color})
        assert sent.ok
    for goods in (TEA, ALMONDS):
        engineer.scan(goods.gtin)
        shopper.sees_product(goods.en)
    assert shopper.page.request.post("/api/kiosk/park", data={}).ok
    number = shopper.number("parked")
    page = cashier.page
    page.goto(f"/till?lang={lang}")
    cashier.finds(number)
    page.locator(".quick .chip").nth(1).click()
    album.take(page, "till")
    before = engineer.paper("printer-2")
    page.locator(".cash button[type=submit]").click()
    page.locator(".steps button").nth(1).click()
    until(page, lambda: engineer.paper("printer-2") != before, "a receipt on the paper")

    board = open_page("board", lang)
    expect(board.locator(".figures .figure").first).to_be_visible()
    expect(board.locator(".waiting.green")).to_be_visible()
    album.take(board, "board")
    lab = open_page("lab", lang)
    expect(lab.locator(".finder li").first).to_be_visible()
    album.take(lab, "lab")
    door = open_page("till", lang)
    expect(door.locator(".tile").first).to_be_visible()
    album.take(door, "door")


OFFICE = (
    "#/",
    "#/stores/s001",
    "#/orders",
    "#/orders?q=ZZZ",
    "#/items?q=T",
    "#/items",
    "#/letters",
    "#/corrections",
    "#/members",
    f"#/members/{LIN}",
    f"#/members/{GONE}",
    "#/workers",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_head_office_in_pictures(browsers: Browsers, trade: Office, pictures: Path, lang: str) -> None:
    album = Album(pictures, lang)
    page = browsers.open(trade.url, "hub", lang)
    assert page.evaluate(STICKS_OUT) == []
    HeadOffice(page).signs_in("许知行" if lang == "zh" else "Xu Zhixing", PASSWORD)
    expect(page.locator(".pulse")).to_have_count(3)
    album.take(page, "hub")
    page.goto(f"/hub?lang={lang}#/orders")
    order = page.locator(".row-link").first.get_attribute("href") or ""
    page.goto(f"/hub?lang={lang}#/letters")
    letter = page.locator(".letter-row").first.get_attribute("href") or ""
    item = f"#/items/{TEA.sku}"
    for width, height in ((1440, 1000), (820, 1180), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for where in (*OFFICE, order, letter, item):
            page.goto(f"/hub?lang={lang}{where}")
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator(".sight :is(.empty, .panel, .cards):visible").first).to_be_visible()
            assert page.evaluate(STICKS_OUT) == [], f"{where} at {width}"
