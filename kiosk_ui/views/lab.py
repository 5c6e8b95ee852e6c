"""The virtual devices, and what a picture held."""

from __future__ import annotations

from edge.app.ports import LabDevice, LabMessage
from edge.domain.profile import Level
from kiosk_ui.views.catalog import CardView
from kiosk_ui.views.view import View


class LabMember(View, frozen=True, kw_only=True):
    """Whose phone can be held before a scanner; the names of a demo are invented."""

    member_id: str
    name: str
    phone: str
    level: Level


class LabView(View, frozen=True, kw_only=True):
    """The virtual devices, and the last codes each place's scanner read."""

    store_zh: str
    store_en: str
    devices: tuple[LabDevice, ...]
    papers: dict[str, int]
    members: tuple[LabMember, ...]
    messages: tuple[LabMessage, ...]
    now_ms: int


class FoundView(View, frozen=True, kw_only=True):
    """A code read in a dropped picture; `product` where it is one of ours, else `known` is false.

    `votes` is how many views of the picture gave it; an `offered` one was not confirmed and was not scanned.
    """

    text: str
    format: str
    corners: tuple[tuple[int, int], ...]
    known: bool
    reason: str
    votes: int
    offered: bool
    product: CardView | None = None
