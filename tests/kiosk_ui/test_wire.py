"""Sockets that misbehave: too slow, silent, talkative; and the end of the house."""

import asyncio
import logging
import socket
from urllib.parse import urlsplit

import msgspec
import pytest
from aiohttp import WSMsgType

from kiosk_ui.desk import Pace
from kiosk_ui.server import Screens
from tests.kiosk_ui.conftest import OpenStand, Stand, frame
from tests.kiosk_ui.goods import order_file
from tests.kiosk_ui.test_live import code, counted, put_order, scan

HELLO = (
    "GET /api/live/kiosk HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
END_S = 20


async def silent_client(stand: Stand) -> socket.socket:
    """A client that says hello, and then neither reads nor answers."""
    address = urlsplit(stand.url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.setblocking(False)  # noqa: FBT003 - the standard library's own
    loop = asyncio.get_running_loop()
    await loop.sock_connect(client, (address.hostname, address.port))
    await loop.sock_sendall(client, HELLO.format(host=address.netloc).encode())
    assert (await loop.sock_recv(client, 12)).endswith(b"101")
    return client


async def test_a_slow_client_is_dropped_and_holds_nobody_up(shop: Stand) -> None:
    put_order(shop, order_file("o1", lines=200))
    async with shop.page.ws_connect("/api/live/kiosk") as quick:
        await frame(quick)
        with await silent_client(shop):
            async with asyncio.timeout(END_S):
                while not await counted(shop, "store_edge_live_dropped_total"):
                    scan(shop)
                    await frame(quick)
                while await counted(shop, "store_edge_live_sockets") != 1:
                    scan(shop)
                    await frame(quick)
        assert not quick.closed


async def test_a_client_that_answers_no_heartbeat_is_closed(open_stand: OpenStand) -> None:
    shop = await open_stand(
        lambda memory: msgspec.structs.replace(memory.as_run(), pace=Pace(heartbeat_s=0.1, close_s=0.1))
    )
    with await silent_client(shop):
        async with asyncio.timeout(END_S):
            while await counted(shop, "store_edge_live_sockets") != 1:
                pass
            while await counted(shop, "store_edge_live_sockets"):
                pass
    assert await counted(shop, "store_edge_live_dropped_total") == 0


async def test_what_a_page_says_is_not_heard_and_too_much_ends_it(shop: Stand) -> None:
    async with shop.page.ws_connect("/api/live/kiosk") as talker:
        await frame(talker)
        await talker.send_str("hello")
        scan(shop)
        assert (await frame(talker))["rev"] == 2
        await talker.send_str("x" * 5000)
        assert await code(talker) == 1009


async def test_every_page_is_told_when_the_house_shuts(shop: Stand) -> None:
    other = Screens(shop.memory.desk)
    running = asyncio.create_task(other.run())
    async with asyncio.timeout(END_S):
        await other.opened.wait()
        async with shop.page.ws_connect(f"{other.url}/api/live/kiosk") as page:
            await frame(page)
            running.cancel()
            message = await page.receive()
            assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
        with pytest.raises(asyncio.CancelledError):
            await running
    assert not other.opened.is_set()


async def test_what_is_not_http_is_refused_without_an_alarm(
    shop: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    address = urlsplit(shop.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"\x16\x03\x01\x00\xa5 not http\r\n\r\n")
    async with asyncio.timeout(END_S):
        assert (await reader.readline()).startswith(b"HTTP/1.0 400")
    writer.close()
    await writer.wait_closed()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_taken_port_is_named_with_its_cure(shop: Stand) -> None:
    port = urlsplit(shop.url).port or 0
    desk = shop.memory.desk
    second = Screens(msgspec.structs.replace(desk, server=msgspec.structs.replace(desk.server, port=port)))
    with pytest.raises(ExceptionGroup, match="unhandled") as failed:
        await second.run()
    (error,) = failed.value.exceptions
    assert f"127.0.0.1:{port} cannot be opened" in str(error)
