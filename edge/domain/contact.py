"""People's data, in the one place from which it can be erased."""

from __future__ import annotations

import re

import msgspec

from edge.domain.ids import Id, Seq
from edge.domain.message import Command, Event
from edge.errors import Rejected

_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|\+[1-9]\d{6,14}")
NAME_MAX = 60
ADDRESS_MAX = 200
_PHONE_HEAD, _PHONE_TAIL = 3, 4


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A name, phone and address. `erased` keeps the id and forgets the rest."""

    contact_id: Id
    version: Seq
    name: str = ""
    phone: str = ""
    address: str = ""
    erased: bool = False


class KeepContact(Command, frozen=True, kw_only=True):
    """Store what a shopper typed for delivery."""

    name: str
    phone: str
    address: str


class EraseContact(Command, frozen=True, kw_only=True):
    """Forget a person; orders keep the id."""

    contact_id: str


class ContactKept(Event, frozen=True, kw_only=True):
    """A contact was written; the fields travel beside the log, never in it."""

    contact_id: str
    version: int


class ContactErased(Event, frozen=True, kw_only=True):
    contact_id: str
    version: int


def checked(command: KeepContact) -> tuple[str, str, str]:
    """(name, phone, address) trimmed; `Rejected` names the field that cannot be right."""
    name, address = command.name.strip(), command.address.strip()
    if not 0 < len(name) <= NAME_MAX:
        raise Rejected("contact_name")
    phone = phone_of(command.phone)
    if not phone:
        raise Rejected("contact_phone")
    if not 0 < len(address) <= ADDRESS_MAX:
        raise Rejected("contact_address")
    return name, phone, address


def phone_of(text: str) -> str:
    """A phone without blanks and dashes; '' for what is none."""
    phone = re.sub(r"[\s-]", "", text)
    return phone if _PHONE.fullmatch(phone) else ""


def mask_phone(phone: str) -> str:
    """138****0000; short numbers are hidden whole."""
    if len(phone) <= _PHONE_HEAD + _PHONE_TAIL:
        return "*" * len(phone)
    hidden = "*" * (len(phone) - _PHONE_HEAD - _PHONE_TAIL)
    return phone[:_PHONE_HEAD] + hidden + phone[-_PHONE_TAIL:]
