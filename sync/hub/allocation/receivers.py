"""A receiver stands in the contacts' table alone, and is put into a message when that is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.ask import AskFulfilment
from edge.domain.contact import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.hub.database import Conn
    from sync.log.down_hub import FeedRow

_CONTACTS = """
select contact_id, version, name, phone, address, erased from contact where contact_id = any($1::text[])
"""
_ASK = msgspec.json.Decoder(AskFulfilment)


class _Item(msgspec.Struct, frozen=True):
    type: str


_KIND = msgspec.json.Decoder(_Item)


def asked(row: FeedRow) -> AskFulfilment | None:
    """The question of a row; None for another item."""
    return _ASK.decode(row.item) if _KIND.decode(row.item).type == "AskFulfilment" else None


def addressed(rows: Sequence[FeedRow], contacts: Mapping[str, Contact]) -> tuple[FeedRow, ...]:
    """The same rows, each question with its receiver; an erased one with its tombstone."""
    found = []
    for row in rows:
        question = asked(row)
        contact = contacts.get(question.contact_id) if question is not None else None
        if question is not None and contact is not None:
            item = msgspec.json.encode(msgspec.structs.replace(question, contact=contact))
            row = msgspec.structs.replace(row, item=item)  # noqa: PLW2901
        found.append(row)
    return tuple(found)


async def with_receivers(conn: Conn, rows: Sequence[FeedRow]) -> tuple[FeedRow, ...]:
    """As `addressed`, with the contacts as they are now."""
    wanted = {question.contact_id for row in rows if (question := asked(row)) is not None}
    found = await conn.fetch(
        _CONTACTS,
        sorted(wanted - {""}),
    )
    people = [msgspec.convert(dict(record), Contact) for record in found]
    return addressed(rows, {one.contact_id: one for one in people})
