"""Who stands at a place, masked, and what they may spend."""

from __future__ import annotations

from edge.domain.member import Proof
from edge.domain.profile import Level
from kiosk_ui.views.view import View


class CouponView(View, frozen=True, kw_only=True):
    """`counts`: it may be taken now, the basket is large enough; `later`: not before the centre answers."""

    coupon_id: str
    title_zh: str
    title_en: str
    off_fen: int
    least_fen: int
    until_ms: int
    counts: bool
    later: bool


class MemberView(View, frozen=True, kw_only=True):
    """A typed phone shows nothing but its own ends; `proven` says whether the rest is told. `known`: this
    store has heard of the person. `points` is the balance, `may` what this basket may take of it now;
    `fresh`: the centre was asked lately, at `heard_ms`. `texts`: a code can be sent to the phone.
    """

    member_id: str
    proof: Proof
    proven: bool
    known: bool
    verified: bool
    name: str
    phone: str
    level: Level
    consent: bool
    points: int
    may: int
    fresh: bool
    heard_ms: int
    coupons: tuple[CouponView, ...]
    texts: bool
