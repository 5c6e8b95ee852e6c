"""A configuration becomes a running store: every part built, handed its doors, and put under supervision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from devices.lab import Switch
from devices.phone import LabPhones
from edge.app.ports import MemberFinder, OrderFinder, Part, StockFinder
from edge.compose import folders
from edge.compose.centre import chain_key, line_to_centre
from edge.compose.devices import Devices, EagerSwitch
from edge.compose.house import Bus, House, OpenHouse
from edge.compose.operations import health_operation, operations, pulse_operation
from edge.compose.till import WALLET, wallet_of
from edge.config import Config
from edge.domain.feed import SweepFeed
from edge.domain.logbook import PruneLog
from edge.domain.member import SweepMembers
from edge.domain.stock import ExpireHolds
from edge.runtime.admin import AdminDoor, socket_path
from edge.runtime.chores import Chores
from edge.runtime.clock import SystemClock
from edge.runtime.effects import EffectRunner, Target
from edge.runtime.health import HealthRegistry
from edge.runtime.lifecycle import notify, only_agent_of
from edge.runtime.pulse import Pulse
from edge.runtime.supervisor import PartKind, Supervisor
from edge.tender.desk import LAST_WORD_S
from edge.tender.desk import Desk as MoneyDesk
from edge.tender.news import WalletNews
from kiosk_ui.desk import Desk, StoreName
from kiosk_ui.server import Screens

UPLINK = "uplink"
CODE_LENGTH = 8
Tell = Callable[[str], None]


class Agent:
    """One store. `tell` speaks to the person who started it: the address, and the first manager's code."""

    def __init__(
        self, config: Config, *, opened: OpenHouse, tell: Tell, clock: SystemClock, demo: bool = False
    ) -> None:
        self._config = config
        self._opened = opened
        self._tell = tell
        self._clock = clock
        self._demo = demo

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. `StoreError` or `ConfigError` when it cannot begin, `PartFailed` when it must end."""
        with only_agent_of(Path(self._config.store.data)):
            async with self._opened(self._config, self._clock) as house:
                await _Living(self._config, house, self._clock, demo=self._demo).run(stop, self._tell)


class _Living:
    """The parts of one run."""

    def __init__(self, config: Config, house: House, clock: SystemClock, *, demo: bool) -> None:
        self._config = config
        self._house = house
        self._clock = clock
        self._demo = demo
        self._health = HealthRegistry(clock)
        self._supervisor = Supervisor(clock, clock.fraction, self._health)
        self._pulse = Pulse(clock, self._health)
        self._parts: list[tuple[PartKind, Part]] = []
        self._lines: dict[str, Switch] = {}
        self._finder: MemberFinder | None = None
        self._stock: StockFinder | None = None
        self._sold: OrderFinder | None = None
        self._devices = Devices(config, dispatch=house.dispatch, clock=clock, report=self._health)
        self._targets = self._devices.targets

    async def run(self, stop: asyncio.Event, tell: Tell) -> None:
        self._add_wallet()
        self._add_centre()
        self._devices.tried_at_once(self._supervisor.retry_now)
        first_code = await self._first_code()
        screens = Screens(self._desk(first_code))
        if self._house.file_older:
            self._health("log", "degraded", "file_older")
        core: tuple[Part, ...] = (
            Bus(self._house),
            self._effects(),
            self._chores(),
            self._admin(),
            self._pulse,
            screens,
        )
        self._parts += [("device", part) for part in self._devices.parts]
        self._parts += [("core", part) for part in core]
        greeting = asyncio.create_task(_greet(screens, first_code, tell))
        try:
            await self._supervisor.run(self._parts, stop)
        finally:
            notify("STOPPING=1")
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)

    def _add_wallet(self) -> None:
        wallet = wallet_of(self._config, self._clock)
        if wallet is None:
            return
        desk = MoneyDesk(gateway=wallet, dispatch=self._house.dispatch, clock=self._clock)
        news = WalletNews(wallet=wallet, hear=desk.hear, report=self._health)
        self._targets[WALLET] = Target(desk, at_once=desk.at_once, grace_s=2 * LAST_WORD_S)
        self._parts.append(("sync", news))
        self._lines[WALLET] = EagerSwitch(wallet.cable, lambda: self._supervisor.retry_now(news.name))

    def _add_centre(self) -> None:
        house = self._house
        centre = line_to_centre(self._config, house, clock=self._clock, report=self._health)
        if centre is None:
            return
        house.on_append(centre.appended)
        self._finder = self._stock = self._sold = centre.finder
        self._parts.append(("sync", centre.line))
        self._lines[UPLINK] = EagerSwitch(centre.switch, lambda: self._supervisor.retry_now(centre.line.name))

    async def _first_code(self) -> str:
        """A code for the first manager; '' where there is one, or where the centre will send some."""
        people = await self._house.reads.staff()
        if self._demo or any(person.active and person.role == "manager" for person in people):
            return ""
        return self._clock.new_code(CODE_LENGTH)

    def _desk(self, first_code: str) -> Desk:
        config, house = self._config, self._house
        bench = self._devices.bench(self._lines) if self._demo and self._devices.virtual else None
        phones = self._phones()
        if phones is not None and bench is not None:
            phones.watch(bench.tick)
        return Desk(
            dispatch=house.dispatch,
            events=house.events,
            reads=house.reads,
            log=house.log,
            clock=self._clock,
            shop=house.shop,
            server=config.server,
            pictures=folders.PICTURES,
            screens=folders.screens(),
            health=self._health.all,
            health_changed=self._health.changed,
            new_secret=self._clock.new_secret,
            kiosks=config.places_of("kiosk"),
            tills=config.places_of("till"),
            scanners=config.family("scanner"),
            printers=config.family("printer"),
            wallet=WALLET if config.tender.wallet is not None else "",
            stores={one.id: StoreName(name_zh=one.name_zh, name_en=one.name_en) for one in config.neighbours},
            lab=bench,
            finder=self._finder,
            stock=self._stock,
            sold=self._sold,
            texts=phones,
            phones=phones,
            demo=self._demo,
            first_code=first_code,
        )

    def _phones(self) -> LabPhones | None:
        """In a demo the lab plays the members' phones."""
        chain = chain_key(self._config.members.key_file) if self._demo else None
        return None if chain is None else LabPhones(chain, self._clock)

    def _effects(self) -> EffectRunner:
        return EffectRunner(
            dispatch=self._house.dispatch,
            events=self._house.events,
            reads=self._house.reads,
            clock=self._clock,
            report=self._health,
            targets=self._targets,
        )

    def _chores(self) -> Chores:
        return Chores(
            dispatch=self._house.dispatch,
            report=self._health,
            chores=(SweepFeed(), SweepMembers(), ExpireHolds(), PruneLog()),
            pressed=(PruneLog(pressed=True),),
            room=self._house.room,
            mark=self._house.mark,
        )

    def _admin(self) -> AdminDoor:
        doors = {
            **operations(self._house),
            "health": health_operation(self._health),
            "pulse": pulse_operation(self._pulse),
        }
        return AdminDoor(socket_path(Path(self._config.store.data)), doors)


async def _greet(screens: Screens, first_code: str, tell: Tell) -> None:
    await screens.opened.wait()
    notify("READY=1")
    tell(f"open at {screens.url}")
    if first_code:
        tell(f"no manager yet: open {screens.url}/till and enter the code {first_code}; it counts once")
