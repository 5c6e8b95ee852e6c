"""The people of the tests and where they stand: shopper, cashier, the lab's engineer, the head office."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.sync_api import APIRequestContext, Locator, Page, expect

PATIENCE_MS = 10_000
LOOK_MS = 40
SCANNER = "scanner-1"
OUTLINE_PIXELS = 300


def until(page: Page, true: Callable[[], Any], says: str) -> Any:  # noqa: ANN401 - whatever was waited for
    """What `true` answers once it is anything; `AssertionError` after a while."""
    for _ in range(PATIENCE_MS // LOOK_MS):
        found = true()
        if found:
            return found
        page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"never: {says}")


class Shopper:
    """At the kiosk's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(name))

    def sees_product(self, name: str) -> None:
        expect(self.page.locator(".product .title h1")).to_have_text(name)

    def to_basket(self) -> None:
        if self.page.locator(".product").count():
            self.button("Check out").click()
        else:
            self.page.locator(".basket-bar").click()
        expect(self.page.locator("main.basket .line").first).to_be_visible()

    def ships_home(self, *, name: str, phone: str, address: str) -> None:
        """The first line goes home; name by hand, phone on the glass."""
        self.button("Ship it instead").first.click()
        self.button("Add your address").first.click()
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=phone]").focus()
        for digit in phone:
            self.page.locator(".keyboard").get_by_role("button", name=digit, exact=True).click()
        self.page.locator("input[name=address]").fill(address)
        self.button("Ship it here").click()
        expect(self.page.locator(".ship-to")).to_contain_text(phone[-4:])

    def to_pay(self) -> None:
        self.page.locator(".checkout .primary").click()

    def phone(self) -> Page:
        """The wallet's page, as the QR code leads to it."""
        link = self.page.locator("a.demo-phone")
        expect(link).to_be_visible(timeout=PATIENCE_MS)
        with self.page.context.expect_page() as opened:
            link.click()
        return opened.value

    def pays(self) -> None:
        phone = self.phone()
        phone.locator("#confirm").click()
        expect(phone.locator("main")).to_have_attribute("data-state", "paid")
        phone.close()

    def number(self, kind: str) -> str:
        """The order's number, once the screen shows one; `kind` paid or parked."""
        shown = self.page.locator(f"main.number.{kind} [data-number]")
        expect(shown).to_be_visible(timeout=PATIENCE_MS)
        return shown.get_attribute("data-number") or ""

    def never_paid(self) -> None:
        expect(self.page.locator("main.number.paid")).to_have_count(0)


class Engineer:
    """At the lab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def scan(self, text: str) -> None:
        self.page.locator(".typed input").fill(text)
        self.page.locator(".typed button[type=submit]").click()

    def plug(self, name: str, *, plugged: bool) -> None:
        """`name` as the lab writes it."""
        plug = self.page.locator("button.plug").filter(has_text=name)
        if plug.get_attribute("aria-checked") != str(plugged).lower():
            plug.click()
        expect(plug).to_have_attribute("aria-checked", str(plugged).lower())

    def all_plugged(self) -> None:
        while True:
            pulled = self.page.locator('button.plug[aria-checked="false"]')
            left = pulled.count()
            if left == 0:
                return
            pulled.first.click()
            expect(pulled).to_have_count(left - 1)

    def holds(self, scanner: str) -> None:
        chip = self.page.locator(".chip").filter(has_text=scanner)
        chip.click()
        expect(chip).to_have_attribute("aria-checked", "true")

    def outlined(self, camera: str) -> bool:
        """Whether the camera's view has an outline: nothing else in it has a colour."""
        view = Image.open(io.BytesIO(self.page.request.get(f"/api/lab/{camera}/view").body()))
        colours = view.convert("HSV").getchannel("S").histogram()
        return sum(colours[128:]) > OUTLINE_PIXELS

    def car(self, plate: str) -> None:
        self.page.locator(".camera input").fill(plate)
        self.page.locator(".camera .button.wide").click()

    def drops(self, file: str, data: bytes) -> Locator:
        """A picture onto the bench; the list of what was found in it."""
        kind = "image/webp" if file.endswith(".webp") else "image/png"
        self.page.locator(".drop input[type=file]").set_input_files(
            {"name": file, "mimeType": kind, "buffer": data}
        )
        return self.page.locator(".found li")

    def paper(self, device: str) -> str:
        """What a printer has printed, as SVG."""
        return self.page.request.get(f"/api/lab/{device}/paper").text()


class Cashier:
    """At the till."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def signs_in(self, name: str, pin: str) -> None:
        tile = self.page.locator(".tile").filter(has_text=name)
        expect(tile.or_(self.page.locator(".till"))).to_be_visible()
        if self.page.locator(".till").count():
            return
        tile.click()
        self.page.keyboard.type(pin)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".till")).to_be_visible()

    def finds(self, number: str) -> None:
        expect(self.page.locator(".queue-row").filter(has_text=number)).to_be_visible()
        self.page.locator(".find input").fill(number)
        self.page.locator(".find input").press("Enter")
        expect(self.page.locator(".order h2")).to_have_text(number)

    def takes_cash(self) -> None:
        """The exact sum."""
        self.page.locator(".quick .chip").first.click()
        self.page.locator(".cash button[type=submit]").click()
        expect(self.state()).to_have_text("To hand over")

    def does(self, act: str) -> None:
        self.page.locator(".steps").get_by_role("button", name=act, exact=True).click()

    def state(self) -> Locator:
        return self.page.locator(".order header .badge")


class HeadOffice:
    """At the centre's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def signs_in(self, name: str, password: str) -> None:
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".glance")).to_be_visible()

    def goes(self, name: str) -> None:
        self.page.locator(".menu").get_by_role("link", name=re.compile(name)).click()

    def finds_item(self, text: str) -> None:
        self.goes("Items")
        self.page.get_by_role("searchbox").fill(text)
        self.page.locator(".item-card").first.click()

    def hears(self, words: str) -> None:
        expect(self.page.locator(".said")).to_contain_text(words)


class Desk:
    """A program at the centre's API."""

    def __init__(self, api: APIRequestContext, password: str) -> None:
        self._api = api
        token = self._answer(api.post("/api/sign-in", data={"password": password}))["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return self._answer(self._api.get(path, headers=self._headers))

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        once = {"Idempotency-Key": uuid4().hex}
        return self._answer(self._api.post(path, data=body, headers=self._headers | once))

    def members(self, text: str) -> list[Any]:
        """Whom a phone, an id or a code means."""
        return list(self.post("/api/members/search", {"text": text})["members"])

    def order(self, number: str) -> Any:  # noqa: ANN401 - JSON, None where there is none
        rows = self.get("/api/orders?limit=50")["orders"]
        return next((row for row in rows if row["number"] == number), None)

    def _answer(self, response: Any) -> Any:  # noqa: ANN401 - playwright's APIResponse; JSON
        assert response.ok, f"{response.url}: {response.status} {response.text()}"
        return response.json()
