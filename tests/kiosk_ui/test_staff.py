"""Signing in: PINs, waiting, cookies, the first manager."""

import asyncio

import msgspec

from edge.domain.message import Actor
from edge.domain.staff import SESSION_MS, TRIES_FREE, AddStaff, RecordSignIn, SignOut
from kiosk_ui.sign_in import token_hash
from tests.kiosk_ui.conftest import OpenStand, Stand
from tests.kiosk_ui.goods import PIN

CODE = "K7PM2QRT"


async def test_the_tiles_show_who_may_sign_in_and_no_hash(shop: Stand) -> None:
    async with shop.page.get("/api/staff") as answer:
        text = await answer.text()
        assert [tile["staff_id"] for tile in await answer.json()] == ["cashier", "manager", "gate"]
    assert "argon2" not in text


async def test_a_right_pin_makes_a_session_that_no_script_reads(shop: Stand) -> None:
    assert await shop.refused("GET", "/api/staff/me") == (401, "sign_in")
    body = {"staff_id": "cashier", "pin": PIN}
    async with shop.page.post("/api/staff/sign-in", json=body) as answer:
        cookie = answer.headers["Set-Cookie"]
        assert (await answer.json())["role"] == "cashier"
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert cookie.startswith("staff_s001=secret-0")
    async with shop.page.get("/api/staff/me") as answer:
        assert await answer.json() == {"staff_id": "cashier", "name": "名cashier", "role": "cashier"}


async def test_the_store_keeps_only_a_hash_of_the_token(shop: Stand) -> None:
    await shop.sign_in()
    (taken,) = shop.memory.dispatch.taken
    assert taken.command == RecordSignIn(staff_id="cashier", right=True, token_hash=token_hash("secret-0"))
    assert taken.actor == Actor(role="system", place="till-1", channel="till")
    assert "secret-0" not in repr(taken)


async def test_wrong_pins_are_counted_and_then_must_wait(shop: Stand) -> None:
    for _ in range(TRIES_FREE):
        assert await shop.sign_in(pin="999999") == 401
    body = {"staff_id": "cashier", "pin": PIN}
    async with shop.page.post("/api/staff/sign-in", json=body) as answer:
        problem = await answer.json()
        assert (answer.status, problem["code"], problem["detail"]["wait_s"]) == (429, "wait", 30)
        assert answer.headers["Retry-After"] == "30"
    assert await shop.sign_in("manager") == 200
    shop.clock.advance(29_999)
    assert await shop.sign_in() == 429
    shop.clock.advance(1)
    assert await shop.sign_in() == 200


async def test_many_tries_at_once_are_counted_one_by_one(shop: Stand) -> None:
    statuses = await asyncio.gather(*(shop.sign_in(pin="999999") for _ in range(TRIES_FREE + 4)))
    assert sorted(statuses) == [401] * TRIES_FREE + [429] * 4


async def test_nobody_else_signs_in(shop: Stand) -> None:
    assert await shop.sign_in("nobody") == 401
    assert await shop.sign_in("gone") == 401
    assert not shop.memory.dispatch.taken


async def test_a_session_ends_with_the_shift(shop: Stand) -> None:
    await shop.sign_in()
    shop.clock.advance(SESSION_MS)
    assert await shop.refused("GET", "/api/staff/me") == (401, "sign_in")


async def test_a_session_ends_with_whom_it_belongs_to(shop: Stand) -> None:
    await shop.sign_in()
    key = token_hash("secret-0")
    session = shop.memory.reads.sessions[key]
    dismissed = msgspec.structs.replace(session.staff, active=False)
    shop.memory.reads.sessions[key] = msgspec.structs.replace(session, staff=dismissed)
    assert await shop.refused("GET", "/api/staff/me") == (401, "sign_in")


async def test_signing_out_ends_it_at_once_and_twice_does_no_harm(shop: Stand) -> None:
    await shop.sign_in()
    for _ in range(2):
        async with shop.page.post("/api/staff/sign-out", json={}) as answer:
            assert answer.status == 200
    outs = [taken for taken in shop.memory.dispatch.taken if isinstance(taken.command, SignOut)]
    assert len(outs) == 1
    assert await shop.refused("GET", "/api/staff/me") == (401, "sign_in")


async def test_the_first_manager_comes_with_the_code_of_the_run(open_stand: OpenStand) -> None:
    shop = await open_stand(lambda memory: memory.as_run(first_code=CODE))
    shop.memory.reads.people = {}
    body = {"code": CODE.lower(), "name": "贺知秋", "pin": "246810"}
    wrong = await shop.refused("POST", "/api/staff/first", json=body | {"code": "AAAAAAAA"})
    assert wrong == (401, "wrong_code")
    assert (await shop.refused("POST", "/api/staff/first", json=body | {"pin": "123"}))[0] == 422
    async with shop.page.post("/api/staff/first", json=body) as answer:
        assert (await answer.json())["role"] == "manager"
    async with shop.page.get("/api/staff/me") as answer:
        assert (await answer.json())["name"] == "贺知秋"
    added = next(taken for taken in shop.memory.dispatch.taken if isinstance(taken.command, AddStaff))
    assert "246810" not in repr(added)
    assert await shop.refused("POST", "/api/staff/first", json=body) == (409, "manager_exists")


async def test_the_code_of_the_run_cannot_be_guessed_at_leisure(open_stand: OpenStand) -> None:
    shop = await open_stand(lambda memory: memory.as_run(first_code=CODE))
    shop.memory.reads.people = {}
    body = {"code": "AAAAAAAA", "name": "贺知秋", "pin": "246810"}
    for _ in range(TRIES_FREE):
        assert await shop.refused("POST", "/api/staff/first", json=body) == (401, "wrong_code")
    assert await shop.refused("POST", "/api/staff/first", json=body | {"code": CODE}) == (429, "wait")


async def test_a_run_with_a_manager_has_no_code(shop: Stand) -> None:
    body = {"code": "", "name": "贺知秋", "pin": "246810"}
    assert (await shop.refused("POST", "/api/staff/first", json=body))[0] == 422
    body["code"] = CODE
    assert await shop.refused("POST", "/api/staff/first", json=body) == (409, "manager_exists")
