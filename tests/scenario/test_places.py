"""Each gun belongs to a place: whatever is scanned where, no scan reaches another place's session."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from devices.device import DevicePorts, VirtualGun
from devices.registry import build, options_of
from edge.app.ports import Clock, Dispatch, ReportHealth
from edge.config import DeviceConfig
from edge.domain.message import Actor, Command, Event
from tests.app.shop import GTIN, Shop
from tests.devices.desk import LoopClock, part, soon
from tests.devices.virtual_time import virtual_time

# A kiosk, a till, the returns desk and the stock room, with guns of both kinds.
GUNS = {
    "kiosk-1": "scanner.serial",
    "till-2": "scanner.hid",
    "returns-1": "scanner.serial",
    "stock-1": "scanner.hid",
}
SCANS = 5


class Floor:
    """A shop over its file, and a virtual gun at every place."""

    def __init__(self, path: Path) -> None:
        self.shop = Shop(path)
        self.shop.seed()
        self.said: list[str] = []
        dispatch: Dispatch = self.dispatch
        clock: Clock = LoopClock()
        report: ReportHealth = self.report
        ports = DevicePorts(dispatch=dispatch, clock=clock, report=report)
        self.guns = {
            place: build(
                DeviceConfig(
                    id=f"gun-{place}", driver=driver, place=place, link="sim", options=options_of()[driver]()
                ),
                ports,
            )
            for place, driver in GUNS.items()
        }

    async def dispatch(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]:
        await asyncio.sleep(0)
        return self.shop.act(command, actor, key)

    def report(self, part: str, state: str, code: str = "", detail: str = "") -> None:
        if state == "ok":
            self.said.append(part)

    async def scan(self, place: str, text: str) -> None:
        gun: object = self.guns[place].sim
        assert isinstance(gun, VirtualGun)
        await gun.scan(text)

    def scanned(self, place: str) -> list[str]:
        """SKUs, a piece each: in the kiosk's basket, and told at a counter."""
        shelf = self.shop.rows.shelves.get(place)
        order = self.shop.rows.orders.get(shelf.order_id) if shelf.order_id else None
        basket = [line.sku for line in order.lines for _ in range(line.quantity)] if order else []
        return [*basket, *(one.text for one in shelf.heard if one.code == "item_scanned")]


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = Floor(tmp_path / "store.db")
    yield made
    made.shop.connection.close()


@virtual_time
async def test_two_guns_at_two_places_never_cross(floor: Floor) -> None:
    async with AsyncExitStack() as running:
        for device in floor.guns.values():
            await running.enter_async_context(part(device.part))
        await soon(lambda: len(set(floor.said)) == len(GUNS))
        for _ in range(3):
            await asyncio.gather(floor.scan("kiosk-1", GTIN["A"]), floor.scan("till-2", GTIN["B"]))
        await soon(lambda: len(floor.scanned("kiosk-1")) == len(floor.scanned("till-2")) == 3)
    assert {place: floor.scanned(place) for place in GUNS} == {
        "kiosk-1": ["A"] * 3,
        "till-2": ["B"] * 3,
        "returns-1": [],
        "stock-1": [],
    }
    orders = {place: bool(floor.shop.rows.shelves.get(place).order_id) for place in GUNS}
    assert orders == {"kiosk-1": True, "till-2": False, "returns-1": False, "stock-1": False}


@virtual_time
async def test_an_unknown_code_is_told_at_its_own_place_only(floor: Floor) -> None:
    async with part(floor.guns["returns-1"].part), part(floor.guns["stock-1"].part):
        await soon(lambda: len(set(floor.said)) == 2)
        await floor.scan("returns-1", "4006381333931")
        await soon(lambda: floor.shop.rows.shelves.get("returns-1").notice)
    told = {place for place in GUNS if floor.shop.rows.shelves.get(place).notice is not None}
    assert told == {"returns-1"}


@pytest.mark.parametrize("seed", range(5))
def test_in_any_order_each_place_has_what_was_scanned_there(floor: Floor, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    scans = [place for place in GUNS for _ in range(SCANS)]
    chance.shuffle(scans)
    goods = {place: chance.choice(sorted(GTIN)) for place in GUNS}

    @virtual_time
    async def story() -> None:
        async with AsyncExitStack() as running:
            for device in floor.guns.values():
                await running.enter_async_context(part(device.part))
            await soon(lambda: len(set(floor.said)) == len(GUNS))
            for place in scans:
                await floor.scan(place, GTIN[goods[place]])
                if chance.random() < 0.3:
                    await asyncio.sleep(0)
            await soon(lambda: all(len(floor.scanned(place)) == SCANS for place in GUNS))

    story()
    found = {place: floor.scanned(place) for place in GUNS}
    assert found == {place: [sku] * SCANS for place, sku in goods.items()}
