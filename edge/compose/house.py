"""The store's doors as the parts are given them, whatever stands behind: the file, or memory in a test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from edge.app.context import Shop
from edge.app.ports import Dispatch, Events
from edge.app.reads import LogReads, Reads
from edge.config import Config
from edge.domain.member import MemberPolicy
from edge.runtime.chores import Room
from edge.runtime.clock import SystemClock

Appended = Callable[[int], None]  # the log's newest seq; called from any thread


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`backup` copies the file, blocking; `on_append` names who is woken when the log grows.
    `transactions` counts the commits, each one sync of the disk. `mark` notes beside the file how far it is
    acknowledged; `file_older`: it was, when the file was opened, and a new log was begun.

    `working` never ends by itself, but with the bug that stopped the store's own thread.
    """

    dispatch: Dispatch
    events: Events
    reads: Reads
    log: LogReads
    shop: Shop
    clock: SystemClock
    working: asyncio.Future[None]
    backup: Callable[[Path], None]
    on_append: Callable[[Appended], None]
    transactions: Callable[[], int]
    room: Room
    mark: Callable[[], Awaitable[None]]
    file_older: bool


class Bus:
    """The core part that ends the process when the store's thread has stopped."""

    name = "bus"

    def __init__(self, house: House) -> None:
        self._house = house

    async def run(self) -> None:
        await asyncio.shield(self._house.working)


OpenHouse = Callable[[Config, SystemClock], AbstractAsyncContextManager[House]]


def shop_of(config: Config) -> Shop:
    """What handlers know of the configuration."""
    store = config.store
    return Shop(
        store_id=store.id,
        name_zh=store.name_zh,
        name_en=store.name_en,
        zone=ZoneInfo(store.zone),
        barriers=config.family("barrier"),
        printers=config.family("printer"),
        counters=frozenset(place.id for place in config.places if place.kind != "kiosk"),
        members=MemberPolicy(
            offline_fen=config.members.offline_fen_per_day, fresh_ms=1000 * config.members.fresh_s
        ),
        centre=config.centre is not None,
        auto_accept=config.tasks.auto_accept,
        safety_stock=config.tasks.safety_stock,
        codes=config.codes,
    )
