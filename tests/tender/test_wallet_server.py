"""The wallet's wires: what is not signed is not believed, and the phone's page is shut tight."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession, TCPConnector, web

from edge.errors import Retry
from edge.runtime.clock import ManualClock, SystemClock
from edge.tender import mischief
from edge.tender.gateway import NeverAsked, NoAnswer, Paid, Refused
from edge.tender.phone import PRESSED
from edge.tender.wallet import HttpWallet
from edge.tender.wallet_server import ADDRESS_FILE, Served, main, served
from tests.tender.rigs import ANSWER_S, KEY, SHOP, charge

CLOCK = SystemClock()
OTHER_KEY = KEY[::-1]


@pytest.fixture
async def wallet(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(connector=TCPConnector(force_close=True)) as made:
        yield made


def client(address: str, *, key: bytes = KEY) -> HttpWallet:
    return HttpWallet(address=address, key=key, merchant=SHOP, clock=CLOCK, answer_s=ANSWER_S)


async def test_money_and_address_survive_a_restart(tmp_path: Path, session: ClientSession) -> None:
    payment = charge(CLOCK)
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as first:
        assert (tmp_path / ADDRESS_FILE).read_text("utf-8") == first.address
        asked = await client(first.address).ask(payment, "x")
        async with session.post(f"{asked.qr}/confirm", headers={PRESSED: "1"}) as answer:
            assert answer.status == 200
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as second:
        gateway = client(second.address)
        assert isinstance(await gateway.query(payment), Paid)
        assert [moved.fen for moved in await gateway.movements()] == [payment.amount_fen]


async def test_a_wrong_key_is_a_persons_to_mend_and_moves_nothing(wallet: Served) -> None:
    payment = charge(CLOCK)
    with pytest.raises(NoAnswer) as refused:
        await client(wallet.address, key=OTHER_KEY).ask(payment, "x")
    assert (refused.value.code, refused.value.retry) == ("key", Retry.PERMANENT)
    assert await client(wallet.address).query(payment) == NeverAsked()


async def test_a_clock_that_is_far_off_is_told_so(wallet: Served) -> None:
    yesterday = ManualClock(CLOCK.now_ms() - 24 * 3_600_000)
    late = HttpWallet(address=wallet.address, key=KEY, merchant=SHOP, clock=yesterday, answer_s=ANSWER_S)
    with pytest.raises(Refused, match="clock"):
        await late.query(charge(CLOCK))


async def test_nobody_there_is_no_line(tmp_path: Path) -> None:
    async with served(data=tmp_path, key=KEY, clock=CLOCK) as gone:
        address = gone.address
    with pytest.raises(NoAnswer) as cut:
        await client(address).query(charge(CLOCK))
    assert cut.value.code == "no_line"


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b'{"bill_id":"x","state":"paid","amount_fen":1}'), (404, b"not here"), (302, b""), (200, b"")],
)
async def test_an_answer_of_a_stranger_is_none(status: int, body: bytes) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers={"Location": "/"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        with pytest.raises(NoAnswer) as stranger:
            await client(f"http://127.0.0.1:{runner.addresses[0][1]}").query(charge(CLOCK))
        assert stranger.value.code == "answer"
    finally:
        await runner.cleanup()


async def test_the_page_is_shut_tight(wallet: Served, session: ClientSession) -> None:
    asked = await client(wallet.address).ask(charge(CLOCK), "x")
    for path in (asked.qr, f"{asked.qr}/bill", f"{wallet.address}/pay/assets/pay.js"):
        async with session.get(path) as answer:
            assert answer.status == 200
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
    async with session.get(asked.qr) as answer:
        page = await answer.text()
    assert "style=" not in page
    assert "onclick" not in page


async def test_only_the_pages_own_button_pays(wallet: Served, session: ClientSession) -> None:
    payment = charge(CLOCK)
    asked = await client(wallet.address).ask(payment, "x")
    async with session.post(f"{asked.qr}/confirm") as answer:
        assert answer.status == 403
    async with session.get(f"{asked.qr}/confirm") as answer:
        assert answer.status == 405
    assert await client(wallet.address).movements() == ()


@pytest.mark.parametrize(
    "path", ["/pay/nobody/bill", "/pay/assets/pay.html", "/pay/assets/..%2fphone.py", "/v2"]
)
async def test_what_is_not_there(wallet: Served, session: ClientSession, path: str) -> None:
    async with session.get(wallet.address + path) as answer:
        assert answer.status == 404
        assert b"import" not in await answer.read()


@pytest.mark.parametrize("amount_fen", [0, -1, 10**15])
async def test_amounts_that_are_none(wallet: Served, amount_fen: int) -> None:
    with pytest.raises(Refused, match="bad_request"):
        await client(wallet.address).ask(charge(CLOCK, amount_fen=amount_fen), "x")


async def test_a_request_that_is_no_request(wallet: Served, session: ClientSession) -> None:
    async with session.post(f"{wallet.address}/v1/payments", data=b"{") as answer:
        assert answer.status == 401
        assert unsigned(answer)


def unsigned(answer: ClientResponse) -> bool:
    return "X-Wallet-Signature" not in answer.headers


def test_without_a_key_it_does_not_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    options = ["--data", str(tmp_path), "--key-file", str(tmp_path / "key")]
    assert main(options) == 78
    assert "does not exist" in caplog.text
    (tmp_path / "key").write_text("short\n", "utf-8")
    (tmp_path / "key").chmod(0o600)
    assert main(options) == 78
    assert "fewer than 32" in caplog.text


async def test_mischief_is_ordered_by_a_command(wallet: Served, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.touch(mode=0o600)
    key_file.write_bytes(KEY)
    words = ["http_500", "2", "--address", wallet.address, "--key-file", str(key_file)]
    assert await asyncio.to_thread(mischief.main, words) == 0
    assert wallet.purse.mood.left() == {"http_500": 2}
    nobody = ["http_500", "--address", "http://127.0.0.1:9", "--key-file", str(key_file)]
    assert await asyncio.to_thread(mischief.main, nobody) == 1
