"""Members as pages show them: masked everywhere, and behind a typed phone nothing at all."""

from __future__ import annotations

from edge.app.reads import MemberAt
from edge.domain.contact import mask_phone
from edge.domain.member import PROVEN, mask_name
from edge.domain.order import Line, Order
from edge.domain.points import goods_fen, most
from kiosk_ui.views.member import CouponView, MemberView


def member_view(
    at: MemberAt | None, order: Order | None, *, texts: bool, staff: bool = False
) -> MemberView | None:
    """`order` is the basket here. Staff see the masked name of whom they typed in, a shopper does not."""
    if at is None:
        return None
    lines = order.lines if order is not None and order.state == "open" else ()
    proven, file = at.proof in PROVEN, at.file
    if file is None:
        return MemberView(
            member_id=at.member_id,
            proof=at.proof,
            proven=proven,
            known=False,
            verified=False,
            name="",
            phone="",
            level="basic",
            consent=False,
            points=0,
            may=0,
            fresh=False,
            heard_ms=0,
            coupons=(),
            texts=False,
        )
    member, profile = file.member, file.profile
    goods, off = _goods(lines), sum(line.coupon_fen for line in lines)
    return MemberView(
        member_id=at.member_id,
        proof=at.proof,
        proven=proven,
        known=True,
        verified=profile.verified,
        name=mask_name(member.name) if proven or staff else "",
        phone=mask_phone(member.phone),
        level=profile.level if proven or staff else "basic",
        consent=profile.consent,
        points=at.left if proven else 0,
        may=max(0, min(at.may, most(goods - off))) if proven else 0,
        fresh=at.fresh,
        heard_ms=file.heard_ms,
        coupons=_coupons(at, goods) if proven else (),
        texts=texts and bool(member.phone),
    )


def _coupons(at: MemberAt, goods: int) -> tuple[CouponView, ...]:
    return tuple(
        CouponView(
            coupon_id=one.coupon_id,
            title_zh=one.title_zh,
            title_en=one.title_en,
            off_fen=one.off_fen,
            least_fen=one.least_fen,
            until_ms=one.until_ms,
            counts=goods >= one.least_fen and one.coupon_id not in at.later,
            later=one.coupon_id in at.later,
        )
        for one in at.coupons
    )


def _goods(lines: tuple[Line, ...]) -> int:
    return sum(goods_fen(line) for line in lines)
