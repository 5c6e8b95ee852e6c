"""Members in PostgreSQL: words of many stores become one person, under the locks of phones, then of rows in
the order of their ids.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from edge.domain.member_code import phone_hash
from edge.domain.profile import Member, Profile, gone
from sync.hub.members import but_erased, listed, news, proven_phones, root_of, settled
from sync.hub.read_models import member_feeds, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import asyncpg

    from edge.domain.member import MemberKeys
    from sync.hub.database import Conn
    from sync.hub.facts import Changes, MemberNews

_PHONE_LOCK = 0x5E_0002
_ROUNDS = 3
_GROUPS = """
select member.member_id, member.profile, contact.name, contact.phone from member
join contact on contact.contact_id = 'member.' || member.member_id
where member.root in (
    select root from member where member_id = any($1::text[])
    union select held.root from member held
        join contact as its on its.contact_id = 'member.' || held.member_id
        where its.phone = any($2::text[]) and held.verified)
order by member.member_id for update of member, contact
"""
_MEMBERS = """
insert into member (member_id, root, verified, profile, phone_hash, hash_key)
select * from unnest($1::text[], $2::text[], $3::boolean[], $4::jsonb[], $5::text[], $6::text[])
on conflict (member_id) do update set root = excluded.root, verified = excluded.verified,
    profile = excluded.profile, phone_hash = excluded.phone_hash, hash_key = excluded.hash_key
"""
_CONTACTS = """
insert into contact (contact_id, store, version, name, phone, address, erased)
select 'member.' || member_id, '', 1, name, phone, '', erased
from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) as given (member_id, name, phone, erased)
on conflict (contact_id) do update set version = contact.version + 1, name = excluded.name,
    phone = excluded.phone, erased = excluded.erased
"""
_ERASE_KEPT = """
update contact set version = version + 1, name = '', phone = '', address = '', erased = true
where not erased and contact_id in (select contact_id from member_contact where member_id = any($1::text[]))
"""
_profile = msgspec.json.Decoder(Profile)


async def apply(conn: Conn, changes: Changes, keys: MemberKeys | None, now_ms: int) -> None:
    """Profiles first, then the ledgers, then what the stores are told of both."""
    touched = await _profiles(conn, changes.members, keys, now_ms)
    touched |= await points.apply(conn, changes.points, changes.coupons)
    await _seen(conn, changes)
    await member_feeds.tell(conn, touched, keys, now_ms)


async def write(conn: Conn, words: Sequence[Member], keys: MemberKeys | None) -> set[str]:
    """Take in words that need no more checking; returns the ids that are another now."""
    people = await _locked(conn, words)
    changed = settled(people, words)
    await _put(conn, changed, keys)
    return set(changed)


async def load(conn: Conn, words: Sequence[Member], keys: MemberKeys | None) -> set[str]:
    """Members of a list; returns the ids that are another now."""
    words = but_erased(words, await _erased_of(conn, words))
    people = await _locked(conn, words)
    roots = [people.get(root_of(people, word.profile.member_id)) for word in words]
    changed = settled(people, [listed(known, word) for known, word in zip(roots, words, strict=True)])
    await _put(conn, changed, keys)
    return set(changed)


async def erase_again(conn: Conn, keys: MemberKeys | None, now_ms: int) -> None:
    """After a restore: whose contact stands in the ledger of the erased is erased here and in every store."""
    found = await conn.fetch(
        "select member.member_id from member "
        "join contact on contact.contact_id = 'member.' || member.member_id "
        "where contact.erased and not coalesce((member.profile ->> 'erased')::boolean, false)"
    )
    changed = await write(conn, [gone(record["member_id"]) for record in found], keys)
    await member_feeds.tell(conn, changed, keys, now_ms)


async def rehash(conn: Conn, keys: MemberKeys, limit: int) -> int:
    """Hash phones anew that were hashed with another key; how many there were."""
    found = await conn.fetch(
        """
        select member.member_id, contact.phone from member
        join contact on contact.contact_id = 'member.' || member.member_id
        where member.hash_key <> $1 and contact.phone <> '' limit $2
        """,
        key_name(keys),
        limit,
    )
    await conn.execute(
        """
        update member set phone_hash = given.hash, hash_key = $3
        from unnest($1::text[], $2::text[]) as given (member_id, hash)
        where member.member_id = given.member_id
        """,
        [record["member_id"] for record in found],
        [phone_hash(keys, record["phone"]) for record in found],
        key_name(keys),
    )
    return len(found)


def key_name(keys: MemberKeys) -> str:
    """By which a row says which key its hash was made with; says nothing of the key."""
    return hashlib.sha256(keys.find.encode()).hexdigest()[:16]


async def _profiles(conn: Conn, told: Sequence[MemberNews], keys: MemberKeys | None, now_ms: int) -> set[str]:
    if not told:
        return set()
    people = await _people(conn, told)
    words = []
    for one in told:
        person = people.get((one.store, one.contact_id))
        name, phone = person or ("", "")
        words.append(news(one.profile, name, phone, now_ms, lost=person is None))
    await conn.execute(
        "insert into member_contact (contact_id, member_id) "
        "select * from unnest($1::text[], $2::text[]) on conflict do nothing",
        [one.contact_id for one in told],
        [one.profile.member_id for one in told],
    )
    erased = [one for one in told if one.profile.erased]
    await conn.execute(
        "insert into member_erased (member_id, store, at_ms) "
        "select * from unnest($1::text[], $2::text[], $3::bigint[]) on conflict do nothing",
        [one.profile.member_id for one in erased],
        [one.store for one in erased],
        [one.at_ms for one in erased],
    )
    back = await _erased_of(conn, words)
    changed = await write(conn, but_erased(words, back), keys)
    if back:
        await conn.execute(_ERASE_KEPT, sorted(back))
    return changed | back


async def _erased_of(conn: Conn, words: Iterable[Member]) -> set[str]:
    """Who of these is told of as if there, and stands in the ledger of the erased."""
    found = await conn.fetch(
        "select member_id from unnest($1::text[]) as given (member_id) "
        "join erased on erased.contact_id = 'member.' || member_id",
        sorted({word.profile.member_id for word in words if not word.profile.erased}),
    )
    return {record["member_id"] for record in found}


async def _people(conn: Conn, told: Sequence[MemberNews]) -> dict[tuple[str, str], tuple[str, str]]:
    """Name and phone by (store, contact), of contacts that are not erased."""
    found = await conn.fetch(
        "select store, contact_id, name, phone from contact "
        "where contact_id = any($1::text[]) and not erased",
        [one.contact_id for one in told],
    )
    return {(record["store"], record["contact_id"]): (record["name"], record["phone"]) for record in found}


async def _locked(conn: Conn, words: Sequence[Member]) -> dict[str, Member]:
    """Everybody these words may concern, locked. Whoever proves the same phone waits here, and then sees
    what was made of it.
    """
    phones = proven_phones(words)
    for phone in phones:
        await conn.execute("select pg_advisory_xact_lock($1, hashtext($2))", _PHONE_LOCK, phone)
    ids = {word.profile.member_id for word in words}
    people: dict[str, Member] = {}
    for _ in range(_ROUNDS):
        found = await conn.fetch(_GROUPS, sorted(ids), list(phones))
        people = {record["member_id"]: _member(record) for record in found}
        if people.keys() <= ids:
            break
        ids |= people.keys()
    return people


def _member(record: asyncpg.Record) -> Member:
    profile = _profile.decode(record["profile"])
    return Member(profile=profile, name=record["name"], phone=record["phone"])


async def _put(conn: Conn, changed: Mapping[str, Member], keys: MemberKeys | None) -> None:
    if not changed:
        return
    rows = [changed[one] for one in sorted(changed)]
    hashes = ["" if keys is None or not one.phone else phone_hash(keys, one.phone) for one in rows]
    ids = [one.profile.member_id for one in rows]
    await conn.execute(
        _CONTACTS,
        ids,
        [one.name.replace("\0", "") for one in rows],
        [one.phone.replace("\0", "") for one in rows],
        [one.profile.erased for one in rows],
    )
    await conn.execute(
        _MEMBERS,
        ids,
        [one.profile.alias_of or one.profile.member_id for one in rows],
        [one.profile.verified for one in rows],
        [msgspec.json.encode(one.profile).decode() for one in rows],
        hashes,
        ["" if keys is None else key_name(keys)] * len(rows),
    )
    if gone_now := [one.profile.member_id for one in rows if one.profile.erased]:
        await conn.execute(_ERASE_KEPT, gone_now)


async def _seen(conn: Conn, changes: Changes) -> None:
    """A store has seen whom it tells of; an erasure is no visit."""
    seen: dict[tuple[str, str], int] = {}
    visits: Iterable[tuple[str, str, int]] = (
        *((one.profile.member_id, one.store, one.at_ms) for one in changes.members if not one.profile.erased),
        *((one.move.member_id, one.store, one.at_ms) for one in changes.points),
        *((one.use.member_id, one.store, one.at_ms) for one in changes.coupons),
    )
    for member_id, store, at_ms in visits:
        seen[member_id, store] = max(at_ms, seen.get((member_id, store), 0))
    if seen:
        await see(conn, seen)


async def see(conn: Conn, seen: Mapping[tuple[str, str], int]) -> None:
    """Who (member, store) was where, and when."""
    pairs = sorted(seen)
    await conn.execute(
        """
        insert into member_seen (member_id, store, seen_ms)
        select * from unnest($1::text[], $2::text[], $3::bigint[])
        on conflict (member_id, store) do update
        set seen_ms = greatest(member_seen.seen_ms, excluded.seen_ms), told = true
        """,
        [member_id for member_id, _ in pairs],
        [store for _, store in pairs],
        [seen[pair] for pair in pairs],
    )
