"""What a place shows: the session of one kiosk or till between two shoppers."""

from __future__ import annotations

import msgspec

from edge.domain.member import Proof
from edge.domain.message import Command, Event

HEARD_MAX = 16  # more than a gun reads between two looks of a page


class ScanCode(Command, frozen=True, kw_only=True):
    """A code read at the actor's place. `symbology` is an AIM id or a decoder's format name."""

    text: str
    symbology: str = ""


class ShowProduct(Command, frozen=True, kw_only=True):
    """A shopper opened a product on the page."""

    product_id: str
    sku: str = ""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence for the page: a translated `code` and what fills it."""

    code: str
    text: str = ""
    at_ms: int = 0


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """The session row of a place. `scanned_ms` changes with every scan, so that a page can tell two apart.
    `member_id` stands here, known by `proof`. `heard` are a counter's last notices, oldest first, no two of
    one `at_ms`: scans may be quicker than its page looks.
    """

    place: str
    order_id: str = ""
    product_id: str = ""
    sku: str = ""
    scanned_ms: int = 0
    notice: Notice | None = None
    heard: tuple[Notice, ...] = ()
    member_id: str = ""
    proof: Proof = ""
    version: int = 0


class ShelfChanged(Event, frozen=True, kw_only=True):
    """Not logged for the centre."""

    shelf: Shelf


class CodeRefused(Event, frozen=True, kw_only=True):
    """A scan that is no product here; `reason` as in `Barcode.reason`, or 'unknown'."""

    place: str
    text: str
    reason: str
