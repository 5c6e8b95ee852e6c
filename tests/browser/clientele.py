"""The members of the invented trade, and the workers of its centre; none of it is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.coupon import Coupon, CouponUse, CouponUsed
from edge.domain.member import MemberErased
from edge.domain.order import OrderPaid
from edge.domain.points import PointsEarned, PointsMove, PointsReason, PointsSpent
from sync.hub.desk import WorkerStatus
from sync.hub.leases import WorkerName
from tests.sync.member_store import Store

if TYPE_CHECKING:
    from edge.domain.order import Order
    from sync.hub.ports import Hub
    from tests.sync.clock import SetClock

LIN, LIN_THERE, OWES, GONE = (f"0197a0c85b1e7d109b1e3f0a92b7cc{n:02x}" for n in (0x41, 0x52, 0x63, 0x74))
PHONE, OWES_PHONE, GONE_PHONE = "15400001037", "15400001074", "15400001112"
DAY_S = 86_400
LINES = 57  # of points: more than a page
BEATS = 4


class Clientele:
    """Lin, who joined in two stores; one who owes points; one who was erased while a store was cut off."""

    def __init__(self, hub: Hub, clock: SetClock) -> None:
        self._hub, self._clock = hub, clock
        self._stores = {name: Store(hub, clock, name) for name in ("s001", "s002", "s003")}

    async def joins(self, order: Order) -> None:
        """`order` is what Lin bought with the coupon."""
        one, two, three = self._stores.values()
        await one.verifies(LIN, name="林听澜", phone=PHONE, consent=True, level="gold")
        await two.verifies(LIN_THERE, name="林听澜", phone=PHONE)
        await two.verifies(OWES, name="周晚晴", phone=OWES_PHONE)
        for store in (one, two, three):
            await store.verifies(GONE, name="方知微", phone=GONE_PHONE)
        given = await self._hub.members.grant(
            LIN, _coupon(self._clock, "开业礼", "Opening gift"), by="许知行"
        )
        await self._hub.members.grant(LIN, _coupon(self._clock, "生日礼", "Birthday gift"), by="许知行")
        use = CouponUse(
            coupon_id=given.coupon_id,
            member_id=LIN,
            order_id=order.order_id,
            off_fen=given.off_fen,
            at_ms=self._clock.now_ms(),
        )
        bought = msgspec.structs.replace(order, member_id=LIN)
        await one.tell(OrderPaid(order=bought), CouponUsed(use=use))
        for line in range(LINES):
            self._clock.now_s += 600
            store = two if line % 4 == 3 else one
            spent = line % 9 == 8
            await store.tell(_moved(store, LIN, f"{line:03}", -120 if spent else 30 + line))
        await two.tell(_moved(two, OWES, "a", 40))
        await one.tell(_moved(one, OWES, "b", -60, capped=True))

    async def goes(self) -> None:
        """Two stores answer at once; the third was cut off just before."""
        one, two, _ = self._stores.values()
        await self._hub.members.erase(GONE, "asked", why="工单 2026-118", by="许知行")
        for store in (one, two):
            self._clock.now_s += 2
            await store.tell(store.word(MemberErased, GONE, erased=True))  # type: ignore[arg-type]

    async def serves(self) -> None:
        """Two workers share the shards."""
        names = [WorkerName(worker=f"hub.{n}f2c", host=f"centre-{n}", pid=4100 + n) for n in (1, 2)]
        hands = [
            (self._hub.leases(name), WorkerStatus(commits=800, events=9_412, events_s=11.4)) for name in names
        ]
        serving = [frozenset[int](), frozenset[int]()]
        for _ in range(BEATS):
            for n, (leases, status) in enumerate(hands):
                serving[n] = await leases.beat(serving[n], status)


def _coupon(clock: SetClock, title_zh: str, title_en: str) -> Coupon:
    until_ms = clock.now_ms() + 30 * DAY_S * 1000
    return Coupon(
        coupon_id="", title_zh=title_zh, title_en=title_en, off_fen=2_000, least_fen=20_000, until_ms=until_ms
    )


def _moved(
    store: Store, member_id: str, ref: str, points: int, *, capped: bool = False
) -> PointsEarned | PointsSpent:
    reason: PointsReason = "earn" if points > 0 else "spend"
    move = PointsMove(
        member_id=member_id, reason=reason, ref=ref, points=points, at_ms=store.clock.now_ms(), capped=capped
    )
    return PointsEarned(move=move) if points > 0 else PointsSpent(move=move)
