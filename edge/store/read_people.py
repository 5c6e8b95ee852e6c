"""People and lanes: contacts, staff, sessions, wrong PINs, what each lane last saw."""

from __future__ import annotations

import json
from collections.abc import Sequence

from edge.app.reads import Session
from edge.domain.contact import Contact
from edge.domain.parking import Lane
from edge.domain.staff import StaffMember, Tries
from edge.store.database import Connection, Row

LOCAL_GEN = -1  # staff added at this store; the centre's row of the same id goes before it

_STAFF = """
select staff_id, name, role, pin_hash, active from staff s where gen = ?1
union all
select staff_id, name, role, pin_hash, active from staff l where gen = ?2
  and not exists (select 1 from staff c where c.gen = ?1 and c.staff_id = l.staff_id)
order by staff_id
"""
_SESSION = """
select s.staff_id, s.name, s.role, s.pin_hash, s.active, k.expires_ms
from session k join staff s on s.staff_id = k.staff_id and s.gen in (?1, ?2)
where k.token_hash = ?3 and k.expires_ms > ?4 order by s.gen desc limit 1
"""


def contacts(connection: Connection, contact_ids: Sequence[str]) -> tuple[Contact, ...]:
    """Those that exist, in the order asked."""
    rows = connection.execute(
        "select c.contact_id, c.version, c.name, c.phone, c.address, c.erased "
        "from json_each(?) wanted cross join contact c on c.contact_id = wanted.value",
        (json.dumps(list(dict.fromkeys(contact_ids))),),
    )
    return tuple(
        Contact(
            contact_id=contact_id,
            version=version,
            name=name,
            phone=phone,
            address=address,
            erased=bool(erased),
        )
        for contact_id, version, name, phone, address, erased in rows
    )


def staff(connection: Connection) -> tuple[StaffMember, ...]:
    """Everyone, those no longer active too."""
    rows = connection.execute(_STAFF, (_staff_gen(connection), LOCAL_GEN))
    return tuple(_member(row) for row in rows)


def session(connection: Connection, token_hash: str, *, now_ms: int) -> Session | None:
    """Who holds the token; None once it expired or the member is no longer active."""
    asked = (_staff_gen(connection), LOCAL_GEN, token_hash, now_ms)
    row = connection.execute(_SESSION, asked).fetchone()
    if row is None or not row[4]:
        return None
    return Session(staff=_member(row), expires_ms=row[5])


def tries(connection: Connection, staff_id: str) -> Tries:
    row = connection.execute("select wrong, next_ms from tries where staff_id = ?", (staff_id,)).fetchone()
    return Tries() if row is None else Tries(wrong=row[0], next_ms=row[1])


def lanes(connection: Connection) -> tuple[Lane, ...]:
    rows = connection.execute("select lane, plate, color, at_ms from lane order by lane")
    return tuple(Lane(lane=lane, plate=plate, color=color, at_ms=at_ms) for lane, plate, color, at_ms in rows)


def _staff_gen(connection: Connection) -> int:
    row = connection.execute("select gen from feed where stream = 'staff'").fetchone()
    return 0 if row is None else int(row[0])


def _member(row: Row) -> StaffMember:
    return StaffMember(staff_id=row[0], name=row[1], role=row[2], pin_hash=row[3], active=bool(row[4]))
