"""The built pages and their files, and what is said where they were not built."""

from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession
from yarl import URL

from tests.kiosk_ui.conftest import OpenStand, Stand

SCRIPT = b"console.log('a script long enough to be worth compressing')"


@pytest.fixture
def screens(tmp_path: Path) -> Path:
    """A folder as the screens' build leaves it."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    for page in ("kiosk", "till", "board", "lab"):
        (built / f"{page}.html").write_text(f"<!doctype html><title>{page}</title>", "utf-8")
    (built / "assets" / "kiosk-Ab1.js").write_bytes(SCRIPT)
    (built / "assets" / "kiosk-Ab1.js.br").write_bytes(b"brotli")
    (built / "assets" / "kiosk-Ab1.js.gz").write_bytes(b"gzip")
    (built / "assets" / "sans.woff2").write_bytes(b"font")
    (built / "secret.txt").write_text("not for anybody", "utf-8")
    return built


@pytest.fixture
async def built(open_stand: OpenStand, screens: Path) -> Stand:
    return await open_stand(lambda memory: msgspec.structs.replace(memory.desk, screens=screens))


async def test_a_page_is_always_asked_for_anew(built: Stand) -> None:
    for page in ("kiosk?place=kiosk-2", "till", "board", "lab"):
        async with built.page.get(f"/{page}") as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
            assert answer.content_type == "text/html"
            assert f"<title>{page.split('?', maxsplit=1)[0]}</title>" in await answer.text()


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)]
)
async def test_a_file_with_a_fingerprint_is_kept_for_ever(
    built: Stand, accepts: str, encoding: str | None
) -> None:
    path, headers = f"{built.url}/assets/kiosk-Ab1.js", {"Accept-Encoding": accepts}
    async with ClientSession(auto_decompress=False) as page, page.get(path, headers=headers) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert await answer.read() == {"br": b"brotli", "gzip": b"gzip", None: SCRIPT}[encoding]
    async with built.page.head("/assets/kiosk-Ab1.js") as answer:
        assert answer.status == 200
    async with built.page.get("/assets/sans.woff2") as answer:
        assert answer.content_type == "font/woff2"


@pytest.mark.parametrize("name", ["none.js", "..%2fsecret.txt", ".hidden", "%2e%2e", "a%00b.js"])
async def test_nothing_else_of_the_disk_is_served(built: Stand, name: str) -> None:
    path = URL(f"{built.url}/assets/{name}", encoded=True)
    assert await built.refused("GET", path) == (404, "not_found")


async def test_the_demo_leads_to_its_pages_and_a_store_to_its_kiosk(demo: Stand, shop: Stand) -> None:
    async with demo.page.get("/") as answer:
        text = await answer.text()
        assert "澄集·湖滨店" in text
        assert "{{" not in text
        assert all(f'href="/{page}"' in text for page in ("kiosk", "till", "board", "lab"))
    async with shop.page.get("/", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/kiosk")
    assert await shop.refused("GET", "/lab") == (404, "not_found")


async def test_pages_that_were_not_built_say_how_to_build_them(shop: Stand) -> None:
    async with shop.page.get("/kiosk") as answer:
        assert answer.status == 503
        assert "make setup" in await answer.text()
    for path, media in (("/welcome.css", "text/css"), ("/favicon.ico", "image/svg+xml")):
        async with shop.page.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, media)
