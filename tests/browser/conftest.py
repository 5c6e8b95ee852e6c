"""One demo and one browser for the whole folder; every test finds the shop empty and all plugs in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.people import PATIENCE_MS, Cashier, Desk, Engineer, HeadOffice, Shopper
from tests.browser.premises import ROOT, Premises, chromium
from tests.browser.trade import PASSWORD, Office

OPEN_TRIES = 600
KEPT = bool(os.environ.get("SHOTS"))  # pictures, which cost a second each to pack
OPEN_LOOK_MS = 100
VIEWPORTS = {
    "kiosk": (1080, 1920),
    "till": (1440, 900),
    "board": (1440, 1000),
    "lab": (1600, 1100),
    "hub": (1440, 1000),
}

OpenPage = Callable[..., Page]
FIRST_S = 120  # the first test of a run opens the demo too, which has a minute of its own


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(FIRST_S))


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE_MS)
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(
        executable_path=chromium(), args=["--no-sandbox", "--force-color-profile=srgb", "--disable-gpu"]
    )
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Premises]:
    premises = Premises(tmp_path_factory.mktemp("premises"), stores=2)
    premises.start()
    page = browser.new_page()
    try:
        for _ in range(OPEN_TRIES):
            if premises.is_open():
                break
            page.wait_for_timeout(OPEN_LOOK_MS)
        else:
            raise AssertionError(f"the demo does not open: {premises.said}")
        page.close()
        yield premises
    finally:
        premises.stop()


class Browsers:
    """A browser for every page that is opened; in the end none of their scripts may have broken."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._faults: list[str] = []

    def open(self, base: str, name: str, lang: str, adds: str = "", *, moves: bool = False) -> Page:
        """`moves`: for somebody who did not ask their system for less motion, as few tests need it."""
        width, height = VIEWPORTS[name]
        context = self._browser.new_context(
            base_url=base,
            viewport={"width": width, "height": height},
            locale="zh-CN" if lang == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",  # as the store's own screens
            reduced_motion="no-preference" if moves else "reduce",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self._faults.append(f"{name}: {error}"))
        page.goto(f"/{name}?lang={lang}{adds}")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert self._faults == [], "a page's script broke"


@pytest.fixture
def browsers(browser: Browser) -> Iterator[Browsers]:
    opened = Browsers(browser)
    yield opened
    opened.close()


@pytest.fixture
def open_page(browsers: Browsers, demo: Premises) -> OpenPage:
    """Opens a page of a store of the demo, or the centre's; see `Browsers.open`."""

    def opened(name: str, lang: str = "en", *, store: int = 1, adds: str = "", moves: bool = False) -> Page:
        base = demo.hub if name == "hub" else demo.store(store)
        return browsers.open(base, name, lang, adds, moves=moves)

    return opened


@pytest.fixture(scope="package")
def trade() -> Iterator[Office]:
    """A centre without a demo behind it: two invented days of trade."""
    office = Office()
    yield office
    office.close()


@pytest.fixture
def head_office(browsers: Browsers, trade: Office) -> HeadOffice:
    """The page over the invented trade, signed in."""
    at_office = HeadOffice(browsers.open(trade.url, "hub", "en"))
    at_office.signs_in("许知行", PASSWORD)
    return at_office


@pytest.fixture
def engineer(open_page: OpenPage) -> Engineer:
    """The lab, every plug in."""
    at_lab = Engineer(open_page("lab"))
    expect(at_lab.page.locator("main.lab")).to_be_visible()
    at_lab.all_plugged()
    return at_lab


@pytest.fixture
def shopper(open_page: OpenPage, engineer: Engineer) -> Shopper:
    """The kiosk with nobody's basket on it."""
    engineer.page.request.post("/api/kiosk/leave", data={})
    page = open_page("kiosk")
    expect(page.locator(".idle")).to_be_visible()
    return Shopper(page)


@pytest.fixture
def cashier(open_page: OpenPage) -> Cashier:
    at_till = Cashier(open_page("till"))
    at_till.signs_in("蒋小曼", "102010")
    return at_till


@pytest.fixture
def board(open_page: OpenPage) -> Page:
    return open_page("board")


@pytest.fixture
def office(open_page: OpenPage, demo: Premises) -> HeadOffice:
    """The page of the demo's centre, signed in."""
    at_office = HeadOffice(open_page("hub"))
    at_office.signs_in("许知行", demo.password)
    return at_office


@pytest.fixture
def desk(playwright: Playwright, demo: Premises) -> Iterator[Desk]:
    api: APIRequestContext = playwright.request.new_context(base_url=demo.hub)
    yield Desk(api, demo.password)
    api.dispose()


@pytest.fixture(scope="package")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: `make shots` keeps them for the README."""
    if not KEPT:
        return tmp_path_factory.mktemp("pictures")
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
