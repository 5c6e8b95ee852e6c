"""How each live page is read from the store."""

from __future__ import annotations

import asyncio
from typing import Protocol

from edge.app.reads import OrderFile, Session
from edge.domain.message import Event
from kiosk_ui.desk import Desk
from kiosk_ui.live.interest import board_sees, changes_member, kiosk_sees, till_sees
from kiosk_ui.pictures import Pictures
from kiosk_ui.present import transfer
from kiosk_ui.present.board import Glance, board_view
from kiosk_ui.present.catalog import product_view
from kiosk_ui.present.member import member_view
from kiosk_ui.present.order import order_view
from kiosk_ui.present.pages import ENDED, PAID, PARKED, QUEUES, kiosk_view, lab_view, till_view
from kiosk_ui.present.task import OPEN, OPEN_MAX, task_view
from kiosk_ui.views.board import BoardView
from kiosk_ui.views.kiosk import KioskView
from kiosk_ui.views.lab import LabView
from kiosk_ui.views.order import OrderView
from kiosk_ui.views.till import TillView
from kiosk_ui.views.transfer import TransfersView

RECENT_MAX = 12
UNANSWERED_MAX = 50

LiveView = KioskView | TillView | BoardView | LabView


class Scene(Protocol):
    """One live page. Scenes of one `key` show the same; `pause_s` is the least time between two builds."""

    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def pause_s(self) -> float: ...
    async def build(self) -> LiveView: ...
    def sees(self, event: Event) -> bool: ...


class KioskScene:
    pause_s = 0.0

    def __init__(self, desk: Desk, pictures: Pictures, place: str) -> None:
        self.key = ("kiosk", place)
        self._desk = desk
        self._pictures = pictures
        self._place = place
        self._order_id = ""
        self._product_id = ""
        self._skus: frozenset[str] = frozenset()
        self._member = False

    async def build(self) -> KioskView:
        sight = await self._desk.reads.sight(self._place)
        shelf, desk = sight.shelf, self._desk
        shown = product_view(sight.shown, desk.stores) if sight.shown else None
        order = await self._order(sight.order) if sight.order else None
        at = await desk.reads.member_at(self._place) if shelf.member_id else None
        basket = sight.order.order if sight.order else None
        self._member = at is not None
        self._order_id, self._product_id = shelf.order_id, shelf.product_id
        self._skus = frozenset(variant.sku for variant in shown.variants) if shown else frozenset()
        return kiosk_view(
            desk,
            shelf,
            shown=shown,
            order=order,
            member=member_view(at, basket, texts=desk.texts is not None),
            now_ms=desk.clock.now_ms(),
        )

    def sees(self, event: Event) -> bool:
        return kiosk_sees(
            event,
            place=self._place,
            order_id=self._order_id,
            product_id=self._product_id,
            skus=self._skus,
            member=self._member,
        )

    async def _order(self, file: OrderFile) -> OrderView:
        pictures = await self._pictures.of(file.order.lines)
        return order_view(file, pictures, now_ms=self._desk.clock.now_ms())


class TillScene:
    def __init__(self, desk: Desk, pictures: Pictures, place: str, session: Session) -> None:
        self.pause_s = desk.pace.till_s
        self.key = ("till", place, session.staff.staff_id, session.staff.role)
        self._desk = desk
        self._pictures = pictures
        self._place = place
        self._staff = session.staff
        self._member = False

    async def build(self) -> TillView:
        reads = self._desk.reads
        shelf, files, at, queues = await asyncio.gather(
            reads.at(self._place),
            reads.tasks_waiting(OPEN, limit=OPEN_MAX),
            reads.member_at(self._place),
            asyncio.gather(*(reads.queue(states, limit=most) for _, states, most in QUEUES)),
        )
        self._member = at is not None
        pictures = await self._pictures.of(line for file in files for line in file.task.lines)
        return till_view(
            self._desk,
            self._place,
            self._staff,
            queues,
            member=member_view(at, None, texts=False, staff=True),
            tasks=tuple(task_view(file, pictures) for file in files),
            transfers=await transfers(self._desk),
            notices=shelf.heard,
        )

    def sees(self, event: Event) -> bool:
        return till_sees(event, place=self._place, member=self._member)


class BoardScene:
    key = ("board",)

    def __init__(self, desk: Desk) -> None:
        self.pause_s = desk.pace.board_s
        self._desk = desk

    async def build(self) -> BoardView:
        return board_view(await glance(self._desk), self._desk.shop)

    def sees(self, event: Event) -> bool:
        return board_sees(event)


class LabScene:
    key = ("lab",)
    pause_s = 0.0

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def build(self) -> LabView:
        members = await self._desk.reads.member_names() if self._desk.phones is not None else ()
        return lab_view(self._desk, members, now_ms=self._desk.clock.now_ms())

    def sees(self, event: Event) -> bool:
        """The bench ticks by itself; whose phones lie on it, the centre says."""
        return changes_member(event)


async def transfers(desk: Desk) -> TransfersView:
    """What is open and what lately ended, as the till shows it."""
    opened, ended = await asyncio.gather(
        desk.reads.transfers(transfer.OPEN, limit=transfer.OPEN_MAX),
        desk.reads.transfers_ended(limit=transfer.ENDED_MAX),
    )
    here, now_ms = desk.shop.store_id, desk.clock.now_ms()
    return transfer.transfers_view(opened, ended, desk.stores, here=here, now_ms=now_ms)


async def glance(desk: Desk) -> Glance:
    """What the board, /health and /metrics are drawn from."""
    reads, log = desk.reads, desk.log
    today, unanswered, lanes, recent, waiting, origins = await asyncio.gather(
        reads.today(),
        reads.unanswered(limit=UNANSWERED_MAX),
        reads.lanes(),
        reads.queue((*PARKED, *PAID, *ENDED), limit=RECENT_MAX),
        log.waiting(),
        log.origins(),
    )
    return Glance(
        today=today,
        waiting=waiting,
        origins=origins,
        unanswered=unanswered,
        lanes=lanes,
        recent=recent,
        health=desk.health(),
        now_ms=desk.clock.now_ms(),
    )
