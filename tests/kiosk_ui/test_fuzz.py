"""Whatever is sent, the server answers with a view or a problem, and never breaks."""

import asyncio
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.runtime.clock import ManualClock
from kiosk_ui.memory.desk import MemoryDesk
from kiosk_ui.route import Route
from kiosk_ui.routes import ROUTES
from kiosk_ui.views.view import Problem
from tests.kiosk_ui.conftest import PICTURES, fill, stand
from tests.kiosk_ui.goods import PIN

ACTS = [route for route in ROUTES if route.method == "POST" and route.wish]
READS = [route for route in ROUTES if route.method == "GET"]
BROKEN = 500
START_S = 10

names = st.sampled_from(["P0001", "P0001-01", "o9", "cashier", "scanner-1", "wallet", "take", "blue", PIN])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
words = st.text(max_size=30) | names


class Caller:
    """A client in the test's own thread; the server lives in another."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self._line = HTTPConnection(self._address, timeout=20)
        self._cookie = ""
        _, _, headers = self.call(
            "POST", "/api/staff/sign-in", b'{"staff_id":"manager","pin":"%s"}' % PIN.encode()
        )
        self._cookie = headers["Set-Cookie"].split(";")[0]

    def call(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        sent = {"Content-Type": "application/json", "Cookie": self._cookie}
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        self._line.request(method, path, body, sent)
        answer = self._line.getresponse()
        found = (answer.status, answer.read(), dict(answer.getheaders()))
        if answer.will_close:
            self.close()
        return found

    def close(self) -> None:
        self._line.close()


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    """A manager in a demo store that stays open for all examples."""
    loop, urls, ending = asyncio.new_event_loop(), list[str](), asyncio.Event()
    opened = threading.Event()

    async def serve() -> None:
        clock, secrets = ManualClock(), itertools.count()
        memory = MemoryDesk(clock, lambda: f"secret-{next(secrets)}", pictures=PICTURES)
        fill(memory)
        async with stand(memory, clock, memory.desk) as here:
            urls.append(here.url)
            opened.set()
            await ending.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert opened.wait(START_S)
        with closing(Caller(urls[0])) as found:
            yield found
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
        loop.close()


def address(route: Route, part: str) -> str:
    return re.sub(r"{\w+}", quote(part, safe="") or "x", route.path)


def check(status: int, body: bytes) -> None:
    """Never broken, and every refusal is a problem."""
    assert status != BROKEN
    if status >= 400:
        assert re.fullmatch(r"[a-z_]{2,40}", msgspec.json.decode(body, type=Problem).code)


@given(data=st.data())
@pytest.mark.parametrize("route", ACTS, ids=lambda route: route.path)
def test_any_body_is_carried_out_or_refused(caller: Caller, route: Route, data: st.DataObject) -> None:
    assert route.wish
    fields = dict.fromkeys(route.wish.__struct_fields__, values)
    body = data.draw(st.fixed_dictionaries({}, optional=fields) | values)
    status, answer, _ = caller.call("POST", address(route, data.draw(words)), msgspec.json.encode(body))
    check(status, answer)
    if status == 422:
        assert "field" in msgspec.json.decode(answer, type=Problem).detail


@given(body=st.binary(max_size=200), key=st.text("abc- é~", max_size=8))
def test_any_bytes_are_carried_out_or_refused(caller: Caller, body: bytes, key: str) -> None:
    status, answer, _ = caller.call("POST", "/api/kiosk/add", body, Idempotency_Key=key)
    check(status, answer)


@given(part=words, query=st.dictionaries(st.sampled_from(["q", "after", "place", "m"]), words))
@pytest.mark.parametrize("route", READS, ids=lambda route: route.path)
def test_any_address_is_answered_or_refused(
    caller: Caller, route: Route, part: str, query: dict[str, str]
) -> None:
    asked = "&".join(f"{name}={quote(text, safe='')}" for name, text in query.items())
    status, answer, _ = caller.call("GET", f"{address(route, part)}?{asked}")
    page = answer.startswith((b"<", b":"))
    if page or status == 302:
        assert status in {200, 302, 503}
    elif not (route.live and status == 400):
        check(status, answer)


@given(
    host=st.text("abc.:[]/@%é ", max_size=12),
    origin=st.text("http:/abc.[]@%é ", max_size=16),
    cookie=st.text('staff_s001=;"\\é,', max_size=16),
)  # fmt: skip
def test_any_header_is_refused_or_harmless(caller: Caller, host: str, origin: str, cookie: str) -> None:
    headers = {"Host": host.strip(), "Origin": origin.strip(), "Cookie": cookie.strip()}
    status, answer, _ = caller.call("POST", "/api/till/o9/receipt", b"{}", **headers)
    assert status in {400, 401, 403}
    if status != 400:
        check(status, answer)
