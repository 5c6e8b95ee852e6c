"""The pick list over HTTP: what staff sees of a task, and what it does with one."""

import pytest

from edge.domain.message import Actor, Command
from edge.domain.pickup import HandToShopper, PickupRefused
from edge.domain.task import (
    AcceptTask,
    FulfilmentRejected,
    HandToCarrier,
    PackTask,
    PickItem,
    RejectTask,
    ShortPick,
)
from tests.kiosk_ui.conftest import Stand, frame

ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("task/o9.1/accept", {}, AcceptTask(task_id="o9.1")),
    ("task/o9.1/reject", {"reason": "too_busy"}, RejectTask(task_id="o9.1", reason="too_busy")),
    ("task/o9.1/pick", {"code": "06970011010031"}, PickItem(task_id="o9.1", code="06970011010031")),
    (
        "task/o9.1/short",
        {"sku": "P0001-01", "reason": "damaged"},
        ShortPick(task_id="o9.1", sku="P0001-01", reason="damaged"),
    ),
    ("task/o9.1/pack", {}, PackTask(task_id="o9.1")),
    ("task/o9.1/carrier", {"tracking": "SF1"}, HandToCarrier(task_id="o9.1", tracking="SF1")),
    ("pickup", {"code": "1234 5678"}, HandToShopper(code="1234 5678")),
)


@pytest.mark.parametrize(("act", "body", "command"), ACTS, ids=[act for act, _, _ in ACTS])
async def test_an_act_is_one_command_of_whoever_is_signed_in(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    await shop.sign_in()
    headers = {"Idempotency-Key": "tap-1"}
    async with shop.page.post(f"/api/till/{act}?place=till-2", json=body, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    taken = shop.memory.dispatch.taken[-1]
    assert taken.command == command
    assert taken.actor == Actor(role="cashier", place="till-2", channel="till", person="cashier")
    assert taken.key == "tap-1"


async def test_a_task_is_shown_with_pictures_a_masked_receiver_and_no_secret(shop: Stand) -> None:
    await shop.sign_in()
    async with shop.page.get("/api/till/tasks") as answer:
        tasks, text = await answer.json(), await answer.text()
    (task,) = tasks["open"]
    assert (task["task_id"], task["state"], task["complete"]) == ("o9.1", "picking", False)
    assert (task["lines"][0]["left"], task["lines"][0]["picture"]) == (1, "/media/tee/F6F3EC.svg?m=SL")
    assert task["contact"]["phone"] == "154****1037"
    for kept in ("15400001037", "s3cret", "h4sh"):
        assert kept not in text
    async with shop.page.get("/api/till/task/o9.1/label") as answer:
        label = await answer.json()
    assert (label["name"], label["phone"]) == ("周晚晴", "154****1037")
    assert label["address"] == "杭州市上城区栖云路88号2单元"
    assert await shop.refused("GET", "/api/till/task/o9.2") == (404, "no_task")
    assert await shop.refused("GET", "/api/till/task/o9.2/label") == (404, "no_task")


async def test_the_staff_hears_when_the_counter_was_faster(shop: Stand) -> None:
    await shop.sign_in()
    said = FulfilmentRejected(order_id="o9", attempt=1, reason="no_stock")
    shop.memory.dispatch.answers[AcceptTask] = lambda _: (said,)
    assert await shop.refused("POST", "/api/till/task/o9.1/accept", json={}) == (409, "stock_gone")


async def test_a_wrong_pick_up_code_is_refused(shop: Stand) -> None:
    await shop.sign_in()
    said = PickupRefused(place="till-1", next_ms=0)
    shop.memory.dispatch.answers[HandToShopper] = lambda _: (said,)
    assert await shop.refused("POST", "/api/till/pickup", json={"code": "12345678"}) == (409, "no_such_code")
    assert await shop.refused("POST", "/api/till/pickup", json={"code": "abc"}) == (422, "bad_body")


async def test_the_till_shows_its_tasks_live(shop: Stand) -> None:
    await shop.sign_in()
    async with shop.page.ws_connect("/api/live/till?place=till-2") as socket:
        view = (await frame(socket))["view"]
    assert isinstance(view, dict)
    assert [task["task_id"] for task in view["tasks"]] == ["o9.1"]
