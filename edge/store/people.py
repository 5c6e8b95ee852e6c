"""Contacts, staff, sessions, lanes and cars."""

from __future__ import annotations

from edge.domain.contact import Contact
from edge.domain.parking import Lane
from edge.domain.staff import StaffMember, Tries
from edge.store.database import Connection

LOCAL = -1  # the generation of staff added here, beside what the centre tells


class Contacts:
    """Implements `edge.app.uow.Contacts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, contact_id: str) -> Contact | None:
        row = self._connection.execute(
            "select version, name, phone, address, erased from contact where contact_id=?", (contact_id,)
        ).fetchone()
        if row is None:
            return None
        return Contact(
            contact_id=contact_id,
            version=row[0],
            name=row[1],
            phone=row[2],
            address=row[3],
            erased=bool(row[4]),
        )

    def put(self, contact: Contact) -> None:
        self._connection.execute(
            "insert or replace into contact values (?,?,?,?,?,?)",
            (
                contact.contact_id,
                contact.version,
                contact.name,
                contact.phone,
                contact.address,
                int(contact.erased),
            ),
        )


class Staff:
    """Implements `edge.app.uow.Staff`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, staff_id: str) -> StaffMember | None:
        row = self._connection.execute(
            "select name, role, pin_hash, active from staff where staff_id=? and gen in "
            "(?, coalesce((select gen from feed where stream='staff'), 0)) order by gen desc limit 1",
            (staff_id, LOCAL),
        ).fetchone()
        if row is None:
            return None
        return StaffMember(staff_id=staff_id, name=row[0], role=row[1], pin_hash=row[2], active=bool(row[3]))

    def add(self, member: StaffMember) -> None:
        self._connection.execute(
            "insert into staff values (?,?,?,?,?,?)",
            (LOCAL, member.staff_id, member.name, member.role, member.pin_hash, int(member.active)),
        )

    def tries(self, staff_id: str) -> Tries:
        row = self._connection.execute(
            "select wrong, next_ms from tries where staff_id=?", (staff_id,)
        ).fetchone()
        return Tries(wrong=row[0], next_ms=row[1]) if row else Tries()

    def put_tries(self, staff_id: str, tries: Tries) -> None:
        self._connection.execute(
            "insert or replace into tries values (?,?,?)", (staff_id, tries.wrong, tries.next_ms)
        )

    def open_session(self, token_hash: str, staff_id: str, expires_ms: int) -> None:
        self._connection.execute("insert into session values (?,?,?)", (token_hash, staff_id, expires_ms))

    def close_session(self, token_hash: str) -> str:
        row = self._connection.execute(
            "delete from session where token_hash=? returning staff_id", (token_hash,)
        ).fetchone()
        return row[0] if row else ""

    def drop_sessions(self, *, before_ms: int) -> None:
        self._connection.execute("delete from session where expires_ms<=?", (before_ms,))


class Parking:
    """Implements `edge.app.uow.Parking`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lane(self, lane: str) -> Lane:
        row = self._connection.execute(
            "select plate, color, at_ms from lane where lane=?", (lane,)
        ).fetchone()
        return Lane(lane=lane, plate=row[0], color=row[1], at_ms=row[2]) if row else Lane(lane=lane)

    def put_lane(self, lane: Lane) -> None:
        self._connection.execute(
            "insert or replace into lane values (?,?,?,?)", (lane.lane, lane.plate, lane.color, lane.at_ms)
        )

    def add_car(self, car_id: str, lane: Lane, *, day: str) -> None:
        self._connection.execute(
            "insert or ignore into car values (?,?,?,?,?)", (car_id, lane.lane, lane.plate, day, lane.at_ms)
        )
