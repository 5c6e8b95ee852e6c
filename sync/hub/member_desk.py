"""Members as PostgreSQL answers for them: who somebody is, their ledgers, erasing, coupons, fresh codes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.coupon import Coupon
from edge.domain.profile import gone
from edge.errors import Rejected
from sync.hub import erasures
from sync.hub.desk import OrderRow
from sync.hub.member_sheet import COUPONS_SHOWN, MOVES_SHOWN, CouponRow, Erasing, MemberSheet, MoveRow, UseRow
from sync.hub.members import Erased, again, card, checked, row, sheet, sought
from sync.hub.read_models import member_feeds, members
from sync.question import MemberFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.domain.member_code import ChainKey
    from sync.hub.database import Conn, Database
    from sync.hub.member_sheet import EraseCode, ErasureRow, MemberRow
    from sync.hub.members import Standing
    from sync.ports import Clock
    from sync.question import FindMember

LIMIT_MAX = 500
REHASH_ROWS = 1_000
_FIND = """
select root from member where member_id = $1 or ($2 <> '' and phone_hash = $2)
order by verified desc, member_id limit 1
"""
_SEARCH = """
select root from (
    select root, member_id from member where $1 <> '' and member_id >= $1 and member_id like $1 || '%'
    union
    select root, member_id from member join contact on contact.contact_id = 'member.' || member.member_id
    where $2 <> '' and contact.phone = $2
    union
    select root, member_id from member where $1 = '' and $2 = '' and root = member_id
) as found group by root order by root desc limit $3
"""
_OVERDRAWN = "select root from owing order by root desc limit $1"
_MOVES = """
select store, reason, ref, points, at_ms, capped, balance from (
    select *, sum(points) over (order by at_ms, store, reason, ref)::bigint as balance from points_move
    where member_id in (select member_id from member where root = $1)
) as ledger order by at_ms desc, store desc, reason desc, ref desc offset $2 limit $3
"""
_COUPONS = """
select coupon_id, title_zh, title_en, off_fen, least_fen, until_ms, given_ms, given_by from coupon
where member_id in (select member_id from member where root = $1) order by until_ms desc, coupon_id limit $2
"""
_COUPON = """
select coupon_id, title_zh, title_en, off_fen, least_fen, until_ms, given_ms from coupon
where coupon_id = $1 and member_id = any($2::text[])
"""
_GIVE = """
insert into coupon (coupon_id, member_id, title_zh, title_en, off_fen, least_fen, until_ms, given_ms,
    given_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning coupon_id
"""
_USES = """
select coupon_id, store, order_id, at_ms from coupon_use where coupon_id = any($1::text[])
order by at_ms, store, order_id
"""
_ORDERS = """
select order_id, store, number, state, channel, business_day, total_fen, paid_fen, refunded_fen,
    opened_ms, closed_ms, version
from orders where body ->> 'member_id' <> '' and body ->> 'member_id' = any($1::text[])
order by opened_ms desc, order_id desc limit $2
"""


class MemberDesk:
    """Implements `sync.hub.ports.Members`. Without `chain` no code is made, and nobody found by phone."""

    def __init__(self, database: Database, clock: Clock, chain: ChainKey | None) -> None:
        self._db, self._clock, self._chain = database, clock, chain
        self.keys = None if chain is None else chain.keys

    async def rehash(self) -> None:
        """After a change of the chain's key every phone is hashed with the new one."""
        while self.keys is not None:
            async with self._db.transaction() as conn:
                if await members.rehash(conn, self.keys, REHASH_ROWS) < REHASH_ROWS:
                    return

    async def find(self, store: str, ask: FindMember) -> MemberFound:
        now_ms = self._clock.now_ms()
        async with self._db.transaction() as conn:
            root = await conn.fetchval(_FIND, ask.member_id, ask.phone_hash)
            found = () if root is None else await member_feeds.standings(conn, [root], now_ms)
        if not found or found[0].member.profile.erased:
            return MemberFound(ask=ask.ask)
        return MemberFound(ask=ask.ask, card=card(found[0], store, now_ms))

    async def forget_unseen(self) -> int:
        async with self._db.transaction() as conn:
            return await member_feeds.forget_unseen(conn, self._clock.now_ms())

    async def rows(self, text: str, *, limit: int = 100) -> tuple[MemberRow, ...]:
        wanted = sought(text, self.keys, self._clock.now_ms())
        async with self._db.transaction() as conn:
            found = await conn.fetch(_SEARCH, wanted.start, wanted.phone, min(limit, LIMIT_MAX))
            return await self._masked(conn, [record["root"] for record in found])

    async def overdrawn(self, *, limit: int = 100) -> tuple[MemberRow, ...]:
        async with self._db.transaction() as conn:
            found = await conn.fetch(_OVERDRAWN, min(limit, LIMIT_MAX))
            rows = await self._masked(conn, [record["root"] for record in found])
        return tuple(one for one in rows if one.overdrawn)

    async def sheet(self, member_id: str, *, skip: int = 0) -> MemberSheet:
        async with self._db.transaction("repeatable_read") as conn:
            standing = await self._standing(conn, member_id)
            root, erased = _id(standing), standing.member.profile.erased
            moves = await conn.fetch(_MOVES, root, skip, MOVES_SHOWN)
            coupons = await _coupons(conn, root)
            erasing = await erasures.decided(conn, [root, *standing.aliases]) if erased else None
            gone_in = await erasures.gone_in(conn, root) if erased else {}
        return sheet(
            standing,
            tuple(msgspec.convert(dict(one), MoveRow) for one in moves),
            coupons,
            Erased(erasing=erasing, gone=gone_in),
            self._clock.now_ms(),
        )

    async def orders(self, member_id: str, *, limit: int = 100) -> tuple[OrderRow, ...]:
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
            ids = [_id(standing), *standing.aliases]
            found = await conn.fetch(_ORDERS, ids, min(limit, LIMIT_MAX))
        return tuple(msgspec.convert(dict(record), OrderRow) for record in found)

    async def erase(self, member_id: str, code: EraseCode, *, why: str, by: str) -> None:
        now_ms = self._clock.now_ms()
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
            clean = erasures.reasoned(code, why, standing.member)
            if standing.member.profile.erased:
                raise Rejected("member_erased", member=member_id)
            erasing = Erasing(code=code, why=clean, by=by, at_ms=now_ms)
            await erasures.decide(conn, _id(standing), erasing)
            changed = await members.write(conn, [gone(_id(standing))], self.keys)
            await member_feeds.tell(conn, changed, self.keys, now_ms)

    async def erasures(self, *, limit: int = 100) -> tuple[ErasureRow, ...]:
        async with self._db.transaction("repeatable_read") as conn:
            return await erasures.rows(conn, limit, self._clock.now_ms())

    async def grant(self, member_id: str, coupon: Coupon, *, by: str) -> Coupon:
        now_ms = self._clock.now_ms()
        coupon_id = coupon.coupon_id or self._clock.new_id()
        given = checked(msgspec.structs.replace(coupon, coupon_id=coupon_id), now_ms)
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
            if standing.member.profile.erased:
                raise Rejected("no_member", member=member_id)
            new = await conn.fetchval(
                _GIVE,
                given.coupon_id,
                _id(standing),
                given.title_zh,
                given.title_en,
                given.off_fen,
                given.least_fen,
                given.until_ms,
                now_ms,
                by,
            )
            if new is None:
                known = await _coupon(conn, coupon_id, [_id(standing), *standing.aliases])
                return again(known, given, now_ms)
            await member_feeds.tell(conn, [_id(standing)], self.keys, now_ms)
        return given

    async def code(self, member_id: str) -> str:
        if self._chain is None:
            raise Rejected("no_chain_key")
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
        if standing.member.profile.erased:
            raise Rejected("no_member", member=member_id)
        return self._chain.code(_id(standing), self._clock.now_ms())

    async def _masked(self, conn: Conn, roots: Sequence[str]) -> tuple[MemberRow, ...]:
        standing = await member_feeds.standings(conn, roots, self._clock.now_ms())
        return tuple(row(one) for one in sorted(standing, key=_id, reverse=True))

    async def _standing(self, conn: Conn, member_id: str) -> Standing:
        found: Sequence[Standing] = await member_feeds.standings(conn, [member_id], self._clock.now_ms())
        if not found:
            raise Rejected("no_member", member=member_id)
        return found[0]


def _id(standing: Standing) -> str:
    return standing.member.profile.member_id


async def _coupon(conn: Conn, coupon_id: str, ids: Sequence[str]) -> CouponRow:
    """`Rejected('key_reused')` where it is of somebody else."""
    found = await conn.fetchrow(_COUPON, coupon_id, ids)
    if found is None:
        raise Rejected("key_reused")
    return CouponRow(coupon=msgspec.convert(dict(found), Coupon), given_ms=found["given_ms"])


async def _coupons(conn: Conn, root: str) -> tuple[CouponRow, ...]:
    """The latest to run out first, each with the orders that took it."""
    found = await conn.fetch(_COUPONS, root, COUPONS_SHOWN)
    uses: defaultdict[str, list[UseRow]] = defaultdict(list)
    for record in await conn.fetch(_USES, [one["coupon_id"] for one in found]):
        fields = dict(record)
        uses[fields.pop("coupon_id")].append(UseRow(**fields))
    return tuple(
        CouponRow(
            coupon=msgspec.convert(dict(one), Coupon),
            given_ms=one["given_ms"],
            given_by=one["given_by"],
            uses=tuple(uses[one["coupon_id"]]),
        )
        for one in found
    )
