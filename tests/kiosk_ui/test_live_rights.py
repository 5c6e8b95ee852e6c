"""Who may look at a live view, for how long, and how many at once."""

import asyncio

import msgspec
import pytest
from aiohttp import WSServerHandshakeError

from edge.domain.feed import FeedApplied
from edge.domain.logbook import LogAcked
from edge.domain.staff import SESSION_MS
from kiosk_ui.live.gallery import SOCKETS_MAX
from tests.kiosk_ui.conftest import Stand, frame
from tests.kiosk_ui.test_live import code, counted, view


async def test_who_may_not_look_is_told_by_the_close_code(shop: Stand) -> None:
    for page in ("till", "board"):
        async with shop.page.ws_connect(f"/api/live/{page}") as socket:
            assert await code(socket) == 4401
    await shop.sign_in("gate")
    async with shop.page.ws_connect("/api/live/till") as socket:
        assert await code(socket) == 4403
    async with shop.page.ws_connect("/api/live/board") as socket:
        assert await view(socket)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/live/kiosk", {"Origin": "http://evil.example"}, 403),
        ("/api/live/kiosk", {"Host": "evil.example"}, 403),
        ("/api/live/kiosk?place=none", {}, 404),
        ("/api/live/lab", {}, 404),
    ],
)
async def test_some_are_not_let_in_at_all(
    shop: Stand, path: str, headers: dict[str, str], status: int
) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await shop.page.ws_connect(path, headers=headers)
    assert refused.value.status == status


async def test_signing_out_closes_the_pages_of_that_session_only(shop: Stand) -> None:
    await shop.sign_in("manager")
    async with shop.page.ws_connect("/api/live/board") as other:
        await frame(other)
        await shop.sign_in("cashier")
        async with shop.page.ws_connect("/api/live/till") as till:
            await frame(till)
            async with shop.page.post("/api/staff/sign-out", json={}) as answer:
                assert answer.status == 200
            assert await code(till) == 4401
        shop.memory.events.publish(LogAcked(origin="o", acked=1, safe=0))
        shop.memory.log.wait = msgspec.structs.replace(shop.memory.log.wait, acked_ms=5)
        while (await view(other))["acked_ms"] != 5:
            pass


async def test_the_end_of_the_shift_closes_the_page(shop: Stand) -> None:
    await shop.sign_in("cashier")
    async with shop.page.ws_connect("/api/live/till") as till:
        await frame(till)
        shop.clock.advance(SESSION_MS)
        shop.memory.events.publish(FeedApplied(stream="staff", pos=1))
        assert await code(till) == 4401


async def test_the_house_is_full_at_its_bound(shop: Stand) -> None:
    sockets = [await shop.page.ws_connect("/api/live/kiosk") for _ in range(SOCKETS_MAX)]
    with pytest.raises(WSServerHandshakeError) as refused:
        await shop.page.ws_connect("/api/live/kiosk")
    assert refused.value.status == 503
    await sockets[0].close()
    while await counted(shop, "store_edge_live_sockets") == SOCKETS_MAX:
        pass
    async with shop.page.ws_connect("/api/live/kiosk") as socket:
        assert await view(socket)
    await asyncio.gather(*(one.close() for one in sockets))
