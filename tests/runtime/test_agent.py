"""The agent put together: devices, screens, effects, lines and the admin door, over a store in memory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from devices.registry import options_of
from edge.cli.bench.page import Caller, LiveView
from edge.cli.demo.plan import LOOPBACK
from edge.compose.agent import Agent
from edge.config import Config, ServerConfig, load
from edge.domain.effect import Effect, EffectDue, FinishEffect, OpenBarrier, ReviewEffects, StartEffect
from edge.domain.message import Command
from edge.domain.parking import PlateSeen
from edge.domain.shelf import ScanCode
from edge.domain.staff import AddStaff
from edge.domain.stock import Count, TakeStock
from edge.errors import ConfigError, Rejected, StoreError
from edge.runtime.admin import ask, socket_path
from edge.runtime.clock import SystemClock
from sync.hub.child import free_port
from tests.runtime.memory_house import MemoryHouses

T = TypeVar("T")
C = TypeVar("C", bound=Command)
CLOCK = SystemClock()
SHOP = """
[store]
id = "s001"
name_zh = "湖滨店"
name_en = "Lakeside"
data = "store.db"

[centre]
broker = "mqtt://127.0.0.1:{nobody}"

[tender.wallet]
url = "http://127.0.0.1:{nobody}"
key_file = "wallet.key"

[[place]]
id = "kiosk-1"
kind = "kiosk"
[[place]]
id = "till-1"
kind = "till"
[[place]]
id = "lane-1"
kind = "lane"

[[device]]
id = "scanner-1"
driver = "scanner.serial"
place = "kiosk-1"
link = "sim"
[[device]]
id = "printer-1"
driver = "printer.escpos"
place = "till-1"
link = "sim"
[[device]]
id = "barrier-1"
driver = "barrier.modbus"
place = "lane-1"
link = "sim"
[[device]]
id = "camera-1"
driver = "camera.vzenith"
place = "lane-1"
link = "sim"
"""


class Shop:
    """A running agent: its house, a caller at its pages, its admin door."""

    def __init__(self, config: Config, houses: MemoryHouses, port: int, said: list[str]) -> None:
        self.houses = houses
        self.said = said
        self.port = port
        self.page = Caller(port, CLOCK)
        self._door = socket_path(Path(config.store.data))

    async def ask(self, do: str, **args: object) -> dict[str, Any]:
        return await ask(self._door, do, timeout_s=20, **args)

    async def health(self) -> dict[str, str]:
        parts = (await self.ask("health"))["parts"]
        return {part["part"]: part["state"] for part in parts}

    async def until_health(self, part: str, *states: str) -> None:
        await until(self.health, lambda seen: seen.get(part) in states)

    async def until_asked(self, kind: type[C]) -> C:
        """The newest command of a kind, once there is one."""

        async def looked() -> list[C]:
            return self.houses.asked(kind)

        return (await until(looked, bool))[-1]


async def until(look: Callable[[], Awaitable[T]], well: Callable[[T], bool]) -> T:
    """What `look` sees once it is well."""
    async with asyncio.timeout(20):
        while True:
            seen = await look()
            if well(seen):
                return seen
            await asyncio.sleep(0.01)


def configured(folder: Path, text: str = SHOP) -> Config:
    key = folder / "wallet.key"
    key.touch(mode=0o600)
    key.write_text("k" * 43, "utf-8")
    (folder / "store.toml").write_text(text.format(nobody=free_port()), "utf-8")
    config = load(folder / "store.toml", options_of())
    return msgspec.structs.replace(config, server=ServerConfig(host=LOOPBACK, port=free_port()))


@contextlib.asynccontextmanager
async def opened(config: Config, *, demo: bool = True) -> AsyncIterator[Shop]:
    houses, said, stop = MemoryHouses(), list[str](), asyncio.Event()
    agent = Agent(config, opened=houses.opened, tell=said.append, clock=CLOCK, demo=demo)
    running = asyncio.create_task(agent.run(stop))
    try:
        async with asyncio.timeout(20):
            while not said:
                if running.done():
                    running.result()
                await asyncio.sleep(0.01)
        shop = Shop(config, houses, config.server.port, said)
        yield shop
        await shop.page.close()
    finally:
        stop.set()
        await running


async def test_a_scan_and_a_plate_arrive_as_commands_of_their_places(tmp_path: Path) -> None:
    async with opened(configured(tmp_path)) as shop:
        await shop.until_health("scanner-1", "ok")
        await shop.page.post("/api/lab/scanner-1/scan", {"text": "6970011010036"})
        scan = await shop.until_asked(ScanCode)
        assert scan.text == "6970011010036"
        assert shop.houses.dispatch.taken[-1].actor.place == "kiosk-1"
        await shop.page.post("/api/lab/camera-1/plate", {"plate": "浙A12345", "color": "blue"})
        seen = await shop.until_asked(PlateSeen)
        assert (seen.plate, seen.lane) == ("浙A12345", "lane-1")


async def test_a_due_effect_moves_the_barrier_and_its_end_is_told(tmp_path: Path) -> None:
    async with opened(configured(tmp_path)) as shop:
        await shop.until_health("barrier-1", "ok")
        assert shop.houses.asked(ReviewEffects)[0] == ReviewEffects(restarted=True)
        now_ms = CLOCK.now_ms()
        effect = Effect(
            effect_id="e1",
            target="barrier-1",
            payload=OpenBarrier(plate="浙A12345", lane="lane-1"),
            due_ms=now_ms,
            deadline_ms=now_ms + 5000,
        )
        shop.houses.events.publish(EffectDue(effect=effect))
        assert (await shop.until_asked(StartEffect)).effect_id == "e1"
        assert (await shop.until_asked(FinishEffect)).outcome == "done"


async def test_a_pulled_plug_is_told_and_healed(tmp_path: Path) -> None:
    async with opened(configured(tmp_path)) as shop:
        await shop.until_health("scanner-1", "ok")
        await shop.page.post("/api/lab/scanner-1/plug", {"plugged": False})
        await shop.until_health("scanner-1", "down")
        await shop.page.post("/api/lab/scanner-1/plug", {"plugged": True})
        await shop.until_health("scanner-1", "ok")


async def test_a_store_whose_centre_and_wallet_are_silent_opens_all_the_same(tmp_path: Path) -> None:
    async with opened(configured(tmp_path)) as shop:
        await shop.until_health("uplink", "down")
        await shop.until_health("wallet", "down")
        assert shop.said == [f"open at http://{LOOPBACK}:{shop.port}"]
        assert len(shop.houses.appended) == 1
        async with LiveView(shop.port, "/api/live/lab", CLOCK) as view:
            lines = {one["device"]: one["plugged"] for one in (await view.frame())["view"]["devices"]}
        assert lines["uplink"]
        assert lines["wallet"]
        await shop.page.post("/api/lab/uplink/plug", {"plugged": False})
        await shop.page.post("/api/lab/uplink/plug", {"plugged": True})


async def test_a_real_store_has_no_lab_and_asks_for_its_first_manager(tmp_path: Path) -> None:
    async with opened(configured(tmp_path), demo=False) as shop:
        await until(lambda: asyncio.sleep(0, shop.said), lambda said: len(said) == 2)
        assert "enter the code" in shop.said[1]
        code = shop.said[1].split("the code ")[1].split(";")[0]
        await shop.page.post("/api/staff/first", {"code": code, "name": "李", "pin": "246810"})
        assert shop.houses.asked(AddStaff)


async def test_the_command_line_reaches_the_running_store(tmp_path: Path) -> None:
    async with opened(configured(tmp_path)) as shop:
        added = await shop.ask("staff.add", name="王", role="cashier", pin_hash="$argon2id$x")
        assert (await shop.ask("staff.list"))["staff"] == [
            {"staff_id": added["staff_id"], "name": "王", "role": "cashier"}
        ]
        done = await shop.ask("stock.take", take_id="t1", counts=[{"sku": "P1", "quantity": 5}])
        assert done == {"take_id": "t1", "moved": 0}
        assert shop.houses.asked(TakeStock)[0].counts == (Count(sku="P1", quantity=5),)
        saved = await shop.ask("backup", file=str(tmp_path))
        assert Path(saved["file"]).name.startswith("s001-")
        assert saved["bytes"] == len("a backup")
        assert (await shop.ask("status"))["store"] == "s001"
        with pytest.raises(Rejected, match="bad_arguments"):
            await shop.ask("stock.take", counts="many")


async def test_a_second_agent_is_refused_while_the_first_sells_on(tmp_path: Path) -> None:
    config = configured(tmp_path)
    async with opened(config) as shop:
        second = Agent(config, opened=MemoryHouses().opened, tell=shop.said.append, clock=CLOCK)
        with pytest.raises(StoreError, match="is in use by process"):
            await second.run(asyncio.Event())
        assert await shop.page.get("/health")


async def test_a_wallet_key_that_others_may_read_stops_the_start(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "wallet.key").chmod(0o644)
    agent = Agent(config, opened=MemoryHouses().opened, tell=lambda _: None, clock=CLOCK)
    with pytest.raises(ConfigError, match=r"tender.wallet.key_file: .* chmod 600"):
        await agent.run(asyncio.Event())
