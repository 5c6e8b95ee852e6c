"""Coupons at both centres: given once, told to the stores until they are used."""

import msgspec
import pytest

from edge.domain.coupon import Coupon, CouponUse, CouponUsed
from edge.errors import Rejected
from sync.hub.ports import Hub
from tests.sync.hubs import clock, hub
from tests.sync.member_store import Store

__all__ = ["clock", "hub"]
A, B = (f"{n:032x}" for n in (10, 11))


async def test_coupons_are_told_until_used_and_a_second_use_is_seen(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.moves(A, 1)
    wish = Coupon(
        coupon_id="",
        title_zh="满减",
        title_en="Off",
        off_fen=300,
        least_fen=1_000,
        until_ms=one.clock.now_ms() + 1_000,
    )
    given = await hub.members.grant(A, wish, by="许")
    assert (await two.cards())[A].coupons == (given,)
    for store in (one, two):
        use = CouponUse(
            coupon_id=given.coupon_id,
            member_id=A,
            order_id=store.name,
            off_fen=300,
            at_ms=store.clock.now_ms(),
        )
        await store.tell(CouponUsed(use=use), CouponUsed(use=use))
        assert (await two.cards())[A].coupons == ()
    (row,) = (await hub.members.sheet(A)).coupons
    assert (row.coupon, row.given_ms, row.given_by) == (given, one.clock.now_ms(), "许")
    assert [(use.store, use.order_id) for use in row.uses] == [("s001", "s001"), ("s002", "s002")]
    for wrong in ({"off_fen": 0}, {"off_fen": 2_000}, {"until_ms": 1}, {"title_zh": ""}):
        with pytest.raises(Rejected, match="coupon"):
            await hub.members.grant(A, msgspec.structs.replace(wish, **wrong), by="许")


async def test_a_coupon_under_one_id_is_given_once(hub: Hub, one: Store, two: Store) -> None:
    await one.verifies(A)
    await two.verifies(B, phone="15400001052")
    until_ms = one.clock.now_ms() + 30 * 86_400_000
    wish = Coupon(
        coupon_id="c1", title_zh="满减", title_en="Off", off_fen=300, least_fen=1_000, until_ms=until_ms
    )
    given = await hub.members.grant(A, wish, by="许")
    assert given == wish
    one.clock.now_s += 5
    late = msgspec.structs.replace(wish, until_ms=until_ms + 5_000)
    assert await hub.members.grant(A, late, by="沈") == given
    with pytest.raises(Rejected, match="key_reused"):
        await hub.members.grant(B, wish, by="许")
    for other in ({"off_fen": 400}, {"title_en": "Gift"}, {"until_ms": until_ms + 86_400_000}):
        with pytest.raises(Rejected, match="key_reused"):
            await hub.members.grant(A, msgspec.structs.replace(wish, **other), by="许")
    (row,) = (await hub.members.sheet(A)).coupons
    assert (row.coupon, row.given_by) == (given, "许")
    assert (await hub.members.sheet(B)).coupons == ()
