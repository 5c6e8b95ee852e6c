"""Erasing a person at the centre's desk: why, by whom, and how far it got. The rules are every centre's, the
rows PostgreSQL's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.member import SEEN_MS
from edge.errors import Rejected
from sync.hub.desk import REASON_MAX
from sync.hub.member_sheet import Erasing, ErasureRow, Reach, Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import asyncpg

    from edge.domain.profile import Member
    from sync.hub.database import Conn
    from sync.hub.member_sheet import EraseCode

LIMIT_MAX = 500
NAME_TOLD = 2  # letters by which a name is told from a word
_PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d(?:[\s-]?\d){8}(?!\d)|(?<!\d)\d{17}[\dXx]|@"
)  # mobile, identity card, mail
_SEEN = """
select member.root, member_seen.store, max(seen_ms) as at_ms from member_seen
join member on member.member_id = member_seen.member_id where member.root = any($1::text[]) group by 1, 2
"""
_GONE = """
select member.root, member_erased.store, min(at_ms) as at_ms from member_erased
join member on member.member_id = member_erased.member_id where member.root = any($1::text[]) group by 1, 2
"""
_LATEST = """
select member_id, code, why, by, at_ms from member_erasing
order by exists (
    select from member join member_seen on member_seen.member_id = member.member_id
    where member.root = member_erasing.member_id and seen_ms >= $2 and not exists (
        select from member own join member_erased on member_erased.member_id = own.member_id
        where own.root = member_erasing.member_id and member_erased.store = member_seen.store)
) desc, at_ms desc, member_id limit $1
"""


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What outlives a restore: who was erased (contact id) and when, and what the centre had decided."""

    gone: dict[str, int] = {}
    erasings: dict[str, Erasing] = {}


def reasoned(code: EraseCode, why: str, member: Member) -> str:
    """What is kept of a reason in words. `Rejected`: reason where 'other' says nothing, reason_personal where
    it would keep what is to be forgotten.
    """
    clean = why.strip()
    if len(clean) > REASON_MAX or not clean.isprintable() or (code == "other" and not clean):
        raise Rejected("reason", most=REASON_MAX)
    named = len(member.name) >= NAME_TOLD and member.name.lower() in clean.lower()
    called = bool(member.phone) and member.phone in re.sub(r"[\s-]", "", clean)
    if named or called or _PERSONAL.search(clean):
        raise Rejected("reason_personal")
    return clean


def reach(seen: Iterable[Seen], gone: Mapping[str, int], now_ms: int) -> tuple[Reach, ...]:
    """Every store that ever saw the person, or said that they are gone, by its id."""
    last = {one.store: one.seen_ms for one in seen}
    found = []
    for store in sorted(last.keys() | gone.keys()):
        if store in gone:
            found.append(Reach(store=store, state="done", at_ms=gone[store]))
        elif last[store] < now_ms - SEEN_MS:
            found.append(Reach(store=store, state="past", at_ms=last[store]))
        else:
            found.append(Reach(store=store, state="waiting", at_ms=last[store]))
    return tuple(found)


def open_first(rows: Iterable[ErasureRow]) -> list[ErasureRow]:
    """Those that have not reached every store before the others, each kind latest first."""
    return sorted(rows, key=lambda row: (not is_open(row), -row.erasing.at_ms, row.member_id))


def is_open(row: ErasureRow) -> bool:
    return any(one.state == "waiting" for one in row.reach)


async def decide(conn: Conn, member_id: str, erasing: Erasing) -> None:
    """Write the decision down; `Rejected('member_erased')` where there is one already."""
    written = await conn.fetchval(
        "insert into member_erasing (member_id, code, why, by, at_ms) values ($1, $2, $3, $4, $5) "
        "on conflict do nothing returning member_id",
        member_id,
        erasing.code,
        erasing.why,
        erasing.by,
        erasing.at_ms,
    )
    if written is None:
        raise Rejected("member_erased", member=member_id)


async def all_decided(conn: Conn) -> dict[str, Erasing]:
    """Every decision, by the member's id."""
    found = await conn.fetch("select member_id, code, why, by, at_ms from member_erasing")
    return {record["member_id"]: _erasing(record) for record in found}


async def decide_again(conn: Conn, erasings: Mapping[str, Erasing]) -> None:
    """After a restore: what was decided before it stands beside what the backup knew."""
    await conn.executemany(
        "insert into member_erasing (member_id, code, why, by, at_ms) values ($1, $2, $3, $4, $5) "
        "on conflict do nothing",
        [(one, was.code, was.why, was.by, was.at_ms) for one, was in erasings.items()],
    )


async def decided(conn: Conn, member_ids: Sequence[str]) -> Erasing | None:
    """What stands of any of these ids."""
    record = await conn.fetchrow(
        "select code, why, by, at_ms from member_erasing where member_id = any($1::text[]) "
        "order by at_ms limit 1",
        list(member_ids),
    )
    return None if record is None else _erasing(record)


async def gone_in(conn: Conn, root: str) -> dict[str, int]:
    """Which stores said that a person is gone there, and when."""
    found = await conn.fetch(_GONE, [root])
    return {record["store"]: record["at_ms"] for record in found}


async def rows(conn: Conn, limit: int, now_ms: int) -> tuple[ErasureRow, ...]:
    """As `open_first`."""
    found = await conn.fetch(_LATEST, min(limit, LIMIT_MAX), now_ms - SEEN_MS)
    roots = [record["member_id"] for record in found]
    seen = _by_root(await conn.fetch(_SEEN, roots))
    gone = _by_root(await conn.fetch(_GONE, roots))
    return tuple(
        ErasureRow(
            member_id=record["member_id"],
            erasing=_erasing(record),
            reach=reach(
                [Seen(store=store, seen_ms=at_ms) for store, at_ms in seen[record["member_id"]].items()],
                gone[record["member_id"]],
                now_ms,
            ),
        )
        for record in found
    )


def _erasing(record: asyncpg.Record) -> Erasing:
    return Erasing(code=record["code"], why=record["why"], by=record["by"], at_ms=record["at_ms"])


def _by_root(records: Iterable[asyncpg.Record]) -> defaultdict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for record in records:
        found[record["root"]][record["store"]] = record["at_ms"]
    return found
