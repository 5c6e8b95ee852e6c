"""The centre's page: served with its files and pictures, signed in by a cookie, deaf to pages of others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession, CookieJar

from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access, password_hash
from sync.hub.web.door import COOKIE, HEADERS
from sync.hub.web.hours import HOURS_MS, Hours
from sync.hub.web.pages import ASK_FIRST, FOR_EVER
from sync.hub.web.route import Furnishing
from sync.hub.web.server import HubWeb
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import seed, told
from tests.sync.pair import running
from tests.sync.shop import Shop

ADMIN_HASH = password_hash("open sesame")
GOOD = {"password": "open sesame", "name": "许知行"}


class Browser:
    """A page of the centre's in a browser that keeps cookies."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def get(self, path: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
        async with self.session.get(self.url + path, headers=headers, allow_redirects=False) as reply:
            return reply.status, await reply.read(), reply.headers

    async def post(
        self, path: str, body: object = None, origin: str | None = None
    ) -> tuple[int, dict[str, object], str]:
        headers = {"Origin": self.url if origin is None else origin}
        async with self.session.post(self.url + path, json=body or {}, headers=headers) as reply:
            return reply.status, msgspec.json.decode(await reply.read()), reply.headers.get("Set-Cookie", "")


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def hub(clock: SetClock) -> MemoryHub:
    hub = MemoryHub(clock)
    await hub.load(seed(staff=()))
    return hub


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "hub.html").write_text("<title>hub</title>")
    (tmp_path / "assets" / "hub-1.js").write_text("plain")
    (tmp_path / "assets" / "hub-1.js.br").write_bytes(b"smaller")
    (tmp_path / "secret.txt").write_text("no")
    return tmp_path


def drawn(kind: str, color: str, mark: str) -> str | None:
    return f"<svg>{kind} {color} {mark}</svg>" if kind == "tee" else None


@pytest.fixture
async def browser(hub: MemoryHub, clock: SetClock, built: Path) -> AsyncIterator[Browser]:
    access = Access(clock, RealClock().new_id, admin_hash=ADMIN_HASH)
    page = HubWeb(hub, access, clock, Furnishing(pages=built, draw=drawn))
    jar = CookieJar(unsafe=True)  # keeps the cookies of an address without a name
    async with running(page), ClientSession(cookie_jar=jar, auto_decompress=False) as session:
        await page.ready.wait()
        yield Browser(session, page.url)


async def test_the_page_and_its_files_are_served(browser: Browser) -> None:
    status, body, headers = await browser.get("/hub")
    assert (status, body, headers["Cache-Control"]) == (200, b"<title>hub</title>", ASK_FIRST)
    assert dict(headers).items() >= HEADERS.items()
    assert headers["Now-Ms"] == str(SetClock().now_ms())
    status, body, headers = await browser.get("/assets/hub-1.js", **{"Accept-Encoding": "br"})
    assert (status, body, headers["Content-Encoding"]) == (200, b"smaller", "br")
    assert (headers["Cache-Control"], headers["Vary"]) == (FOR_EVER, "Accept-Encoding")
    _, body, headers = await browser.get("/assets/hub-1.js", **{"Accept-Encoding": "identity"})
    assert (body, headers["Content-Type"]) == (b"plain", "text/javascript; charset=utf-8")
    status, _, headers = await browser.get("/")
    assert (status, headers["Location"]) == (302, "/hub")


@pytest.mark.parametrize("name", ["none.js", "..%2Fsecret.txt", ".hidden", "%2e%2e%2fsecret.txt"])
async def test_only_built_files_are_served(browser: Browser, name: str) -> None:
    assert (await browser.get(f"/assets/{name}"))[0] == 404


async def test_goods_are_drawn(browser: Browser) -> None:
    status, body, headers = await browser.get("/media/tee/D7000F.svg?m=SL")
    assert (status, body) == (200, b"<svg>tee D7000F SL</svg>")
    assert (headers["Content-Type"].split(";")[0], headers["Cache-Control"]) == ("image/svg+xml", FOR_EVER)
    for path in ("/media/none/D7000F.svg", "/media/tee/red.svg", "/media/tee/D7000F.svg?m=LONGER"):
        assert (await browser.get(path))[0] == 404


async def test_unbuilt_pages_name_their_cure(hub: MemoryHub, clock: SetClock) -> None:
    page = HubWeb(hub, Access(clock, RealClock().new_id, admin_hash=""), clock)
    async with running(page), ClientSession() as session:
        await page.ready.wait()
        bare = Browser(session, page.url)
        status, body, _ = await bare.get("/hub")
        assert (status, b"make setup" in body) == (503, True)
        assert (await bare.get("/assets/hub-1.js"))[0] == 404
        assert (await bare.get("/media/tee/D7000F.svg"))[0] == 404


async def test_a_page_signs_in_by_a_cookie_no_script_can_read(browser: Browser, clock: SetClock) -> None:
    assert (await browser.get("/api/session"))[0] == 401
    assert (await browser.post("/api/session", {"password": "guess"}))[0] == 401
    status, body, cookie = await browser.post("/api/session", GOOD)
    assert (status, body["name"]) == (200, "许知行")
    assert "token" not in body
    assert cookie.startswith(f"{COOKIE}=")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/"))
    status, raw, _ = await browser.get("/api/session")
    assert (status, msgspec.json.decode(raw)["name"]) == (200, "许知行")
    assert (await browser.post("/api/sign-out"))[0] == 200
    assert (await browser.get("/api/session"))[0] == 401


async def test_a_page_of_somebody_else_changes_nothing(browser: Browser) -> None:
    await browser.post("/api/session", GOOD)
    for path in ("/api/prices", "/api/sign-out", "/api/dead-letters/o/1/retry", "/api/session"):
        status, body, _ = await browser.post(path, GOOD, origin="http://elsewhere.example")
        assert (status, body["code"]) == (403, "foreign_page")
    async with browser.session.post(
        browser.url + "/api/sign-out", headers={"Sec-Fetch-Site": "same-site"}
    ) as reply:
        assert reply.status == 403
    assert (await browser.get("/api/session"))[0] == 200


async def test_an_answer_one_has_already_is_not_sent_again(
    browser: Browser, hub: MemoryHub, clock: SetClock
) -> None:
    await browser.post("/api/session", GOOD)
    _, first, headers = await browser.get("/api/overview")
    tag = headers["ETag"]
    status, body, headers = await browser.get("/api/overview", **{"If-None-Match": tag})
    assert (status, body, headers["ETag"]) == (304, b"", tag)
    shop = Shop(clock)
    shop.sell("P1-0")
    await told(hub, shop)
    status, body, headers = await browser.get("/api/overview", **{"If-None-Match": tag})
    assert (status, headers["ETag"] != tag, body != first) == (200, True, True)


async def test_the_name_of_who_decides_is_written_down(
    browser: Browser, hub: MemoryHub, clock: SetClock
) -> None:
    shop = Shop(clock)
    shop.sell("P1-0")
    shop.log.entries[0] = msgspec.structs.replace(shop.log.entries[0], kind="StockMoved")
    await told(hub, shop)
    await browser.post("/api/session", GOOD)
    status, body, _ = await browser.post("/api/dead-letters/origin-1/1/retry")
    assert (status, body["state"], body["decided_by"]) == (200, "waiting", "许知行")
    status, body, _ = await browser.post("/api/dead-letters/origin-1/1/drop", {"why": "a test"})
    assert (status, body["state"], body["why"]) == (200, "dropped", "a test")
    status, body, _ = await browser.post("/api/dead-letters/origin-1/1/drop", {"why": "a test"})
    assert (status, body["code"]) == (409, "letter_state")


async def test_the_hours_are_counted_once_for_all_who_look(hub: MemoryHub, clock: SetClock) -> None:
    hours = Hours(hub)
    assert (await hours(clock.now_ms()))[1] == ()
    shop = Shop(clock)
    shop.sell("P1-0")
    await told(hub, shop)
    assert (await hours(clock.now_ms()))[1] == ()
    clock.now_s += HOURS_MS / 1000
    ((row,),) = ((await hours(clock.now_ms()))[1],)
    assert sum(row.orders) == 1
