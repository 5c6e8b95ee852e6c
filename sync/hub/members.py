"""One person everywhere: how words of many stores become one member, and what is told of it. Pure, for every
centre alike.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from edge.domain.contact import mask_phone, phone_of
from edge.domain.coupon import Coupon
from edge.domain.ids import COUNTER_BITS
from edge.domain.member import MemberCard, MemberKeys, mask_name
from edge.domain.member_code import is_code, read_code
from edge.domain.profile import Member, Profile, Told, clamped, gone, merge
from edge.errors import Rejected
from sync.hub.erasures import reach
from sync.hub.feeds import Entry
from sync.hub.member_sheet import CouponRow, Erasing, MemberRow, MemberSheet, MoveRow, Seen
from sync.log.down_hub import FeedRow

KEYS = "keys"
LISTED = 1  # the stamp of a list: before any clock
LISTS_MAX = 1 << COUNTER_BITS  # stamps below it are a list's; any clock's are above
COUPON_MAX_FEN = 1_000_000
TITLE_MAX = 60
DAY_MS = 86_400_000
_ITEM = msgspec.json.Decoder(MemberCard | MemberKeys)
_ID_START = re.compile(r"(?=0|[0-9a-f]*[a-f]|[0-9]{32})[0-9a-f]{6,32}")  # else it is a part of a phone


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a card is made of. `told` by store, then by log."""

    member: Member
    aliases: tuple[str, ...] = ()
    points: int = 0
    told: dict[str, dict[str, Told]] = {}
    coupons: tuple[Coupon, ...] = ()
    seen: tuple[Seen, ...] = ()


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a search means: an id by its `start`, or a whole phone; neither for everybody."""

    start: str = ""
    phone: str = ""


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of somebody's erasing: the centre's decision, and which stores said they are gone."""

    erasing: Erasing | None = None
    gone: dict[str, int] = {}


def id_of(name: str) -> str:
    """The id of a member that a list names otherwise."""
    return hashlib.md5(f"member{name}".encode(), usedforsecurity=False).hexdigest()


def news(profile: Profile, name: str, phone: str, now_ms: int, *, lost: bool = False) -> Member:
    """A store's word as it counts here: no stamp from the future, and no stamp for data that is `lost`."""
    if profile.erased:
        return gone(profile.member_id)
    profile = msgspec.structs.replace(clamped(profile, now_ms), alias_of="")
    if lost:
        profile = msgspec.structs.replace(profile, name_hlc=0, phone_hlc=0, verified=False)
        name = phone = ""
    return Member(profile=profile, name=name, phone=phone)


def but_erased(words: Sequence[Member], gone_ids: Collection[str]) -> list[Member]:
    """These words, but of who stands in the ledger of the erased that they are gone: a backup may know nobody
    of that id, and whoever tells of them again is to hear it.
    """
    return [gone(one.profile.member_id) if one.profile.member_id in gone_ids else one for one in words]


def listed(known: Member | None, word: Member) -> Member:
    """A list's word about somebody: after what an earlier list said, before whatever a store wrote."""
    if known is None or known.profile.erased:
        return word
    old, new = known.profile, word.profile
    stamps = {}
    for field, same in (
        ("name_hlc", known.name == word.name),
        ("phone_hlc", known.phone == word.phone),
        ("level_hlc", old.level == new.level),
        ("consent_hlc", old.consent == new.consent),
    ):
        before = getattr(old, field)
        stamps[field] = before + 1 if before < LISTS_MAX and not same else LISTED
    return msgspec.structs.replace(word, profile=msgspec.structs.replace(new, **stamps))


def proven_phones(words: Iterable[Member]) -> tuple[str, ...]:
    """Phones by which two members may turn out to be one, sorted."""
    return tuple(sorted({one.phone for one in words if one.profile.verified and one.phone}))


def settled(people: Mapping[str, Member], words: Sequence[Member]) -> dict[str, Member]:
    """Who is another after these words. `people` holds every member named, whoever holds a phone that is
    proven in them, and all of their groups. Erasing one erases the group.
    """
    after = dict(people)
    for word in words:
        root = root_of(after, word.profile.member_id)
        if word.profile.erased:
            for alias in aliases_of(after, root):
                after[alias] = Member(profile=Profile(member_id=alias, alias_of=root, erased=True))
            after[root] = gone(root)
            continue
        as_root = msgspec.structs.replace(word, profile=msgspec.structs.replace(word.profile, member_id=root))
        known = after.get(root)
        after[root] = as_root if known is None else merge(known, as_root)
    _join(after)
    return {one: member for one, member in after.items() if people.get(one) != member}


def root_of(people: Mapping[str, Member], member_id: str) -> str:
    known = people.get(member_id)
    return member_id if known is None else known.profile.alias_of or member_id


def aliases_of(people: Mapping[str, Member], root: str) -> tuple[str, ...]:
    return tuple(sorted(one for one, member in people.items() if member.profile.alias_of == root))


def _join(people: dict[str, Member]) -> None:
    """A verified phone is one person: the oldest id stays, the others become aliases of it."""
    by_phone: defaultdict[str, list[str]] = defaultdict(list)
    for one, member in people.items():
        if member.profile.verified and member.phone and not member.profile.alias_of:
            by_phone[member.phone].append(one)
    for group in by_phone.values():
        root, *others = sorted(group)
        for other in others:
            profile = msgspec.structs.replace(people[other].profile, member_id=root)
            people[root] = merge(people[root], msgspec.structs.replace(people[other], profile=profile))
            for one in (other, *aliases_of(people, other)):
                people[one] = Member(profile=Profile(member_id=one, alias_of=root))


def card(standing: Standing, store: str, now_ms: int) -> MemberCard:
    """A member as `store` is told it now."""
    member = standing.member
    seen_ms = max((one.seen_ms for one in standing.seen if one.store == store), default=0)
    return MemberCard(
        profile=member.profile,
        name=member.name,
        phone=member.phone,
        points=standing.points,
        told=standing.told.get(store, {}),
        coupons=standing.coupons,
        as_of_ms=now_ms,
        seen_ms=seen_ms,
    )


def concerns(standing: Standing, store: str, since_ms: int) -> bool:
    """Whether a store is told of a member: it saw them since, or ever where they are erased."""
    erased = standing.member.profile.erased
    return any(one.store == store and (erased or one.seen_ms >= since_ms) for one in standing.seen)


def entries(standing: Standing, store: str, now_ms: int) -> tuple[Entry, ...]:
    """What stands in a store's stream of this member: its card, and where its old ids lead. Name and phone
    are put in when it is sent, so that one table has them; a card is written even where only they are others.
    """
    root = standing.member.profile.member_id
    own = [msgspec.structs.replace(card(standing, store, now_ms), name="", phone="")]
    for alias in standing.aliases:
        profile = Profile(member_id=alias, alias_of=root, erased=standing.member.profile.erased)
        own.append(MemberCard(profile=profile))
    return tuple(
        Entry(
            key=one.profile.member_id,
            kind="MemberCard",
            item=msgspec.json.encode(one),
            force=not one.profile.alias_of,
        )
        for one in own
    )


def named(row: FeedRow, people: Mapping[str, Member]) -> FeedRow:
    """A row of a stream of members as it is sent; of an old id only where it leads."""
    item = _ITEM.decode(row.item)
    own = isinstance(item, MemberCard) and not item.profile.alias_of
    known = people.get(item.profile.member_id) if own else None
    if known is None:
        return row
    whole = msgspec.structs.replace(item, name=known.name, phone=known.phone)
    return msgspec.structs.replace(row, item=msgspec.json.encode(whole))


def keys_entry(keys: MemberKeys) -> Entry:
    return Entry(key=KEYS, kind="MemberKeys", item=msgspec.json.encode(keys))


def row(standing: Standing) -> MemberRow:
    member = standing.member
    return MemberRow(
        member_id=member.profile.member_id,
        name=mask_name(member.name),
        phone=mask_phone(member.phone),
        verified=member.profile.verified,
        level=member.profile.level,
        consent=member.profile.consent,
        erased=member.profile.erased,
        points=standing.points,
        overdrawn=standing.points < 0,
        aliases=standing.aliases,
    )


def sought(text: str, keys: MemberKeys | None, now_ms: int) -> Sought:
    """A whole phone, a fresh member code, or the start of an id; '' for everybody. Never a part of a name or
    a phone, by which one could guess. `Rejected('member_search')` for anything else.
    """
    clean = text.strip()
    if not clean:
        return Sought()
    if is_code(clean):
        return Sought(start=read_code(clean, keys, now_ms)[0])
    if phone := phone_of(clean):
        return Sought(phone=phone)
    if _ID_START.fullmatch(clean.lower()):
        return Sought(start=clean.lower())
    raise Rejected("member_search")


def sheet(
    standing: Standing,
    moves: tuple[MoveRow, ...],
    coupons: tuple[CouponRow, ...],
    erased: Erased,
    now_ms: int,
) -> MemberSheet:
    """The sheet of one member; `moves` are one page of its lines."""
    at_ms = erased.erasing.at_ms if erased.erasing else min(erased.gone.values(), default=0)
    is_gone = standing.member.profile.erased
    return MemberSheet(
        member=row(standing),
        moves=moves,
        moves_all=sum(told.rows for logs in standing.told.values() for told in logs.values()),
        coupons=coupons,
        seen=standing.seen,
        erasing=erased.erasing,
        erased_ms=at_ms,
        reach=reach(standing.seen, erased.gone, now_ms) if is_gone else (),
    )


def again(known: CouponRow, wish: Coupon, now_ms: int) -> Coupon:
    """What stands under a coupon's id when it is given once more, for as many days; `Rejected('key_reused')`
    for another.
    """
    days = round((known.coupon.until_ms - known.given_ms) / DAY_MS)
    same = msgspec.structs.replace(wish, until_ms=known.coupon.until_ms)
    if same != known.coupon or round((wish.until_ms - now_ms) / DAY_MS) != days:
        raise Rejected("key_reused")
    return known.coupon


def checked(coupon: Coupon, now_ms: int) -> Coupon:
    """`Rejected('coupon')` for what cannot be granted."""
    titled = all(0 < len(title) <= TITLE_MAX for title in (coupon.title_zh, coupon.title_en))
    fen = 0 < coupon.off_fen <= COUPON_MAX_FEN and coupon.off_fen <= coupon.least_fen
    if not titled or not fen or coupon.until_ms <= now_ms:
        raise Rejected("coupon")
    return coupon
