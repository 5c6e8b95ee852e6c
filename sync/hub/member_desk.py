"""Members as PostgreSQL answers for them: who somebody is, their ledgers, erasing, coupons, fresh codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.contact import phone_of
from edge.domain.coupon import Coupon
from edge.domain.profile import gone
from edge.errors import Rejected
from sync import wire
from sync.hub.member_sheet import MOVES_SHOWN, CouponRow, MemberSheet, MoveRow, Seen
from sync.hub.members import card, checked, row
from sync.hub.read_models import member_feeds, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge.domain.member_code import ChainKey
    from sync.hub.database import Conn, Database
    from sync.hub.member_sheet import MemberRow
    from sync.hub.members import Standing
    from sync.ports import Clock

LIMIT_MAX = 500
REHASH_ROWS = 1_000
_FIND = """
select root from member where member_id = $1 or ($2 <> '' and phone_hash = $2)
order by verified desc, member_id limit 1
"""
_SEARCH = """
select member.member_id from member join contact on contact.contact_id = 'member.' || member.member_id
where member.root = member.member_id and (
    $1 = '' or member.member_id like $1 || '%' or ($2 <> '' and contact.phone = $2)
    or contact.name ilike $3
    or exists (select 1 from member alias
        where alias.root = member.member_id and alias.member_id like $1 || '%'))
and (not $5 or (select coalesce(sum(points), 0) from points_move
    join member one on one.member_id = points_move.member_id where one.root = member.member_id) < 0)
order by member.member_id desc limit $4
"""
_MOVES = """
select store, reason, ref, points, at_ms, capped from points_move
where member_id in (select member_id from member where root = $1) order by at_ms desc, reason limit $2
"""
_COUPONS = """
select coupon_id, title_zh, title_en, off_fen, least_fen, until_ms, (
    select count(*) from coupon_use where coupon_use.coupon_id = coupon.coupon_id) as used
from coupon where member_id in (select member_id from member where root = $1) order by until_ms desc limit $2
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

    async def find(self, store: str, ask: wire.FindMember) -> wire.MemberFound:
        now_ms = self._clock.now_ms()
        async with self._db.transaction() as conn:
            root = await conn.fetchval(_FIND, ask.member_id, ask.phone_hash)
            found = () if root is None else await member_feeds.standings(conn, [root], now_ms)
        if not found or found[0].member.profile.erased:
            return wire.MemberFound(ask=ask.ask)
        return wire.MemberFound(ask=ask.ask, card=card(found[0], store, now_ms))

    async def rows(self, text: str, *, overdrawn: bool = False, limit: int = 100) -> tuple[MemberRow, ...]:
        clean = text.strip()
        inside = clean.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        async with self._db.transaction() as conn:
            found = await conn.fetch(
                _SEARCH, inside, phone_of(clean), f"%{inside}%", min(limit, LIMIT_MAX), overdrawn
            )
            ids = [record["member_id"] for record in found]
            standing = await member_feeds.standings(conn, ids, self._clock.now_ms())
        return tuple(row(one) for one in sorted(standing, key=_id, reverse=True))

    async def sheet(self, member_id: str) -> MemberSheet:
        async with self._db.transaction("repeatable_read") as conn:
            standing = await self._standing(conn, member_id)
            root = _id(standing)
            moves = await conn.fetch(_MOVES, root, MOVES_SHOWN)
            coupons = await conn.fetch(_COUPONS, root, MOVES_SHOWN)
            erased = await conn.fetch(
                "select store, min(at_ms) as seen_ms from member_erased where member_id = any($1::text[]) "
                "group by store order by store",
                [root, *standing.aliases],
            )
        return MemberSheet(
            member=row(standing),
            moves=tuple(msgspec.convert(dict(one), MoveRow) for one in moves),
            coupons=tuple(
                CouponRow(used=one["used"], coupon=msgspec.convert(dict(one), Coupon)) for one in coupons
            ),
            seen=standing.seen,
            erased=tuple(Seen(store=one["store"], seen_ms=one["seen_ms"]) for one in erased),
        )

    async def erase(self, member_id: str) -> None:
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
            now_ms = self._clock.now_ms()
            changed = await members.write(conn, [gone(_id(standing))], self.keys)
            await member_feeds.tell(conn, changed, self.keys, now_ms)

    async def grant(self, member_id: str, coupon: Coupon) -> Coupon:
        now_ms = self._clock.now_ms()
        given = checked(msgspec.structs.replace(coupon, coupon_id=self._clock.new_id()), now_ms)
        async with self._db.transaction() as conn:
            standing = await self._standing(conn, member_id)
            if standing.member.profile.erased:
                raise Rejected("no_member", member=member_id)
            await conn.execute(
                "insert into coupon (coupon_id, member_id, title_zh, title_en, off_fen, least_fen, until_ms) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                given.coupon_id,
                _id(standing),
                given.title_zh,
                given.title_en,
                given.off_fen,
                given.least_fen,
                given.until_ms,
            )
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

    async def _standing(self, conn: Conn, member_id: str) -> Standing:
        found: Sequence[Standing] = await member_feeds.standings(conn, [member_id], self._clock.now_ms())
        if not found:
            raise Rejected("no_member", member=member_id)
        return found[0]


def _id(standing: Standing) -> str:
    return standing.member.profile.member_id
