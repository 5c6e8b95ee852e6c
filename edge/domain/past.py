"""What this box told the centre before its file was replaced: pulled back, and taken as facts."""

from __future__ import annotations

import msgspec

from edge.domain.contact import Contact
from edge.domain.ids import Id, Seq
from edge.domain.logbook import Entry
from edge.domain.message import Command, Event


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far this file knows one of the box's logs."""

    origin: Id
    seq: Seq


class Backing(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre's newest backup is worth: its age, None where there is none. With `required` nothing is
    safe before the first. `marks`: up to where the logs that were asked for are safe.
    """

    age_ms: int | None = None
    required: bool = False
    marks: tuple[Mark, ...] = ()


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What a file knows of its box's logs; `origin` is the current one, `erased` counts forgotten people."""

    origin: str
    marks: tuple[Mark, ...] = ()
    erased: int = 0


class ApplyPast(Command, frozen=True, kw_only=True):
    """Entries up to `last` of a former log, as the centre has them; those past `safe` are not in its backup.
    An empty `origin` brings what was told early and stands in no log, or contacts alone: people who were
    forgotten after the file was copied.
    """

    origin: str
    last: int
    safe: int
    entries: tuple[Entry, ...]
    contacts: tuple[Contact, ...]
    left: int


class PastApplied(Event, frozen=True, kw_only=True):
    """`left` entries are still to come; the pages may show other orders and stock now."""

    left: int
    orders: tuple[str, ...] = ()
