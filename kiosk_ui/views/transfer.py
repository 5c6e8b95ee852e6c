"""Goods between this store and others, as the till shows them."""

from __future__ import annotations

from typing import Literal

from edge.domain.transfer import TransferState
from kiosk_ui.views.goods import GoodsLine
from kiosk_ui.views.view import View


class TransferRow(View, frozen=True, kw_only=True):
    """`way` out: this store sends; in: it receives. `store` is the other one, `pieces` what is asked for, of
    which so many were sent and received; `fewer` or `more` came in than were sent. `wished`: asked for here,
    and not yet known at the centre; `by` who asked.
    """

    transfer_id: str
    way: Literal["out", "in"]
    store: str
    store_zh: str
    store_en: str
    state: TransferState
    lines: int
    pieces: int
    sent: int
    received: int
    fewer: int
    more: int
    asked_ms: int
    sent_ms: int
    received_ms: int
    reason: str
    by: str
    wished: bool


class TransfersView(View, frozen=True, kw_only=True):
    """Open ones, the longest waiting first, and those lately ended, the latest first."""

    open: tuple[TransferRow, ...]
    ended: tuple[TransferRow, ...]
    now_ms: int


class TransferLineView(GoodsLine, frozen=True, kw_only=True):
    """`missing` pieces were sent and not counted in; below zero, more came than was sent."""

    quantity: int
    sent: int
    received: int
    missing: int


class TransferView(View, frozen=True, kw_only=True):
    transfer: TransferRow
    lines: tuple[TransferLineView, ...]


class GoodsRow(GoodsLine, frozen=True, kw_only=True):
    """One size and colour that may be asked of another store; `here` can be taken now."""

    here: int


class GoodsView(View, frozen=True, kw_only=True):
    """What was found, best first; more where `more`."""

    goods: tuple[GoodsRow, ...]
    more: bool
