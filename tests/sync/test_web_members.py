"""Members over HTTP: found by what a body says, always masked, forgotten with a name and a reason."""

from edge.domain.member import MemberErased
from sync.hub.memory import MemoryHub
from sync.hub.web.counted import COUNTED_MS
from tests.sync.clock import SetClock
from tests.sync.member_store import PHONE, Store
from tests.sync.test_web import Caller, call, clock, hub

__all__ = ["call", "clock", "hub"]
A = "0197a0c85b1e7d109b1e3f0a92b7cc41"


async def test_a_member_is_found_looked_at_and_forgotten(
    call: Caller, hub: MemoryHub, clock: SetClock
) -> None:
    store = Store(hub, clock, "s001")
    await store.verifies(A, name="林听澜")
    await store.moves(A, -5, "spend")
    status, found = await call("POST", "/api/members/search", {"text": PHONE})
    row = found["members"][0]  # type: ignore[index]
    assert (status, row["member_id"], row["name"], row["phone"]) == (200, A, "林**", "138****0000")
    _, over = await call("GET", "/api/overdrawn")
    assert over == found
    _, sheet = await call("GET", f"/api/members/{A}")
    assert PHONE not in str((found, sheet))
    assert "听澜" not in str((found, sheet))
    assert sheet["moves"][0]["balance"] == -5  # type: ignore[index]
    assert (await call("GET", f"/api/members/{A}?skip=1"))[1]["moves"] == []
    assert (await call("GET", f"/api/members/{A}/orders")) == (200, {"orders": []})
    why = {"code": "asked", "why": "in the store"}
    assert await call("POST", f"/api/members/{A}/erase", why) == (202, {})
    assert (await call("POST", f"/api/members/{A}/erase", why))[0] == 409
    _, erased = await call("GET", "/api/erasures")
    row = erased["erasures"][0]  # type: ignore[index]
    assert (row["member_id"], row["erasing"]["by"], row["erasing"]["why"]) == (A, "program", "in the store")
    assert [(one["store"], one["state"]) for one in row["reach"]] == [("s001", "waiting")]
    assert (await call("POST", "/api/members/search", {"text": PHONE}))[1] == {"members": []}


async def test_no_search_stands_in_an_address(call: Caller) -> None:
    status, _ = await call("GET", f"/api/members?q={PHONE}")
    assert status == 404


async def test_a_member_code_is_for_programs_alone(call: Caller, hub: MemoryHub, clock: SetClock) -> None:
    path = f"/api/members/{A}/code"
    assert (await call("POST", path))[1]["code"] == "no_chain_key"
    _, signed = await call("POST", "/api/sign-in", {"password": "open sesame", "name": "program"})
    call.token = str(signed["token"])
    status, body = await call("POST", path)
    assert (status, body["code"]) == (403, "program_only")


async def test_an_erasing_that_is_not_everywhere_within_an_hour_is_on_the_overview(
    call: Caller, hub: MemoryHub, clock: SetClock
) -> None:
    store = Store(hub, clock, "s001")
    await store.verifies(A)
    await hub.members.erase(A, "asked", why="", by="许")
    assert (await call("GET", "/api/overview"))[1]["erasures"] == 0
    clock.now_s += 3_601
    assert (await call("GET", "/api/overview"))[1]["erasures"] == 1
    await store.tell(store.word(MemberErased, A, erased=True))  # type: ignore[arg-type]
    assert (await call("GET", "/api/overview"))[1]["erasures"] == 1, "counted a moment ago"
    clock.now_s += COUNTED_MS / 1000
    assert (await call("GET", "/api/overview"))[1]["erasures"] == 0
