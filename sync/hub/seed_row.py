"""One row of a seed: its fields checked, one sentence for what is wrong, and the kinds that only the centre
knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from edge.domain.profile import Level
from edge.domain.staff import StaffRole
from sync.hub.desk import Place

TEXT_MAX = 500
PHONE = re.compile(r"\+?\d{7,15}")


class SeedStore(msgspec.Struct, frozen=True, kw_only=True):
    store: str
    name_zh: str
    name_en: str
    address: str
    address_en: str
    place: Place
    zone: str
    kind: str


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """A person of one store; the PIN is hashed before it is kept."""

    staff_id: str
    store: str
    name: str
    role: StaffRole
    pin: str


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    """A member; name and phone become a contact. `store` is where the person is at home, '' nowhere."""

    member_id: str
    name: str
    phone: str
    level: Level
    consent: bool
    store: str = ""


def fields_of(row: Mapping[str | None, str | list[str] | None], rest: str) -> dict[str, str]:
    """A row as text by column; cells beyond the header, and texts too long or with control signs, are errors
    that `whole` and its like name.
    """
    fields = {
        str(column): value.strip()
        for column, value in row.items()
        if isinstance(value, str) and column is not None
    }
    if rest in row:
        fields[""] = rest
    return fields


def whole(row: Mapping[str, str], column: str) -> str:
    """A text that must be there."""
    if "" in row:
        raise ValueError("more cells than the header has")
    text = row[column]
    if not text:
        raise ValueError(f"{column} is empty")
    if len(text) > TEXT_MAX or not text.isprintable():
        raise ValueError(f"{column} is too long or holds signs that cannot be printed")
    return text


def number(
    row: Mapping[str, str],
    column: str,
    *,
    least: int = 0,
    most: int = 1_000_000_000,
    empty: int | None = None,
) -> int:
    """A whole number in its bounds; `empty` stands for an empty cell where one is allowed."""
    text = row[column]
    if not text and empty is not None:
        return empty
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise ValueError(f"{column} {text!r} is not a whole number")
    value = int(text)
    if not least <= value <= most:
        raise ValueError(f"{column} {value} is not between {least} and {most}")
    return value


def one_of(row: Mapping[str, str], column: str, words: Sequence[str]) -> str:
    if row[column] not in words:
        raise ValueError(
            f"{column} {row[column]!r} is none of {', '.join(word or 'empty' for word in words)}"
        )
    return row[column]


def moment_ms(row: Mapping[str, str], column: str, zone: str) -> int:
    """A date at 00:00 in the zone as UTC ms; 0 for an empty cell."""
    text = row[column]
    if not text:
        return 0
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} {text!r} is no date (2026-10-01)") from None
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return int(start.timestamp() * 1000)


def subscriber(row: Mapping[str, str]) -> Subscriber:
    if not PHONE.fullmatch(row["phone"]):
        raise ValueError("a phone has 7 to 15 digits")
    fields = {
        "member_id": whole(row, "member_id"),
        "name": whole(row, "name"),
        "phone": row["phone"],
        "level": one_of(row, "level", ("basic", "silver", "gold", "black")),
        "consent": one_of(row, "consent", ("yes", "no")) == "yes",
        "store": row.get("store_id", ""),
    }
    return msgspec.convert(fields, Subscriber)
