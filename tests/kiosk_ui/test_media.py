"""Product pictures: coloured, marked, cached, and nothing else of the disk."""

import xml.etree.ElementTree as ET

import pytest
from yarl import URL

from kiosk_ui.api.media import coloured, mixed
from tests.kiosk_ui.conftest import PICTURES, Stand

STORIES = sorted(path for path in PICTURES.glob("idle-*.svg"))
KINDS = sorted(path.stem for path in PICTURES.glob("*.svg") if path not in STORIES)


async def test_every_drawing_is_served_in_the_colour_asked_for(shop: Stand) -> None:
    assert len(KINDS) > 40
    for kind in KINDS:
        async with shop.page.get(f"/media/{kind}/9fc1dc.svg", params={"m": "SL"}) as answer:
            text = await answer.text()
            assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert "{{" not in text
        assert "#9fc1dc" in text.lower()
        ET.fromstring(text)  # noqa: S314 - our own drawing


async def test_the_stories_of_the_idle_screen_are_numbered(shop: Stand) -> None:
    assert len(STORIES) == 3
    for number, story in enumerate(STORIES, 1):
        async with shop.page.get(f"/media/idle/{number}.svg") as answer:
            assert await answer.text() == story.read_text("utf-8")
    assert await shop.refused("GET", f"/media/idle/{len(STORIES) + 1}.svg") == (404, "not_found")


async def test_a_picture_is_kept_by_the_browser_and_not_sent_twice(shop: Stand) -> None:
    async with shop.page.get("/media/tee/F6F3EC.svg") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        tag = answer.headers["ETag"]
    async with shop.page.get("/media/tee/F6F3EC.svg", headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
    async with shop.page.get("/media/tee/2A2930.svg", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/media/tee/F6F3E.svg", 404),
        ("/media/tee/GGGGGG.svg", 404),
        ("/media/tee/F6F3EC%0A.svg", 404),
        ("/media/nothing/F6F3EC.svg", 404),
        ("/media/..%2f..%2fkiosk_ui%2fwelcome%2ficon/F6F3EC.svg", 404),
        ("/media/%2e%2e/F6F3EC.svg", 404),
        ("/media/Tee/F6F3EC.svg", 404),
        ("/media/tee/F6F3EC.svg?m=LONGER", 422),
        ("/media/tee/F6F3EC.svg?m=%00", 422),
        ("/media/idle/0.svg", 404),
        ("/media/idle/99.svg", 404),
    ],
)
async def test_what_is_no_picture_is_refused(shop: Stand, path: str, status: int) -> None:
    assert (await shop.refused("GET", URL(shop.url + path, encoded=True)))[0] == status


async def test_a_mark_cannot_break_out_of_the_drawing(shop: Stand) -> None:
    async with shop.page.get("/media/bottle/F6F3EC.svg", params={"m": "<\"'&"}) as answer:
        text = await answer.text()
    assert "&lt;&quot;&#x27;&amp;" in text
    ET.fromstring(text)  # noqa: S314 - our own drawing


def test_tones_are_darker_and_lighter() -> None:
    assert mixed("808080", 0, 0.5) == "#404040"
    assert mixed("808080", 255, 0.5) == "#c0c0c0"
    assert mixed("FFFFFF", 255, 0.3) == "#ffffff"
    assert coloured("{{c}} {{d}} {{l}} {{mark}}", "000000", "<") == "#000000 #000000 #575757 &lt;"
