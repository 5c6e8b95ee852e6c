"""The live pages as a whole: kiosk, till, lab."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from edge.app.reads import OrderFile
from edge.domain.contact import mask_phone
from edge.domain.member import MemberFile
from edge.domain.order import OrderState
from edge.domain.shelf import Notice, Shelf
from edge.domain.staff import StaffMember
from kiosk_ui.desk import Desk
from kiosk_ui.present.order import queue_row
from kiosk_ui.views.catalog import ProductView
from kiosk_ui.views.kiosk import KioskView
from kiosk_ui.views.lab import LabMember, LabView
from kiosk_ui.views.member import MemberView
from kiosk_ui.views.order import OrderView
from kiosk_ui.views.task import TaskView
from kiosk_ui.views.till import QueueName, TillView
from kiosk_ui.views.transfer import TransfersView

PARKED: tuple[OrderState, ...] = ("parked",)
PAID: tuple[OrderState, ...] = ("paid",)
ENDED: tuple[OrderState, ...] = ("done", "refunded", "cancelled")
QUEUES: tuple[tuple[QueueName, tuple[OrderState, ...], int], ...] = (
    ("parked", PARKED, 100),
    ("paid", PAID, 100),
    ("done", ENDED, 20),
)


def kiosk_view(
    desk: Desk,
    shelf: Shelf,
    *,
    shown: ProductView | None,
    order: OrderView | None,
    member: MemberView | None,
    now_ms: int,
) -> KioskView:
    """A kiosk without a scanner has none that could fail."""
    scanner = desk.scanners.get(shelf.place, "")
    return KioskView(
        place=shelf.place,
        store_zh=desk.shop.name_zh,
        store_en=desk.shop.name_en,
        demo=desk.demo,
        shown=shown,
        shown_sku=shelf.sku if shown else "",
        scanned_ms=shelf.scanned_ms,
        notice=shelf.notice,
        order=order,
        member=member,
        wallet_ok=bool(desk.wallet) and desk.works(desk.wallet),
        scanner_ok=not scanner or desk.works(scanner),
        now_ms=now_ms,
    )


def till_view(
    desk: Desk,
    place: str,
    staff: StaffMember,
    queues: Iterable[tuple[OrderFile, ...]],
    *,
    member: MemberView | None,
    tasks: tuple[TaskView, ...],
    transfers: TransfersView,
    notices: tuple[Notice, ...],
) -> TillView:
    """`queues` are read as `QUEUES` says: so many of each at most."""
    parked, paid, done = rows = tuple(tuple(map(queue_row, queue)) for queue in queues)
    printer = desk.printers.get(place, "")
    return TillView(
        place=place,
        zone=desk.shop.zone.key,
        staff_name=staff.name,
        role=staff.role,
        parked=parked,
        paid=paid,
        done=done,
        full=tuple(name for (name, _, most), found in zip(QUEUES, rows, strict=True) if len(found) >= most),
        member=member,
        tasks=tasks,
        transfers=transfers.open,
        transfers_ended=transfers.ended,
        notices=notices,
        printer_ok=bool(printer) and desk.works(printer),
        now_ms=desk.clock.now_ms(),
    )


def lab_view(desk: Desk, members: Iterable[MemberFile], *, now_ms: int) -> LabView:
    """`papers` changes its number whenever a printer's paper does."""
    devices = tuple(desk.lab.devices()) if desk.lab else ()
    papers = {one.device: desk.lab.paper(one.device) for one in devices if desk.lab and one.kind == "printer"}
    return LabView(
        store_zh=desk.shop.name_zh,
        store_en=desk.shop.name_en,
        devices=devices,
        members=tuple(
            LabMember(
                member_id=one.profile.member_id,
                name=one.member.name,
                phone=mask_phone(one.member.phone),
                level=one.profile.level,
            )
            for one in (members if desk.phones is not None else ())
        ),
        messages=tuple(desk.phones.messages()) if desk.phones is not None else (),
        papers={device: zlib.crc32(paper.encode()) for device, paper in papers.items()},
        now_ms=now_ms,
    )
