"""A member's fields, each with the clock of its last writer: two words about a person merge alike in any
order. Name and phone lie in `contact`, never in a log.
"""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import msgspec

from edge.domain.ids import COUNTER_BITS, tick

Level = Literal["basic", "silver", "gold", "black"]
AHEAD_MS = 60_000  # a store's clock may run ahead of the centre's by so much; more is cut off

Hlc = Annotated[int, msgspec.Meta(ge=0)]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A member without name and phone, as a log may tell it. A stamp is the clock of the field's last writer;
    `verified` belongs to the phone. `alias_of` names the member this one was joined to.
    """

    member_id: str
    verified: bool = False
    level: Level = "basic"
    consent: bool = False
    name_hlc: Hlc = 0
    phone_hlc: Hlc = 0
    level_hlc: Hlc = 0
    consent_hlc: Hlc = 0
    alias_of: str = ""
    erased: bool = False


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A profile with the person's own data."""

    profile: Profile
    name: str = ""
    phone: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How far the centre's balance holds what one log told of a member."""

    rows: int = 0
    points: int = 0


class Card(Protocol):
    """What of the centre's word this file needs."""

    @property
    def profile(self) -> Profile: ...
    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def as_of_ms(self) -> int: ...


def merge(one: Member, other: Member) -> Member:
    """Both words about one member as one: per field the later writer, between equals the greater value. Being
    erased goes before everything.
    """
    a, b = one.profile, other.profile
    if a.erased or b.erased:
        return gone(a.member_id)
    name_hlc, name = max((a.name_hlc, one.name), (b.name_hlc, other.name))
    phone_hlc, phone, verified = max(
        (a.phone_hlc, one.phone, a.verified), (b.phone_hlc, other.phone, b.verified)
    )
    level_hlc, level = max((a.level_hlc, a.level), (b.level_hlc, b.level))
    consent_hlc, consent = max((a.consent_hlc, a.consent), (b.consent_hlc, b.consent))
    profile = Profile(
        member_id=a.member_id,
        verified=verified,
        level=level,
        consent=consent,
        name_hlc=name_hlc,
        phone_hlc=phone_hlc,
        level_hlc=level_hlc,
        consent_hlc=consent_hlc,
        alias_of=min(filter(None, (a.alias_of, b.alias_of)), default=""),
    )
    return Member(profile=profile, name=name, phone=phone)


def clamped(profile: Profile, now_ms: int) -> Profile:
    """No stamp from the future: a clock that runs ahead cannot write over what comes after it."""
    most = (now_ms + AHEAD_MS) << COUNTER_BITS
    return msgspec.structs.replace(
        profile,
        name_hlc=min(profile.name_hlc, most),
        phone_hlc=min(profile.phone_hlc, most),
        level_hlc=min(profile.level_hlc, most),
        consent_hlc=min(profile.consent_hlc, most),
    )


def heard(here: Member, card: Card) -> Member:
    """What a store holds after the centre's card: a field the centre has taken in is the centre's, one that
    is still on its way stays.
    """
    own, mine, theirs = here.profile, clamped(here.profile, card.as_of_ms), card.profile
    if theirs.erased or own.erased:
        return gone(theirs.member_id)
    name, phone, profile = card.name, card.phone, theirs
    if mine.name_hlc > theirs.name_hlc:
        name, profile = here.name, _with(profile, name_hlc=own.name_hlc)
    if mine.phone_hlc > theirs.phone_hlc:
        phone, profile = here.phone, _with(profile, phone_hlc=own.phone_hlc, verified=own.verified)
    if mine.level_hlc > theirs.level_hlc:
        profile = _with(profile, level_hlc=own.level_hlc, level=own.level)
    if mine.consent_hlc > theirs.consent_hlc:
        profile = _with(profile, consent_hlc=own.consent_hlc, consent=own.consent)
    return Member(profile=profile, name=name, phone=phone)


def gone(member_id: str) -> Member:
    """An erased member: the id, and that it is erased."""
    return Member(profile=Profile(member_id=member_id, erased=True))


def stamp(profile: Profile, now_ms: int) -> int:
    """The clock of a write to this member now: after every write it has seen."""
    return tick(max(profile.name_hlc, profile.phone_hlc, profile.level_hlc, profile.consent_hlc), now_ms)


def _with(profile: Profile, **fields: object) -> Profile:
    return msgspec.structs.replace(profile, **fields)
