"""Members: who they are to the centre in one row, name and phone in their contact; codes on their way."""

from __future__ import annotations

import msgspec

from edge.domain.coupon import Coupon
from edge.domain.member import MemberFile, MemberKeys, SentCode
from edge.domain.profile import Member, Profile, Told
from edge.store.database import Connection, Row

_FILE = """
select m.member_id, m.contact_id, m.seen_ms, m.heard_ms, m.code_ms, m.points, m.profile, m.told, m.coupons,
  c.version, c.name, c.phone, m.as_of_ms from member m join contact c on c.contact_id = m.contact_id
"""
_profile = msgspec.json.Decoder(Profile)
_told = msgspec.json.Decoder(dict[str, Told])
_coupons = msgspec.json.Decoder(tuple[Coupon, ...])
_encode = msgspec.json.Encoder().encode


def member_file(connection: Connection, member_id: str) -> MemberFile | None:
    """The member a name stands for now: an old id leads to the one it was joined to."""
    row = connection.execute(
        f"{_FILE} where m.member_id in (?1, (select alias_of from member where member_id = ?1)) "  # noqa: S608
        "order by m.member_id = ?1 limit 1",
        (member_id,),
    ).fetchone()
    return None if row is None else _file(row)


def by_phone(connection: Connection, phone: str) -> tuple[MemberFile, ...]:
    """Everybody known here under this phone, the verified one first, then the oldest."""
    rows = connection.execute(
        f"{_FILE} where c.phone = ?1 and c.phone <> '' and m.alias_of = ''",
        (phone,),
    )
    return tuple(sorted(map(_file, rows), key=lambda one: (not one.profile.verified, one.profile.member_id)))


def keys(connection: Connection) -> MemberKeys | None:
    row = connection.execute("select public, find from member_keys").fetchone()
    return None if row is None else MemberKeys(public=row[0], find=row[1])


def group(connection: Connection, member_id: str) -> tuple[str, ...]:
    """The id itself, and those joined to it."""
    rows = connection.execute("select member_id from member where alias_of = ?", (member_id,))
    return (member_id, *(row[0] for row in rows))


def lately(connection: Connection, limit: int) -> tuple[MemberFile, ...]:
    """Whom this store saw last, nobody who was joined or erased."""
    rows = connection.execute(
        f"{_FILE} where m.alias_of = '' and c.erased = 0 order by m.seen_ms desc, m.member_id limit ?",
        (limit,),
    )
    return tuple(map(_file, rows))


class Members:
    """Implements `edge.app.uow.Members`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, member_id: str) -> MemberFile | None:
        return member_file(self._connection, member_id)

    def plain(self, member_id: str) -> MemberFile | None:
        row = self._connection.execute(f"{_FILE} where m.member_id = ?", (member_id,)).fetchone()
        return None if row is None else _file(row)

    def by_phone(self, phone: str) -> tuple[MemberFile, ...]:
        return by_phone(self._connection, phone)

    def group(self, member_id: str) -> tuple[str, ...]:
        return group(self._connection, member_id)

    def put(self, file: MemberFile) -> None:
        profile = file.profile
        self._connection.execute(
            "insert or replace into member values (?,?,?,?,?,?,?,?,?,?,?)",
            (
                profile.member_id,
                file.contact_id,
                profile.alias_of,
                file.seen_ms,
                file.heard_ms,
                file.as_of_ms,
                file.code_ms,
                file.points,
                _encode(profile),
                _encode(file.told),
                _encode(file.coupons),
            ),
        )

    def forget(self, member_id: str) -> None:
        self._connection.execute("delete from member where member_id = ?", (member_id,))
        self._connection.execute("delete from sent_code where member_id = ?", (member_id,))

    def unseen(self, *, before_ms: int, most: int, limit: int) -> tuple[str, ...]:
        rows = self._connection.execute(
            "select member_id from member where seen_ms < ? order by seen_ms limit ?", (before_ms, limit)
        ).fetchall()
        count = self._connection.execute("select count(*) from member").fetchone()
        over = min(limit - len(rows), (int(count[0]) if count else 0) - len(rows) - most)
        if over > 0:
            rows += self._connection.execute(
                "select member_id from member where seen_ms >= ? order by seen_ms limit ?", (before_ms, over)
            ).fetchall()
        return tuple(row[0] for row in rows)

    def keys(self) -> MemberKeys | None:
        return keys(self._connection)

    def put_keys(self, told: MemberKeys) -> None:
        self._connection.execute(
            "insert or replace into member_keys values (1, ?, ?)", (told.public, told.find)
        )

    def sent_code(self, member_id: str) -> SentCode | None:
        row = self._connection.execute(
            "select salt, code_hash, sent_ms, day, sent, tries from sent_code where member_id = ?",
            (member_id,),
        ).fetchone()
        if row is None:
            return None
        return SentCode(
            member_id=member_id,
            salt=row[0],
            code_hash=row[1],
            sent_ms=row[2],
            day=row[3],
            sent=row[4],
            tries=row[5],
        )

    def put_sent_code(self, sent: SentCode) -> None:
        self._connection.execute(
            "insert or replace into sent_code values (?,?,?,?,?,?,?)",
            (sent.member_id, sent.salt, sent.code_hash, sent.sent_ms, sent.day, sent.sent, sent.tries),
        )


def _file(row: Row) -> MemberFile:
    return MemberFile(
        member=Member(profile=_profile.decode(row[6]), name=row[10], phone=row[11]),
        contact_id=row[1],
        version=row[9],
        points=row[5],
        told=_told.decode(row[7]),
        coupons=_coupons.decode(row[8]),
        as_of_ms=row[12],
        heard_ms=row[3],
        seen_ms=row[2],
        code_ms=row[4],
    )
