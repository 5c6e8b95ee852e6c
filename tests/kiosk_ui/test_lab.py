"""The virtual devices, over HTTP."""

import pytest

from edge.app.ports import Found
from kiosk_ui.api.lab import CODES_MAX
from tests.kiosk_ui.conftest import Stand

PNG = b"\x89PNG\r\n"


async def test_devices_do_what_the_page_says(demo: Stand) -> None:
    for path, body, done in (
        ("barrier-1/plug", {"plugged": False}, "plug False"),
        ("scanner-1/scan", {"text": " 6970011010036"}, "scan  6970011010036"),
        ("eye-1/fault", {"fault": "black"}, "fault black"),
        ("camera-1/plate", {"plate": "浙A12345", "color": "green"}, "plate 浙A12345 green"),
    ):
        async with demo.page.post(f"/api/lab/{path}", json=body) as answer:
            assert (answer.status, await answer.json()) == (200, {})
        assert demo.memory.lab.done[-1] == (path.split("/", maxsplit=1)[0], done)


@pytest.mark.parametrize("act", ["plug", "scan", "plate", "picture", "paper", "view", "fault"])
async def test_an_unknown_device_is_not_there(demo: Stand, act: str) -> None:
    bodies = {"plug": {"plugged": True}, "scan": {"text": "x"}, "plate": {"plate": "浙A12345"}}
    bodies["fault"] = {"fault": ""}
    method = "GET" if act in ("paper", "view") else "POST"
    assert await demo.refused(method, f"/api/lab/none/{act}", json=bodies.get(act)) == (404, "no_device")


async def test_the_codes_of_a_picture_are_named_and_scanned(demo: Stand) -> None:
    demo.memory.lab.codes = (
        Found(text="6970011010031", format="EAN-13", corners=((0, 0), (9, 0))),
        Found(text="6970011010099", format="EAN-13"),
        Found(text="https://example.org/1", format="QR Code"),
    )
    async with demo.page.post("/api/lab/scanner-1/picture", data=PNG) as answer:
        found = await answer.json()
    assert [(one["known"], one["reason"]) for one in found] == [
        (True, ""),
        (False, "check_digit"),
        (False, "unknown"),
    ]
    assert found[0]["product"]["product_id"] == "P0001"
    assert [what for _, what in demo.memory.lab.done] == [
        "scan 6970011010031",
        "scan 6970011010099",
        "scan https://example.org/1",
    ]


async def test_what_was_not_confirmed_is_offered_where_we_know_it_and_never_scanned(demo: Stand) -> None:
    demo.memory.lab.codes = (
        Found(text="6970011010031", format="EAN-13", votes=1, offered=True),
        Found(text="6901234567892", format="EAN-13", votes=1, offered=True),
        Found(text="6970011010031", format="EAN-13", votes=3),
    )
    async with demo.page.post("/api/lab/scanner-1/picture", data=PNG) as answer:
        found = await answer.json()
    assert [(one["votes"], one["offered"], one["known"]) for one in found] == [
        (1, True, True),
        (3, False, True),
    ]
    assert [what for _, what in demo.memory.lab.done] == ["scan 6970011010031"]


async def test_a_picture_of_many_codes_is_bounded(demo: Stand) -> None:
    demo.memory.lab.codes = tuple(Found(text=f"c{i}", format="QR Code") for i in range(CODES_MAX + 5))
    async with demo.page.post("/api/lab/scanner-1/picture", data=PNG) as answer:
        assert len(await answer.json()) == CODES_MAX


async def test_what_is_no_picture_is_refused(demo: Stand) -> None:
    assert await demo.refused("POST", "/api/lab/scanner-1/picture", data=b"%PDF") == (415, "no_picture")
    assert await demo.refused("POST", "/api/lab/barrier-1/picture", data=PNG) == (404, "no_device")


async def test_the_paper_is_a_picture(demo: Stand) -> None:
    async with demo.page.get("/api/lab/printer-1/paper") as answer:
        assert answer.content_type == "image/svg+xml"
        assert (await answer.text()).startswith("<svg")


async def test_the_catalogue_lists_what_can_be_scanned(demo: Stand) -> None:
    async with demo.page.get("/api/lab/catalog") as answer:
        items = await answer.json()
    assert [item["sku"] for item in items] == ["P0001-02", "P0001-01", "P0001-03"]
    assert items[0]["gtin"] == "06970011010032"
    async with demo.page.get("/api/lab/catalog", params={"q": "crew"}) as answer:
        assert len(await answer.json()) == 6


async def test_a_scanning_cameras_picture_is_never_kept_and_its_faults_are_its_own(demo: Stand) -> None:
    async with demo.page.get("/api/lab/eye-1/view") as answer:
        assert (answer.status, answer.content_type) == (200, "image/jpeg")
        assert answer.headers["Cache-Control"] == "no-store"
        assert (await answer.read()).startswith(b"\xff\xd8")
    assert await demo.refused("GET", "/api/lab/scanner-1/view") == (404, "no_device")
    assert await demo.refused("POST", "/api/lab/eye-1/fault", json={"fault": "bent"}) == (409, "no_fault")
