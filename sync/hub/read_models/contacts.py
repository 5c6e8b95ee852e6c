"""Contacts: the latest version of a store's contact wins, an erased one stays erased, over a restore too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.domain.contact import Contact
    from sync.hub.database import Conn

_CONTACTS = """
insert into contact (contact_id, store, version, name, phone, address, erased)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[])
on conflict (contact_id) do update set version = excluded.version, name = excluded.name,
    phone = excluded.phone, address = excluded.address, erased = excluded.erased
where contact.store = excluded.store and not contact.erased
    and (contact.version < excluded.version or excluded.erased)
"""
_LEDGER = "insert into erased (contact_id, at_ms) values ($1, $2) on conflict do nothing"
_AGAIN = "update contact set erased = true where not erased and contact_id in (select contact_id from erased)"


def latest(contacts: Mapping[tuple[str, str], Contact], store: str, contact: Contact) -> Contact:
    """Of two words about a contact in one batch the one that stands."""
    known = contacts.get((store, contact.contact_id))
    if known is None or contact.erased or (known.version < contact.version and not known.erased):
        return contact
    return known


async def apply(conn: Conn, contacts: Mapping[tuple[str, str], Contact]) -> None:
    """`contacts` by (store, contact id). An erased one keeps no field, whatever a message holds, and stands
    in the ledger of the erased: the table sees to it.
    """
    if not contacts:
        return
    rows = sorted(contacts.items(), key=lambda pair: pair[0][1])
    await conn.execute(
        _CONTACTS,
        [contact.contact_id for _, contact in rows],
        [store for (store, _), _ in rows],
        [contact.version for _, contact in rows],
        [_kept(contact, contact.name) for _, contact in rows],
        [_kept(contact, contact.phone) for _, contact in rows],
        [_kept(contact, contact.address) for _, contact in rows],
        [contact.erased for _, contact in rows],
    )


async def ledger(conn: Conn) -> dict[str, int]:
    """Who was erased, and when."""
    return {
        record["contact_id"]: record["at_ms"]
        for record in await conn.fetch("select contact_id, at_ms from erased")
    }


async def erase_again(conn: Conn, gone: Mapping[str, int]) -> None:
    """After a restore: what `ledger` knew before it holds again, and so does what the backup knew."""
    await conn.executemany(_LEDGER, gone.items())
    await conn.execute(_AGAIN)


def _kept(contact: Contact, text: str) -> str:
    return "" if contact.erased else text.replace("\0", "")
