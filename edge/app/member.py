"""Members: found, signed up, verified, changed, erased; what the centre tells of them is merged in."""

from __future__ import annotations

import hmac

import msgspec

from edge.app.context import Context
from edge.app.profile import erase, forget, kept, merged, told
from edge.app.uow import Uow
from edge.app.visitor import attached, dropped
from edge.domain.contact import phone_of
from edge.domain.member import (
    MEMBERS_MAX,
    SEEN_MS,
    AskPhoneCode,
    AttachMember,
    ChangeMember,
    DropMember,
    EraseMember,
    MemberChanged,
    MemberFile,
    MemberKnown,
    MemberSignedUp,
    MemberVerified,
    NameMember,
    PhoneCodeAsked,
    PhoneCodeWrong,
    RecordMember,
    SentCode,
    ShowMemberCode,
    SignUp,
    SweepMembers,
    VerifyPhone,
    checked_name,
)
from edge.domain.member_code import AGAIN_MS, SENT_MS, SENT_PER_DAY, TRIES_MAX, code_hash, read_code
from edge.domain.message import Event
from edge.domain.profile import Member, Profile, stamp
from edge.errors import Rejected

Events = tuple[Event, ...]
SWEEP_ROWS = 100


def sign_up(command: SignUp, uow: Uow, ctx: Context) -> Events:
    """A new member, unverified; a phone known here is that member, as if it had been typed."""
    phone, name = _phone(command.phone), checked_name(command.name)
    known = uow.members.by_phone(phone)
    if known:
        return attached(known[0].profile.member_id, "typed", command.order_id, uow, ctx)
    fresh = Profile(member_id=ctx.new_id(), consent=command.consent)
    at = stamp(fresh, ctx.now_ms)
    stamps = dict.fromkeys(("name_hlc", "phone_hlc", "level_hlc", "consent_hlc"), at)
    member = Member(profile=msgspec.structs.replace(fresh, **stamps), name=name, phone=phone)
    file = kept(MemberFile(member=member, contact_id=ctx.new_id(), version=0, seen_ms=ctx.now_ms), uow)
    signed = MemberSignedUp(profile=file.profile, contact_id=file.contact_id, version=file.version)
    return (signed, *attached(member.profile.member_id, "typed", command.order_id, uow, ctx))


def name_member(command: NameMember, uow: Uow, ctx: Context) -> Events:
    known = uow.members.by_phone(_phone(command.phone))
    if not known:
        raise Rejected("no_member")
    return attached(known[0].profile.member_id, "typed", command.order_id, uow, ctx)


def show_member_code(command: ShowMemberCode, uow: Uow, ctx: Context) -> Events:
    """The signature proves who it is, known here or not. An older code than the last one taken is a copy."""
    member_id, made_ms = read_code(command.text, uow.members.keys(), ctx.now_ms)
    file = uow.members.get(member_id)
    if file is not None:
        if file.profile.erased:
            raise Rejected("no_member")
        here = uow.shelves.get(ctx.actor.place)
        again = here.member_id == file.profile.member_id and here.proof == "code"
        if made_ms <= file.code_ms and not again:
            raise Rejected("member_code_used")
        uow.members.put(msgspec.structs.replace(file, code_ms=max(made_ms, file.code_ms)))
        member_id = file.profile.member_id
    return attached(member_id, "code", command.order_id, uow, ctx)


def attach_member(command: AttachMember, uow: Uow, ctx: Context) -> Events:
    here = uow.shelves.get(ctx.actor.place)
    if not here.member_id:
        raise Rejected("no_member")
    return attached(here.member_id, here.proof, command.order_id, uow, ctx)


def drop_member(_: DropMember, uow: Uow, ctx: Context) -> Events:
    return dropped(uow, ctx)


def ask_phone_code(command: AskPhoneCode, uow: Uow, ctx: Context) -> Events:
    """Kept before it is sent; not too soon after the last one, and not too many a day."""
    file = _here(uow, ctx)
    before = uow.members.sent_code(file.profile.member_id)
    sent = 1
    if before is not None:
        if ctx.now_ms < before.sent_ms + AGAIN_MS:
            raise Rejected("code_wait", wait_s=(before.sent_ms + AGAIN_MS - ctx.now_ms + 999) // 1000)
        sent = before.sent + 1 if before.day == ctx.today else 1
        if sent > SENT_PER_DAY:
            raise Rejected("code_enough")
    uow.members.put_sent_code(
        SentCode(
            member_id=file.profile.member_id,
            salt=command.salt,
            code_hash=command.code_hash,
            sent_ms=ctx.now_ms,
            day=ctx.today,
            sent=sent,
        )
    )
    return (PhoneCodeAsked(contact_id=file.contact_id),)


def verify_phone(command: VerifyPhone, uow: Uow, ctx: Context) -> Events:
    """A right code proves the phone for this session and, where it was not yet, for good. A wrong try counts,
    so it is an event and no refusal.
    """
    file = _here(uow, ctx)
    sent = uow.members.sent_code(file.profile.member_id)
    if sent is None or not sent.code_hash or ctx.now_ms >= sent.sent_ms + SENT_MS:
        raise Rejected("code_old")
    if sent.tries >= TRIES_MAX:
        raise Rejected("code_tries")
    if not hmac.compare_digest(sent.code_hash, code_hash(sent.salt, command.code)):
        uow.members.put_sent_code(msgspec.structs.replace(sent, tries=sent.tries + 1))
        return (PhoneCodeWrong(place=ctx.actor.place, left=TRIES_MAX - sent.tries - 1),)
    uow.members.put_sent_code(msgspec.structs.replace(sent, code_hash="", salt=""))
    proven = attached(file.profile.member_id, "phone", "", uow, ctx)
    file = uow.members.get(file.profile.member_id) or file
    if file.profile.verified:
        return proven
    at = stamp(file.profile, ctx.now_ms)
    profile = msgspec.structs.replace(file.profile, verified=True, phone_hlc=at)
    return (told(MemberVerified, _with(file, profile=profile), uow), *proven)


def change_member(command: ChangeMember, uow: Uow, ctx: Context) -> Events:
    file = _member(command.member_id, uow)
    profile, name = file.profile, file.member.name
    at = stamp(profile, ctx.now_ms)
    if command.name is not None:
        name, profile = checked_name(command.name), msgspec.structs.replace(profile, name_hlc=at)
    if command.level is not None:
        if ctx.actor.role == "cashier":
            raise Rejected("not_allowed")
        profile = msgspec.structs.replace(profile, level=command.level, level_hlc=at)
    if command.consent is not None:
        profile = msgspec.structs.replace(profile, consent=command.consent, consent_hlc=at)
    if profile == file.profile:
        return ()
    return (told(MemberChanged, _with(file, profile=profile, name=name), uow),)


def erase_member(command: EraseMember, uow: Uow, _: Context) -> Events:
    """The person goes, with every delivery address of theirs that is no longer needed; the ids stay."""
    file = _member(command.member_id, uow)
    return erase(file.profile.member_id, uow)


def record_member(command: RecordMember, uow: Uow, ctx: Context) -> Events:
    """Somebody was asked for; whoever is not attached then is forgotten soon."""
    known = MemberKnown(member_id=command.card.profile.member_id)
    return (*merged(command.card, uow, ctx, asked=True), known)


def sweep_members(_: SweepMembers, uow: Uow, ctx: Context) -> Events:
    for member_id in uow.members.unseen(before_ms=ctx.now_ms - SEEN_MS, most=MEMBERS_MAX, limit=SWEEP_ROWS):
        forget(member_id, uow)
    return ()


def _phone(text: str) -> str:
    phone = phone_of(text)
    if not phone:
        raise Rejected("member_phone")
    return phone


def _here(uow: Uow, ctx: Context) -> MemberFile:
    """Who stands at the actor's place, with a phone to send to."""
    here = uow.shelves.get(ctx.actor.place)
    file = uow.members.get(here.member_id) if here.member_id else None
    if file is None or not file.member.phone:
        raise Rejected("no_member")
    return file


def _member(member_id: str, uow: Uow) -> MemberFile:
    file = uow.members.get(member_id)
    if file is None or file.profile.erased:
        raise Rejected("no_member")
    return file


def _with(file: MemberFile, *, profile: Profile, name: str | None = None) -> MemberFile:
    member = Member(profile=profile, name=file.member.name if name is None else name, phone=file.member.phone)
    return msgspec.structs.replace(file, member=member)
