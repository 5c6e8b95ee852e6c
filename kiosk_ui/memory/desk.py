"""A whole desk in memory, with handles on everything behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from edge.app.context import Shop
from edge.app.ports import Clock, Health, HealthState, LabDevice
from edge.config import ServerConfig
from edge.runtime.events import EventBoard
from kiosk_ui.desk import Desk, Pace, StoreName
from kiosk_ui.memory.bus import MemoryDispatch
from kiosk_ui.memory.lab import MemoryLab, Ticks
from kiosk_ui.memory.reads import MemoryLog, MemoryReads

SHOP = Shop(
    store_id="s001",
    name_zh="澄集·湖滨店",
    name_en="Chengji Lakeside",
    zone=ZoneInfo("Asia/Shanghai"),
    barriers={"lane-1": "barrier-1"},
    printers={"till-1": "printer-1"},
)
DEVICES = (
    LabDevice(device="scanner-1", kind="scanner", place="kiosk-1", plugged=True),
    LabDevice(
        device="eye-1", kind="scanner", place="kiosk-1", plugged=True, view=True, faults=("still", "black")
    ),
    LabDevice(device="printer-1", kind="printer", place="till-1", plugged=True),
    LabDevice(device="barrier-1", kind="barrier", place="lane-1", plugged=True, state="closed"),
    LabDevice(device="camera-1", kind="camera", place="lane-1", plugged=True),
    LabDevice(device="uplink", kind="line", place="", plugged=True),
)


class MemoryHealth(Ticks):
    """Health by part; a change ticks."""

    def __init__(self, *parts: str) -> None:
        super().__init__()
        self._parts = {part: Health(part=part, state="ok") for part in parts}

    def all(self) -> tuple[Health, ...]:
        return tuple(self._parts.values())

    def report(self, part: str, state: HealthState) -> None:
        self._parts[part] = Health(part=part, state=state)
        self.tick()


class MemoryDesk:
    """`desk` is what the screens get; the rest is for whoever plays the store."""

    def __init__(
        self, clock: Clock, new_secret: Callable[[], str], *, pictures: Path, screens: Path | None = None
    ) -> None:
        self.clock = clock
        self.reads = MemoryReads()
        self.log = MemoryLog()
        self.events = EventBoard()
        self.dispatch = MemoryDispatch(self.reads, self.events, clock)
        self.health = MemoryHealth("scanner-1", "printer-1", "wallet", "uplink")
        self.lab = MemoryLab(DEVICES)
        self.desk = Desk(
            dispatch=self.dispatch,
            events=self.events,
            reads=self.reads,
            log=self.log,
            clock=clock,
            shop=SHOP,
            server=ServerConfig(port=0),
            pictures=pictures,
            screens=screens,
            health=self.health.all,
            health_changed=self.health.changed,
            new_secret=new_secret,
            kiosks=("kiosk-1", "kiosk-2"),
            tills=("till-1", "till-2"),
            scanners={"kiosk-1": "scanner-1"},
            printers={"till-1": "printer-1"},
            wallet="wallet",
            stores={"s002": StoreName(name_zh="澄集·江岸店", name_en="Chengji Riverbank")},
            lab=self.lab,
            demo=True,
            pace=Pace(board_s=0.05, till_s=0.01, close_s=0.2, send_s=0.5),
        )

    def as_run(self, *, first_code: str = "") -> Desk:
        """The same desk in a real store: no lab, and staff must sign in."""
        return msgspec.structs.replace(self.desk, lab=None, demo=False, first_code=first_code)
