"""Members: one person in every store, known by a typed phone, by a signed code or by a proven phone."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.contact import NAME_MAX
from edge.domain.coupon import Coupon
from edge.domain.message import Command, Event
from edge.domain.profile import Level, Member, Profile, Told
from edge.errors import Rejected

Proof = Literal["", "typed", "code", "phone"]
PROVEN: frozenset[Proof] = frozenset({"code", "phone"})  # sees and spends; a typed phone only earns
SEEN_MS = 180 * 24 * 3_600_000  # a store keeps whom it saw within this time
MEMBERS_MAX = 50_000  # kept by one store; those seen longest ago go first
FRESH_MS = 5 * 60_000  # the centre's word about a balance counts as of now for so long


class MemberCard(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A member as the centre tells a store. `points` is the balance at `as_of_ms`; `told` says, log by log of
    that store, what is in it, so that the store adds what is not. `seen_ms`: when that store last saw the
    person, 0 for never.
    """

    profile: Profile
    name: str = ""
    phone: str = ""
    points: int = 0
    told: dict[str, Told] = {}
    coupons: tuple[Coupon, ...] = ()
    as_of_ms: int = 0
    seen_ms: int = 0

    @property
    def member(self) -> Member:
        return Member(profile=self.profile, name=self.name, phone=self.phone)


class MemberFile(msgspec.Struct, frozen=True, kw_only=True):
    """A member as a store keeps one: with the contact its data lies in, the centre's last word about the
    balance and when it was heard, when the person was last here, and the age of the last code taken.
    """

    member: Member
    contact_id: str
    version: int = 1
    points: int = 0
    told: dict[str, Told] = {}
    coupons: tuple[Coupon, ...] = ()
    as_of_ms: int = 0
    heard_ms: int = 0
    seen_ms: int = 0
    code_ms: int = 0

    @property
    def profile(self) -> Profile:
        return self.member.profile


class SentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code on its way: only its hash, how often it was tried, how many were sent on this day."""

    member_id: str
    salt: str
    code_hash: str
    sent_ms: int
    day: str
    sent: int = 1
    tries: int = 0


class MemberPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What a store allows while the centre cannot be asked: `offline_fen` of points a member and day, once
    its last word is older than `fresh_ms`.
    """

    offline_fen: int = 2_000
    fresh_ms: int = FRESH_MS


class MemberKeys(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a store needs to check member codes and to ask for a phone without naming it. Hex; no key in here
    can make a code.
    """

    public: str
    find: str


class SignUp(Command, frozen=True, kw_only=True):
    """Make a member of a phone, unverified, at the actor's place (or for the order named)."""

    phone: str
    name: str = ""
    consent: bool = False
    order_id: str = ""


class NameMember(Command, frozen=True, kw_only=True):
    """A typed phone: the order earns for that member; nothing is shown, nothing spent."""

    phone: str
    order_id: str = ""


class ShowMemberCode(Command, frozen=True, kw_only=True):
    """The signed code of the member's own phone."""

    text: str
    order_id: str = ""


class AttachMember(Command, frozen=True, kw_only=True):
    """Put the member found at this place onto an order."""

    order_id: str


class AskPhoneCode(Command, frozen=True, kw_only=True):
    """A one-time code is on its way to the phone of the member at this place; kept as a salted hash."""

    salt: str
    code_hash: str


class VerifyPhone(Command, frozen=True, kw_only=True):
    """The code as the shopper typed it."""

    code: str


class DropMember(Command, frozen=True, kw_only=True):
    """Forget who stands at this place; an open basket no longer earns."""


class ChangeMember(Command, frozen=True, kw_only=True):
    """Fields by name; None leaves one as it is."""

    member_id: str
    name: str | None = None
    level: Level | None = None
    consent: bool | None = None


class EraseMember(Command, frozen=True, kw_only=True):
    """Forget a person everywhere; what was bought and earned keeps the id."""

    member_id: str


class RecordMember(Command, frozen=True, kw_only=True):
    """The centre's answer about a member."""

    card: MemberCard


class SweepMembers(Command, frozen=True, kw_only=True):
    """Forget one bounded piece of those not seen here for long."""


class MemberTold(Event, frozen=True, kw_only=True):
    """Something about a member; name and phone travel beside the log under `contact_id`."""

    profile: Profile
    contact_id: str
    version: int


class MemberSignedUp(MemberTold, frozen=True, kw_only=True):
    """A person became a member here."""


class MemberVerified(MemberTold, frozen=True, kw_only=True):
    """Who stands here holds the phone."""


class MemberChanged(MemberTold, frozen=True, kw_only=True):
    """A field was written here."""


class MemberErased(MemberTold, frozen=True, kw_only=True):
    """The person's data is gone from this store."""


class MemberShown(Event, frozen=True, kw_only=True):
    """A place knows another member, or something new about one; not logged for the centre."""

    place: str
    member_id: str
    proof: Proof


class MemberKnown(Event, frozen=True, kw_only=True):
    """The centre answered about a member; not logged for the centre."""

    member_id: str


class PhoneCodeWrong(Event, frozen=True, kw_only=True):
    """A wrong code was typed; `left` tries remain. Not logged for the centre."""

    place: str
    left: int


class PhoneCodeAsked(Event, frozen=True, kw_only=True):
    """Where to send the code; not logged for the centre."""

    contact_id: str


def checked_name(text: str) -> str:
    """A name as it is kept, or ''; `Rejected('member_name')` for what cannot be printed or is too long."""
    name = text.strip()
    if len(name) > NAME_MAX or not name.isprintable():
        raise Rejected("member_name")
    return name


def mask_name(name: str) -> str:
    """The first character, and that there are more."""
    return name[:1] + "*" * min(3, max(1, len(name) - 1)) if name else ""
