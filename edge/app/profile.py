"""A member's row and the contact its data lies in, always written together; merged, forgotten, erased."""

from __future__ import annotations

import msgspec

from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.contact import Contact, ContactErased
from edge.domain.member import SEEN_MS, MemberCard, MemberErased, MemberFile, MemberTold
from edge.domain.message import Event
from edge.domain.order import Order, OrderCancelled, OrderHandedOver, OrderRefunded
from edge.domain.profile import gone, heard

Events = tuple[Event, ...]
ASKED_MS = 24 * 3_600_000  # somebody asked for and not attached is forgotten after so long


def kept(file: MemberFile, uow: Uow) -> MemberFile:
    """The row, and the next version of its contact."""
    file = msgspec.structs.replace(file, version=file.version + 1)
    erased = file.profile.erased
    uow.contacts.put(
        Contact(
            contact_id=file.contact_id,
            version=file.version,
            name=file.member.name,
            phone=file.member.phone,
            erased=erased,
        )
    )
    uow.members.put(file)
    return file


def told(kind: type[MemberTold], file: MemberFile, uow: Uow) -> MemberTold:
    """Kept, and the event that tells the centre."""
    file = kept(file, uow)
    return kind(profile=file.profile, contact_id=file.contact_id, version=file.version)


def merged(card: MemberCard, uow: Uow, ctx: Context, *, asked: bool = False) -> Events:
    """Take the centre's word. An erased member is erased here too, and the centre hears that it was done."""
    profile = card.profile
    if profile.erased:
        return erased_here(profile.member_id, uow)
    file = uow.members.plain(profile.member_id)
    if profile.alias_of:
        if file is not None and not file.profile.erased:
            joined = msgspec.structs.replace(file.profile, alias_of=profile.alias_of)
            member = msgspec.structs.replace(file.member, profile=joined)
            uow.members.put(msgspec.structs.replace(file, member=member))
        return ()
    if file is None:
        seen_ms = ctx.now_ms - SEEN_MS + ASKED_MS if asked else card.seen_ms or ctx.now_ms
        file = MemberFile(member=card.member, contact_id=ctx.new_id(), version=0, seen_ms=seen_ms)
    elif file.profile.erased:
        return ()
    member = heard(file.member, card) if file.version else card.member
    written = file.version == 0 or (member.name, member.phone) != (file.member.name, file.member.phone)
    file = msgspec.structs.replace(file, member=member, heard_ms=ctx.now_ms)
    if card.as_of_ms >= file.as_of_ms:
        file = msgspec.structs.replace(
            file, points=card.points, told=card.told, coupons=card.coupons, as_of_ms=card.as_of_ms
        )
    if written:
        kept(file, uow)
    else:
        uow.members.put(file)
    return ()


def erase(member_id: str, uow: Uow) -> Events:
    """The member, every id joined to it, and delivery addresses that nothing is on its way to."""
    ids = uow.members.group(member_id)
    events: Events = ()
    for one in ids:
        events = (*events, *erased_here(one, uow))
    return events


def erased_here(member_id: str, uow: Uow) -> Events:
    """One id; nothing to say when it is unknown here or gone already."""
    file = uow.members.plain(member_id)
    if file is None or file.profile.erased:
        return ()
    addresses = _addresses(member_id, uow)
    blank = MemberFile(
        member=gone(member_id), contact_id=file.contact_id, version=file.version, seen_ms=file.seen_ms
    )
    uow.members.forget(member_id)
    return (told(MemberErased, blank, uow), *addresses)


def forget(member_id: str, uow: Uow) -> None:
    """The person is kept here no longer; other stores may."""
    file = uow.members.plain(member_id)
    if file is None:
        return
    uow.contacts.put(Contact(contact_id=file.contact_id, version=file.version + 1, erased=True))
    uow.members.forget(member_id)


def forget_address(event: OrderHandedOver | OrderCancelled | OrderRefunded, uow: Uow, _: Context) -> Events:
    """A reaction: the address of somebody erased goes as soon as nothing is on its way to it."""
    order = event.order
    file = uow.members.plain(order.member_id) if order.member_id else None
    return _address(order, uow) if file is not None and file.profile.erased else ()


def _addresses(member_id: str, uow: Uow) -> Events:
    events: Events = ()
    for order_id in uow.orders.of_members((member_id,)):
        order = uow.orders.get(order_id)
        events = (*events, *(_address(order, uow) if order is not None else ()))
    return events


def _address(order: Order, uow: Uow) -> Events:
    owed = order.state in {"open", "paying", "parked"} or (
        order.state == "paid"
        and any(part.way == "ship" and part.state == "waiting" for part in order.fulfilments)
    )
    contact = uow.contacts.get(order.contact_id) if order.contact_id and not owed else None
    if contact is None or contact.erased:
        return ()
    gone_now = Contact(contact_id=contact.contact_id, version=contact.version + 1, erased=True)
    uow.contacts.put(gone_now)
    return (ContactErased(contact_id=gone_now.contact_id, version=gone_now.version),)
