"""What the stores are told of members: cards of whom they saw, built under the locks of their streams."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.coupon import COUPONS_MAX, Coupon
from edge.domain.member import MEMBERS_MAX, SEEN_MS
from edge.domain.profile import Member, Profile, Told
from sync import topics
from sync.hub import feeds
from sync.hub.member_sheet import Seen
from sync.hub.members import KEYS, Standing, concerns, entries, keys_entry
from sync.hub.read_models import points
from sync.log.down_hub import FeedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.domain.member import MemberKeys
    from sync.hub.database import Conn

TRIM_ROWS = 200
_PEOPLE = """
select member.member_id, member.root, member.profile, contact.name, contact.phone from member
join contact on contact.contact_id = 'member.' || member.member_id
where member.root in (select root from member where member_id = any($1::text[]))
"""
_STORES = """
select distinct store from member_seen where member_id in (
    select member_id from member where root in (
        select root from member where member_id = any($1::text[])))
order by store
"""
_LEDGER = """
select member.root, points_move.store, points_move.origin, count(*) as lines, sum(points)::bigint as points
from points_move join member on member.member_id = points_move.member_id
where member.root = any($1::text[]) group by 1, 2, 3
"""
_SEEN = """
select member.root, member_seen.store, max(seen_ms) as seen_ms from member_seen
join member on member.member_id = member_seen.member_id
where member.root = any($1::text[]) group by 1, 2
"""
_COUPONS = """
select member.root, coupon_id, title_zh, title_en, off_fen, least_fen, until_ms from coupon
join member on member.member_id = coupon.member_id
where member.root = any($1::text[]) and until_ms > $2
    and not exists (select 1 from coupon_use where coupon_use.coupon_id = coupon.coupon_id)
order by until_ms, coupon_id
"""
_OLD = """
select member_id, store from member_seen where told and seen_ms < $1
order by seen_ms limit $2 for update skip locked
"""
_OVER = """
select member_id, store from member_seen where told and (member_id, store) in (
    select oldest.member_id, crowded.store from (
        select store, count(*) - $1 as over from member_seen where told
        group by store having count(*) > $1 limit 1
    ) as crowded cross join lateral (
        select member_id from member_seen where store = crowded.store and told
        order by seen_ms, member_id limit least(over, $2)
    ) as oldest
) for update skip locked
"""
_PASSED = """
update member_seen set told = false from unnest($1::text[], $2::text[]) as old (member_id, store)
where member_seen.member_id = old.member_id and member_seen.store = old.store
"""
# One person has an item for each of their ids; it goes when the store saw them lately under none of these.
_UNTOLD = """
delete from feed_item where (scope, key) in (
    select 'member/' || old.store, own.member_id
    from unnest($1::text[], $2::text[]) as old (member_id, store)
    join member as its on its.member_id = old.member_id
    join member as own on own.root = its.root
    where not exists (
        select from member as who join member_seen as late on late.member_id = who.member_id
        where who.root = its.root and late.store = old.store and late.told))
"""
_AFTER = """
select pos, feed_item.store, case when contact_id is null or item -> 'profile' ->> 'alias_of' <> '' then item
    else item || jsonb_build_object('name', contact.name, 'phone', contact.phone) end as item
from feed_item left join contact on contact_id = 'member.' || key
where scope = $1 and pos > $2 order by pos limit $3
"""
_profile = msgspec.json.Decoder(Profile)


async def tell(conn: Conn, member_ids: Iterable[str], keys: MemberKeys | None, now_ms: int) -> None:
    """Cards of these members to every store that saw them; an erased one's tombstone to every store that
    ever did. Streams are locked in the order of the stores, and only then is read what they are told; whoever
    owes points is listed by the same look.
    """
    ids = sorted(set(member_ids))
    if not ids:
        return
    stores = await conn.fetch(
        _STORES,
        ids,
    )
    for record in stores:
        await feeds.lock(conn, topics.scope("member", record["store"]), "member")
    standing = await standings(conn, ids, now_ms)
    await points.list_owing(conn, standing)
    for record in stores:
        store = record["store"]
        told = [
            entry
            for one in standing
            if concerns(one, store, now_ms - SEEN_MS)
            for entry in entries(one, store, now_ms)
        ]
        await _put(conn, store, told, keys)


async def after(conn: Conn, scope: str, pos: int, limit: int | None) -> tuple[FeedRow, ...]:
    """Rows after a position in order, with name and phone as the table of contacts has them now."""
    found = await conn.fetch(_AFTER, scope, pos, limit)
    return tuple(
        FeedRow(pos=record["pos"], item=record["item"].encode(), store=record["store"]) for record in found
    )


async def forget_unseen(conn: Conn, now_ms: int) -> int:
    """One bounded step of leaving out of the stores' streams whom they saw too long ago, and of a store's
    more than `MEMBERS_MAX` those it saw longest ago; how many it looked at. A tombstone told later stays.
    """
    old = await conn.fetch(_OLD, now_ms - SEEN_MS, TRIM_ROWS)
    if not old:
        old = await conn.fetch(_OVER, MEMBERS_MAX, TRIM_ROWS)
    pairs = [record["member_id"] for record in old], [record["store"] for record in old]
    await conn.execute(_PASSED, *pairs)
    await conn.execute(_UNTOLD, *pairs)
    return len(old)


async def tell_keys(conn: Conn, store: str, keys: MemberKeys) -> None:
    """The chain's keys to a store that has others, or none."""
    held = await conn.fetchval(
        "select item from feed_item where scope = $1 and key = $2", topics.scope("member", store), KEYS
    )
    if held is None or msgspec.json.decode(held, type=type(keys)) != keys:
        await _put(conn, store, (), keys)


async def standings(conn: Conn, member_ids: Sequence[str], now_ms: int) -> tuple[Standing, ...]:
    """The members these ids stand for, by id."""
    people = await conn.fetch(_PEOPLE, list(member_ids))
    roots = sorted({record["root"] for record in people})
    members = {
        record["member_id"]: Member(
            profile=_profile.decode(record["profile"]), name=record["name"], phone=record["phone"]
        )
        for record in people
    }
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for record in people:
        if record["member_id"] != record["root"]:
            aliases[record["root"]].append(record["member_id"])
    told: defaultdict[str, defaultdict[str, dict[str, Told]]] = defaultdict(lambda: defaultdict(dict))
    balance: defaultdict[str, int] = defaultdict(int)
    for record in await conn.fetch(_LEDGER, roots):
        line = Told(rows=record["lines"], points=record["points"])
        told[record["root"]][record["store"]][record["origin"]] = line
        balance[record["root"]] += record["points"]
    seen: defaultdict[str, list[Seen]] = defaultdict(list)
    for record in await conn.fetch(_SEEN, roots):
        seen[record["root"]].append(Seen(store=record["store"], seen_ms=record["seen_ms"]))
    coupons: defaultdict[str, list[Coupon]] = defaultdict(list)
    for record in await conn.fetch(_COUPONS, roots, now_ms):
        fields = dict(record)
        coupons[fields.pop("root")].append(msgspec.convert(fields, Coupon))
    return tuple(
        Standing(
            member=members[root],
            aliases=tuple(sorted(aliases[root])),
            points=balance[root],
            told={store: dict(logs) for store, logs in told[root].items()},
            coupons=tuple(coupons[root][:COUPONS_MAX]),
            seen=tuple(sorted(seen[root], key=lambda one: one.store)),
        )
        for root in roots
        if root in members
    )


async def _put(conn: Conn, store: str, told: Sequence[feeds.Entry], keys: MemberKeys | None) -> None:
    own = () if keys is None else (keys_entry(keys),)
    await feeds.put(conn, topics.scope("member", store), "member", [*own, *told])
