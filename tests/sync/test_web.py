"""The centre's API: closed without a sign-in, and what it decides reaches the streams."""

import io
import re
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import ClientSession

from edge.domain.staff import SESSION_MS, TRIES_FREE, WAIT_FIRST_S
from edge.errors import Retry, SyncError, Unfit
from sync.hub.desk import WorkerStatus
from sync.hub.leases import WorkerName
from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access, password_hash
from sync.hub.web.routes import ROUTES
from sync.hub.web.server import HubWeb
from tests.sync.clock import RealClock, SetClock
from tests.sync.hubs import seed, told
from tests.sync.pair import running
from tests.sync.shop import Shop

PROGRAM = "a program's token"
ADMIN_HASH = password_hash("open sesame")


class Caller:
    """Speaks JSON to the API."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session, self._url = session, url
        self.token = PROGRAM

    async def __call__(
        self, method: str, path: str, body: object = None, *, key: str = ""
    ) -> tuple[int, dict[str, object]]:
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        data = None if body is None else io.BytesIO(raw)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        async with self._session.request(method, self._url + path, data=data, headers=headers) as reply:
            assert reply.headers["Cache-Control"] == "no-store"
            return reply.status, msgspec.json.decode(await reply.read())


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def hub(clock: SetClock) -> MemoryHub:
    hub = MemoryHub(clock)
    await hub.load(seed(staff=()))
    return hub


@pytest.fixture
async def call(hub: MemoryHub, clock: SetClock) -> AsyncIterator[Caller]:
    access = Access(clock, RealClock().new_id, admin_hash=ADMIN_HASH, token=PROGRAM)
    page = HubWeb(hub, access, clock)
    async with running(page), ClientSession() as session:
        await page.ready.wait()
        yield Caller(session, page.url)


@pytest.mark.parametrize(("method", "path"), [(one.method, one.path) for one in ROUTES if not one.open])
async def test_everything_is_closed_without_a_sign_in(call: Caller, method: str, path: str) -> None:
    for token in ("", "wrong"):
        call.token = token
        status, body = await call(method, re.sub(r"[{}]", "", path), {})
        assert (status, body["code"]) == (401, "sign_in")


async def test_the_admin_signs_in_and_out_and_a_session_ends(call: Caller, clock: SetClock) -> None:
    status, signed = await call("POST", "/api/sign-in", {"password": "open sesame"})
    assert status == 200
    call.token = str(signed["token"])
    assert (await call("GET", "/api/stores"))[0] == 200
    clock.now_s += SESSION_MS / 1000
    assert (await call("GET", "/api/stores"))[0] == 401
    _, signed = await call("POST", "/api/sign-in", {"password": "open sesame"})
    call.token = str(signed["token"])
    assert (await call("POST", "/api/sign-out"))[0] == 200
    assert (await call("GET", "/api/stores"))[0] == 401


async def test_wrong_passwords_have_to_wait(call: Caller, clock: SetClock) -> None:
    for _ in range(TRIES_FREE):
        status, body = await call("POST", "/api/sign-in", {"password": "guess"})
        assert (status, body["code"]) == (401, "wrong_password")
    status, body = await call("POST", "/api/sign-in", {"password": "open sesame"})
    assert (status, body) == (429, {"code": "wait", "detail": {"wait_s": WAIT_FIRST_S}})
    clock.now_s += WAIT_FIRST_S
    assert (await call("POST", "/api/sign-in", {"password": "open sesame"}))[0] == 200


async def test_no_password_lets_nobody_in(clock: SetClock) -> None:
    access = Access(clock, RealClock().new_id, admin_hash="")
    assert await access.sign_in("here", "") is None
    for token in ("", "\udcff"):
        assert access.holder(token) is None


async def test_what_nests_or_counts_beyond_all_measure_is_refused(call: Caller) -> None:
    for path, body in (("/api/sign-in", b"[" * 100_000), ("/api/prices", b'{"changes":' + b"[" * 100_000)):
        status, refused = await call("POST", path, body)
        assert (status, refused["code"]) == (400, "body")
    for path in ("/api/orders?limit=", "/api/dead-letters/o/", "/api/members/m?skip="):
        status, refused = await call("GET", path + "9" * 5_000)
        assert status in (400, 404)
        assert refused["code"] in ("limit", "no_letter", "query")


async def test_the_desk_sees_what_the_stores_told(call: Caller, hub: MemoryHub, clock: SetClock) -> None:
    shop = Shop(clock)
    order = shop.sell("P1-0", quantity=2)
    await told(hub, shop)
    _, body = await call("GET", "/api/stores")
    assert [row["acked"] for row in body["stores"]] == [3, 0, 0]  # type: ignore[attr-defined]
    _, body = await call("GET", "/api/orders?store=s001&limit=5")
    assert [row["order_id"] for row in body["orders"]] == [order.order_id]  # type: ignore[attr-defined]
    _, body = await call("GET", f"/api/orders/{order.order_id}")
    assert body["store"] == "s001"
    _, body = await call("GET", "/api/items/P1-0/stock")
    assert [row["on_hand"] for row in body["stock"]] == [-2]  # type: ignore[attr-defined]
    _, body = await call("GET", "/api/items?q=P1-0")
    assert [row["gtin"] for row in body["items"]] == ["06970011010030"]  # type: ignore[attr-defined]
    assert (await call("GET", "/api/dead-letters"))[1] == {"dead_letters": [], "waiting": 0, "decided": 0}


async def test_prices_and_corrections_are_decided(call: Caller, hub: MemoryHub) -> None:
    change = {"sku": "P1-0", "price_fen": 4200}
    assert await call("POST", "/api/prices", {"changes": [change]}) == (200, {"changed": 1})
    (found,) = await hub.find("P1-0")
    assert found.price_fen == 4200
    asked = {"command_id": "c1", "store": "s001", "sku": "P1-0", "quantity": -1, "reason": "damaged"}
    status, body = await call("POST", "/api/corrections", asked)
    assert (status, body["quantity"]) == (202, -1)
    assert await call("POST", "/api/corrections", asked) == (202, body)
    assert (await call("POST", "/api/corrections", {**asked, "quantity": 1}))[1]["code"] == "key_reused"
    assert (await call("POST", "/api/corrections", {**asked, "command_id": ""}))[1]["code"] == "body"
    _, body = await call("GET", "/api/corrections")
    assert [row["state"] for row in body["corrections"]] == ["asked"]  # type: ignore[attr-defined]


async def test_a_store_is_asked_to_refund_an_order(call: Caller, hub: MemoryHub, clock: SetClock) -> None:
    shop = Shop(clock)
    order = shop.sell("P1-0")
    await told(hub, shop)
    path, asked = f"/api/orders/{order.order_id}/asks", {"command_id": "c1", "kind": "refund", "reason": "r"}
    status, body = await call("POST", path, asked)
    assert (status, body["store"], body["state"], body["asked_by"]) == (202, "s001", "asked", "program")
    assert await call("POST", path, asked) == (202, body)
    assert (await call("POST", path, {**asked, "kind": "cancel"}))[1]["code"] == "key_reused"
    assert (await call("POST", path, {**asked, "kind": "correct"}))[1]["code"] == "body"
    assert (await call("POST", "/api/orders/none/asks", asked))[1]["code"] == "no_order"
    assert await call("GET", path) == (200, {"asks": [body]})


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/prices", b"{", 400, "body"),
        ("POST", "/api/prices", {"changes": []}, 400, "body"),
        ("POST", "/api/prices", {"changes": [{"sku": "no", "price_fen": 1}]}, 404, "no_item"),
        ("POST", "/api/prices", {"changes": [{"sku": "P1-0", "price_fen": -1}]}, 400, "price"),
        (
            "POST",
            "/api/corrections",
            {"command_id": "c1", "store": "no", "sku": "P1-0", "quantity": 1, "reason": "r"},
            404,
            "no_store",
        ),
        ("GET", "/api/orders/nothing", None, 404, "no_order"),
        ("GET", "/api/items/nothing", None, 404, "no_item"),
        ("GET", "/api/stores/nothing/logs", None, 404, "no_store"),
        ("GET", "/api/dead-letters/o/1", None, 404, "no_letter"),
        ("GET", "/api/dead-letters/o/-1", None, 404, "no_letter"),
        ("POST", "/api/dead-letters/o/1/retry", {}, 404, "no_letter"),
        ("POST", "/api/dead-letters/o/1/drop", {"why": ""}, 400, "reason"),
        ("POST", "/api/dead-letters/o/1/drop", {}, 400, "body"),
        ("POST", "/api/members/search", {"text": " "}, 400, "member_search"),
        ("POST", "/api/members/search", {"text": "周"}, 400, "member_search"),
        ("POST", "/api/members/search", {"text": "1" * 201}, 400, "body"),
        ("GET", "/api/members/none", None, 404, "no_member"),
        ("GET", "/api/members/none?skip=-1", None, 400, "limit"),
        ("GET", "/api/members/none/orders", None, 404, "no_member"),
        ("POST", "/api/members/none/erase", {"code": "asked"}, 404, "no_member"),
        ("POST", "/api/members/none/erase", {"why": "so"}, 400, "body"),
        ("POST", "/api/members/none/erase", {"code": "so"}, 400, "body"),
        ("GET", "/api/orders?q=" + "x" * 201, None, 400, "query"),
        ("POST", "/api/session", {"password": "x", "name": "a\nb"}, 400, "body"),
        ("PUT", "/api/stores", None, 405, "wrong_method"),
        ("GET", "/api/orders?limit=100000", None, 400, "limit"),
        ("GET", "/api/nothing", None, 404, "not_found"),
        ("POST", "/api/sign-in", b"x" * (4 << 20), 413, "too_large"),
    ],
)
async def test_what_is_wrong_is_said_in_a_code(
    call: Caller, method: str, path: str, body: object, status: int, code: str
) -> None:
    found, answer = await call(method, path, body)
    assert (found, answer["code"]) == (status, code)


async def test_what_no_database_can_hold_is_no_fault_of_the_centre(
    call: Caller, hub: MemoryHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(*_: object, **__: object) -> None:
        raise Unfit("a NUL")

    monkeypatch.setattr(hub, "find", refuses)
    found, answer = await call("GET", "/api/items?q=%00")
    assert (found, answer["code"]) == (400, "unfit")


async def test_health_needs_no_sign_in(call: Caller) -> None:
    call.token = ""
    status, body = await call("GET", "/health")
    assert (status, body["state"]) == (200, "ok")


async def test_a_taken_port_needs_a_person(call: Caller, hub: MemoryHub, clock: SetClock) -> None:
    port = int(call._url.rsplit(":", 1)[1])
    access = Access(clock, RealClock().new_id, admin_hash="")
    with pytest.raises(SyncError) as found:
        await HubWeb(hub, access, clock, port=port).run()
    assert found.value.retry is Retry.PERMANENT


async def test_an_order_is_placed_once_looked_at_and_cancelled(call: Caller) -> None:
    wish = {
        "lines": [{"sku": "P1-0", "quantity": 2}],
        "receiver": {"name": "周晚晴", "phone": "15400001037", "address": "杭州市上城区"},
        "paid_ref": "cloud-1",
    }
    status, placed = await call("POST", "/api/orders", wish, key="k1")
    assert (status, placed["state"]) == (202, "finding")
    assert (await call("POST", "/api/orders", wish, key="k1"))[1] == placed
    assert (await call("POST", "/api/orders", {**wish, "paid_ref": "x"}, key="k1"))[1]["code"] == "key_reused"
    assert (await call("POST", "/api/orders", wish))[1]["code"] == "key_needed"
    assert (await call("POST", "/api/orders", {**wish, "lines": []}, key="k2"))[1]["code"] == "body"
    order_id = placed["order_id"]
    status, found = await call("GET", f"/api/fulfilments/{order_id}")
    assert (status, found) == (200, placed)
    assert "15400001037" not in str(found)
    _, listed = await call("GET", "/api/fulfilments?state=finding")
    assert [row["order_id"] for row in listed["fulfilments"]] == [order_id]  # type: ignore[attr-defined]
    assert (await call("GET", "/api/fulfilments?state=none"))[0] == 400
    assert (await call("POST", f"/api/orders/{order_id}/cancel"))[1]["state"] == "cancelled"
    assert (await call("POST", "/api/orders/none/cancel"))[0] == 404


async def test_the_workers_and_the_backup_are_told(call: Caller, hub: MemoryHub) -> None:
    leases = hub.leases(WorkerName(worker="hub.1", host="here", pid=7))
    await leases.beat(frozenset(), WorkerStatus(commits=2, waiting=1))
    status, body = await call("GET", "/api/workers")
    assert status == 200
    row = body["workers"][0]  # type: ignore[index]
    assert (row["worker"], row["pid"], row["alive"], row["shards"], row["spreads"]) == (
        "hub.1",
        7,
        True,
        256,
        True,
    )
    assert row["status"] == {
        "commits": 2,
        "events": 0,
        "waiting": 1,
        "garbage": 0,
        "asks": 0,
        "events_s": 0.0,
    }
    assert body["crew"] == {"alive": 1, "free": 0, "silent": []}
    assert (await call("GET", "/api/overview"))[1]["crew"] == body["crew"]
    assert body["backup"] == {"required": False, "made_ms": 0, "file": ""}
