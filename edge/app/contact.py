"""Contacts: kept when typed, forgotten on demand."""

from __future__ import annotations

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.contact import Contact, ContactErased, ContactKept, EraseContact, KeepContact, checked
from edge.domain.message import Event
from edge.errors import Rejected


def keep_contact(command: KeepContact, uow: Uow, ctx: Context) -> tuple[Event, ...]:
    name, phone, address = checked(command)
    contact = Contact(contact_id=ctx.new_id(), version=1, name=name, phone=phone, address=address)
    uow.contacts.put(contact)
    return (ContactKept(contact_id=contact.contact_id, version=1),)


def erase_contact(command: EraseContact, uow: Uow, _: Context) -> tuple[Event, ...]:
    """The id stays, the person goes."""
    contact = uow.contacts.get(command.contact_id)
    if contact is None:
        raise Rejected("no_contact")
    if contact.erased:
        return ()
    gone = Contact(contact_id=contact.contact_id, version=contact.version + 1, erased=True)
    uow.contacts.put(gone)
    return (ContactErased(contact_id=gone.contact_id, version=gone.version),)
