"""Everything one kiosk shows."""

from __future__ import annotations

from edge.domain.shelf import Notice
from kiosk_ui.views.catalog import ProductView
from kiosk_ui.views.member import MemberView
from kiosk_ui.views.order import OrderView
from kiosk_ui.views.view import View


class KioskView(View, frozen=True, kw_only=True):
    """Everything one kiosk shows, pushed whole with every revision. A new `scanned_ms` opens `shown`.
    `member` goes with the shopper. Order state 'paying' shows the QR; 'paid' and 'parked' show the number
    until the page sends /api/kiosk/leave.
    """

    place: str
    store_zh: str
    store_en: str
    demo: bool
    shown: ProductView | None
    shown_sku: str
    scanned_ms: int
    notice: Notice | None
    order: OrderView | None
    member: MemberView | None
    wallet_ok: bool
    scanner_ok: bool
    now_ms: int
