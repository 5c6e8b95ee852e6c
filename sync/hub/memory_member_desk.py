"""Members as a centre in memory answers for them, by the rules of `member_desk.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.profile import gone
from edge.errors import Rejected
from sync.hub import erasures
from sync.hub.desk import OrderRow
from sync.hub.member_sheet import (
    COUPONS_SHOWN,
    MOVES_SHOWN,
    CouponRow,
    Erasing,
    ErasureRow,
    MoveRow,
    UseRow,
)
from sync.hub.members import Erased, again, checked, row, sheet, sought
from sync.hub.memory_members import MemoryMembers

if TYPE_CHECKING:
    from edge.domain.coupon import Coupon
    from edge.domain.member_code import ChainKey
    from sync.hub.member_sheet import EraseCode, MemberRow, MemberSheet
    from sync.hub.members import Standing
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.hub.memory_shop import MemoryShop
    from sync.ports import Clock


class MemoryMemberDesk(MemoryMembers):
    """Implements `sync.hub.ports.Members`."""

    def __init__(self, feeds: MemoryFeeds, shop: MemoryShop, clock: Clock, chain: ChainKey | None) -> None:
        super().__init__(feeds, shop, clock, chain)
        self.decided: dict[str, Erasing] = {}

    async def rows(self, text: str, *, limit: int = 100) -> tuple[MemberRow, ...]:
        wanted = sought(text, self.keys, self._clock.now_ms())
        everybody = not wanted.start and not wanted.phone
        meant = {
            member.profile.alias_of or one
            for one, member in self.people.items()
            if everybody
            or (wanted.start and one.startswith(wanted.start))
            or (wanted.phone and member.phone == wanted.phone)
        }
        return self._masked(meant)[:limit]

    async def overdrawn(self, *, limit: int = 100) -> tuple[MemberRow, ...]:
        roots = {one for one, member in self.people.items() if not member.profile.alias_of}
        return tuple(one for one in self._masked(roots) if one.overdrawn)[:limit]

    async def sheet(self, member_id: str, *, skip: int = 0) -> MemberSheet:
        standing = self._standing(member_id)
        erased = Erased()
        if standing.member.profile.erased:
            told = [self.decided[one] for one in _ids(standing) if one in self.decided]
            erased = Erased(erasing=min(told, key=_at_ms, default=None), gone=self._gone(standing))
        coupons = sorted(
            (held for owner, held in self.coupons.values() if owner in _ids(standing)),
            key=lambda one: (-one.coupon.until_ms, one.coupon.coupon_id),
        )
        return sheet(
            standing,
            self._ledger(standing)[skip : skip + MOVES_SHOWN],
            tuple(self._with_uses(one) for one in coupons[:COUPONS_SHOWN]),
            erased,
            self._clock.now_ms(),
        )

    async def orders(self, member_id: str, *, limit: int = 100) -> tuple[OrderRow, ...]:
        ids = _ids(self._standing(member_id))
        found = [
            msgspec.convert({"store": told.store, **msgspec.to_builtins(told.order)}, OrderRow)
            for told in self._shop.told_orders.values()
            if told.order.member_id in ids
        ]
        return tuple(sorted(found, key=lambda one: (one.opened_ms, one.order_id), reverse=True)[:limit])

    async def erase(self, member_id: str, code: EraseCode, *, why: str, by: str) -> None:
        standing = self._standing(member_id)
        root, now_ms = standing.member.profile.member_id, self._clock.now_ms()
        clean = erasures.reasoned(code, why, standing.member)
        if standing.member.profile.erased:
            raise Rejected("member_erased", member=member_id)
        self.decided[root] = Erasing(code=code, why=clean, by=by, at_ms=now_ms)
        self.tell(self.write([gone(root)]), now_ms)

    async def erasures(self, *, limit: int = 100) -> tuple[ErasureRow, ...]:
        now_ms = self._clock.now_ms()
        found = []
        for root, erasing in self.decided.items():
            known = self.standings([root], now_ms)  # nobody, where a backup knew nothing of them
            reach = [erasures.reach(one.seen, self._gone(one), now_ms) for one in known]
            found.append(ErasureRow(member_id=root, erasing=erasing, reach=reach[0] if reach else ()))
        return tuple(erasures.open_first(found)[:limit])

    async def grant(self, member_id: str, coupon: Coupon, *, by: str) -> Coupon:
        now_ms = self._clock.now_ms()
        coupon_id = coupon.coupon_id or self._clock.new_id()
        given = checked(msgspec.structs.replace(coupon, coupon_id=coupon_id), now_ms)
        standing = self._standing(member_id)
        if standing.member.profile.erased:
            raise Rejected("no_member", member=member_id)
        if coupon_id in self.coupons:
            owner, known = self.coupons[coupon_id]
            if owner not in _ids(standing):
                raise Rejected("key_reused")
            return again(known, given, now_ms)
        held = CouponRow(coupon=given, given_ms=now_ms, given_by=by)
        self.coupons[given.coupon_id] = (standing.member.profile.member_id, held)
        self.tell([member_id], now_ms)
        return given

    async def code(self, member_id: str) -> str:
        if self._chain is None:
            raise Rejected("no_chain_key")
        standing = self._standing(member_id)
        if standing.member.profile.erased:
            raise Rejected("no_member", member=member_id)
        return self._chain.code(standing.member.profile.member_id, self._clock.now_ms())

    def _masked(self, roots: set[str]) -> tuple[MemberRow, ...]:
        standing = self.standings(roots, self._clock.now_ms())
        return tuple(sorted(map(row, standing), key=lambda one: one.member_id, reverse=True))

    def _ledger(self, standing: Standing) -> tuple[MoveRow, ...]:
        """All lines, the latest first, each with the balance after it."""
        ids, balance = _ids(standing), 0
        mine = [one for one in self.moves.values() if one.move.member_id in ids]
        found = []
        for one in sorted(mine, key=lambda one: (one.move.at_ms, one.store, one.move.reason, one.move.ref)):
            balance += one.move.points
            found.append(
                MoveRow(
                    store=one.store,
                    reason=one.move.reason,
                    ref=one.move.ref,
                    points=one.move.points,
                    at_ms=one.move.at_ms,
                    capped=one.move.capped,
                    balance=balance,
                )
            )
        return tuple(reversed(found))

    def _with_uses(self, held: CouponRow) -> CouponRow:
        mine = [one for one in self.uses.values() if one.use.coupon_id == held.coupon.coupon_id]
        uses = [UseRow(store=one.store, order_id=one.use.order_id, at_ms=one.use.at_ms) for one in mine]
        ordered = sorted(uses, key=lambda one: (one.at_ms, one.store, one.order_id))
        return msgspec.structs.replace(held, uses=tuple(ordered))

    def _gone(self, standing: Standing) -> dict[str, int]:
        """Which stores said that a person is gone there, and when."""
        found: dict[str, int] = {}
        for (one, store), at_ms in self.gone_in.items():
            if one in _ids(standing):
                found[store] = min(at_ms, found.get(store, at_ms))
        return found

    def _standing(self, member_id: str) -> Standing:
        found = self.standings([member_id], self._clock.now_ms())
        if not found:
            raise Rejected("no_member", member=member_id)
        return found[0]


def _ids(standing: Standing) -> set[str]:
    return {standing.member.profile.member_id, *standing.aliases}


def _at_ms(erasing: Erasing) -> int:
    return erasing.at_ms
