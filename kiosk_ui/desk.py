"""What the screens are given: every door of the store they may use, as one struct."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import msgspec

from edge.app.context import Shop
from edge.app.ports import (
    Clock,
    Dispatch,
    Events,
    Health,
    HealthState,
    Lab,
    MemberFinder,
    OrderFinder,
    Phones,
    StockFinder,
    Texts,
)
from edge.app.reads import LogReads, Reads
from edge.config import ServerConfig

WORKS: frozenset[HealthState] = frozenset({"starting", "ok", "degraded"})


class StoreName(msgspec.Struct, frozen=True, kw_only=True):
    """How another store of the chain is called."""

    name_zh: str
    name_en: str


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long the live views wait, in seconds. A client that takes no frame for `send_s` is dropped;
    `board_s` and `till_s` are the least time between two of their frames, a kiosk has none.
    """

    send_s: float = 5.0
    heartbeat_s: float = 15.0
    refresh_s: float = 30.0
    board_s: float = 0.5
    till_s: float = 0.1
    close_s: float = 1.0


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The ports of the screens.

    `kiosks` and `tills` are place ids, the first is the default. `scanners` and `printers` map a place to
    the health part of its device, `wallet` is the gateway's ('' for none). `health_changed` ticks after
    changes. `new_secret` makes an unguessable token. `first_code` is what a run without a manager printed,
    '' where there is one. `finder` asks the centre for members, `stock` for who has a thing, `sold` for
    orders; `texts` sends codes, `phones` are the lab's. `screens` is the folder of the built pages, None when
    they were not built.
    """

    dispatch: Dispatch
    events: Events
    reads: Reads
    log: LogReads
    clock: Clock
    shop: Shop
    server: ServerConfig
    pictures: Path
    screens: Path | None
    health: Callable[[], tuple[Health, ...]]
    health_changed: Callable[[], AbstractAsyncContextManager[AsyncIterator[None]]]
    new_secret: Callable[[], str]
    kiosks: tuple[str, ...]
    tills: tuple[str, ...]
    scanners: Mapping[str, str] = {}
    printers: Mapping[str, str] = {}
    wallet: str = ""
    stores: Mapping[str, StoreName] = {}
    lab: Lab | None = None
    finder: MemberFinder | None = None
    stock: StockFinder | None = None
    sold: OrderFinder | None = None
    texts: Texts | None = None
    phones: Phones | None = None
    demo: bool = False
    first_code: str = ""
    pace: Pace = Pace()

    def works(self, part: str) -> bool:
        """Whether a health part can be counted on; a part nobody named does not exist."""
        return any(health.part == part and health.state in WORKS for health in self.health())
