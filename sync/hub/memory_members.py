"""The centre's members in memory, by the same rules as the tables'."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edge.domain.coupon import COUPONS_MAX
from edge.domain.member import MEMBERS_MAX, SEEN_MS
from edge.domain.member_code import phone_hash
from edge.domain.profile import Member, Told, gone
from sync import topics
from sync.hub.member_sheet import CouponRow, Seen
from sync.hub.members import (
    Standing,
    aliases_of,
    but_erased,
    card,
    concerns,
    entries,
    keys_entry,
    listed,
    named,
    news,
    root_of,
    settled,
)
from sync.question import FindMember, MemberFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from edge.domain.member_code import ChainKey
    from sync.hub.facts import Changes, CouponNews, PointsNews
    from sync.hub.memory_feeds import MemoryFeeds
    from sync.hub.memory_shop import MemoryShop
    from sync.ports import Clock

    Pair = tuple[str, str]


CONTACT = "member."  # and the id: by which the ledger of the erased names a member


class MemoryMembers:
    """Who everybody is and what the stores are told of them. `shop` holds the contacts, and the ledger of the
    erased.
    """

    def __init__(
        self,
        feeds: MemoryFeeds,
        shop: MemoryShop,
        clock: Clock,
        chain: ChainKey | None,
    ) -> None:
        self._feeds, self._shop, self._clock, self._chain = feeds, shop, clock, chain
        self.keys = None if chain is None else chain.keys
        self.people: dict[str, Member] = {}
        feeds.whole = lambda row: named(row, self.people)
        self.moves: dict[tuple[str, str, str], PointsNews] = {}
        self.uses: dict[Pair, CouponNews] = {}
        self.coupons: dict[str, tuple[str, CouponRow]] = {}
        self._seen: dict[Pair, int] = {}
        self._told: set[Pair] = set()  # whom their stores' streams still tell of
        self.gone_in: dict[Pair, int] = {}
        self._kept_under: dict[str, str] = {}

    def apply(self, changes: Changes, now_ms: int) -> None:
        words = []
        for one in changes.members:
            owner, contact = self._shop.contacts.get(one.contact_id, ("", None))
            lost = contact is None or contact.erased or owner != one.store
            name, phone = ("", "") if contact is None else (contact.name, contact.phone)
            words.append(news(one.profile, name, phone, now_ms, lost=lost))
            self._kept_under.setdefault(one.contact_id, one.profile.member_id)
            if one.profile.erased:
                self.gone_in.setdefault((one.profile.member_id, one.store), one.at_ms)
            else:
                self._see(one.profile.member_id, one.store, one.at_ms)
        back = self._erased_of(words)
        touched = self.write(but_erased(words, back)) | back
        self._forget(back)
        for moved in changes.points:
            if self.moves.setdefault((moved.store, moved.move.reason, moved.move.ref), moved) is moved:
                touched.add(moved.move.member_id)
            self._see(moved.move.member_id, moved.store, moved.at_ms)
        for used in changes.coupons:
            if self.uses.setdefault((used.use.coupon_id, used.use.order_id), used) is used:
                touched.add(used.use.member_id)
            self._see(used.use.member_id, used.store, used.at_ms)
        self.tell(touched, now_ms)

    def load(self, words: Sequence[Member], seen: Mapping[Pair, int]) -> int:
        """Members of a list, and where each is at home; how many are another now."""
        words = but_erased(words, self._erased_of(words))
        roots = [self.people.get(root_of(self.people, one.profile.member_id)) for one in words]
        changed = self.write([listed(known, one) for known, one in zip(roots, words, strict=True)])
        for (member_id, store), at_ms in seen.items():
            self._see(member_id, store, at_ms)
        self.tell(changed, self._clock.now_ms())
        return len(changed)

    def write(self, words: Sequence[Member]) -> set[str]:
        """Take in words; the ids that are another now."""
        if not words:
            return set()
        changed = settled(self.people, words)
        self.people.update(changed)
        self._forget({one for one, member in changed.items() if member.profile.erased})
        return set(changed)

    def _forget(self, gone_now: Collection[str]) -> None:
        """What the stores keep of them under other names, too."""
        kept = [contact_id for contact_id, one in self._kept_under.items() if one in gone_now]
        named = [f"{CONTACT}{one}" for one in gone_now]
        if gone_now:
            self._shop.erase_again(dict.fromkeys((*kept, *named), self._clock.now_ms()))

    def _erased_of(self, words: Iterable[Member]) -> set[str]:
        """Who of these is told of as if there, and stands in the ledger of the erased."""
        ids = {word.profile.member_id for word in words if not word.profile.erased}
        return {one for one in ids if f"{CONTACT}{one}" in self._shop.erased}

    def erase_again(self) -> None:
        """After a restore: who was erased meanwhile stays so."""
        names = [name.removeprefix(CONTACT) for name in self._shop.erased if name.startswith(CONTACT)]
        self.tell(self.write([gone(name) for name in sorted(names)]), self._clock.now_ms())

    def tell(self, member_ids: Iterable[str], now_ms: int) -> None:
        standing = self.standings(member_ids, now_ms)
        for store in sorted({seen.store for one in standing for seen in one.seen}):
            told = [
                entry
                for one in standing
                if concerns(one, store, now_ms - SEEN_MS)
                for entry in entries(one, store, now_ms)
            ]
            own = [] if self.keys is None else [keys_entry(self.keys)]
            scope = topics.scope("member", store)
            self._feeds.put(scope, "member", [*own, *told])

    async def forget_unseen(self) -> int:
        now_ms = self._clock.now_ms()
        old = [pair for pair in self._told if self._seen[pair] < now_ms - SEEN_MS]
        old = old or [pair for store in sorted({at for _, at in self._told}) for pair in self._over(store)]
        self._told.difference_update(old)
        for member_id, store in old:
            root = root_of(self.people, member_id)
            ids = (root, *aliases_of(self.people, root))
            if not any((one, store) in self._told for one in ids):
                self._feeds.drop(topics.scope("member", store), ids)
        return len(old)

    def _over(self, store: str) -> list[Pair]:
        """Whom a store saw longest ago, of more than it keeps."""
        last = sorted((self._seen[pair], pair) for pair in self._told if pair[1] == store)
        return [pair for _, pair in last[: max(0, len(last) - MEMBERS_MAX)]]

    def tell_keys(self, store: str) -> None:
        if self.keys is not None:
            self._feeds.put(topics.scope("member", store), "member", [keys_entry(self.keys)])

    async def find(self, store: str, ask: FindMember) -> MemberFound:
        keys = self.keys
        found = [
            one
            for one, member in self.people.items()
            if one == ask.member_id
            or (ask.phone_hash and keys and member.phone and phone_hash(keys, member.phone) == ask.phone_hash)
        ]
        best = min(found, key=lambda one: (not self.people[one].profile.verified, one), default=None)
        now_ms = self._clock.now_ms()
        if best is None or self.people[best].profile.erased:
            return MemberFound(ask=ask.ask)
        return MemberFound(ask=ask.ask, card=card(self.standings([best], now_ms)[0], store, now_ms))

    def _see(self, member_id: str, store: str, at_ms: int) -> None:
        self._seen[member_id, store] = max(at_ms, self._seen.get((member_id, store), 0))
        self._told.add((member_id, store))

    def _used(self, coupon_id: str) -> int:
        return sum(1 for held, _ in self.uses if held == coupon_id)

    def standings(self, member_ids: Iterable[str], now_ms: int) -> list[Standing]:
        roots = {root_of(self.people, one) for one in member_ids if one in self.people}
        return [self._of(root, now_ms) for root in sorted(roots)]

    def _of(self, root: str, now_ms: int) -> Standing:
        ids = {root, *aliases_of(self.people, root)}
        told: defaultdict[str, dict[str, Told]] = defaultdict(dict)
        moves = [one for one in self.moves.values() if one.move.member_id in ids]
        for one in moves:
            known = told[one.store].get(one.origin, Told())
            told[one.store][one.origin] = Told(rows=known.rows + 1, points=known.points + one.move.points)
        seen: dict[str, int] = {}
        for (member_id, store), at_ms in self._seen.items():
            if member_id in ids:
                seen[store] = max(at_ms, seen.get(store, 0))
        coupons = sorted(
            (held.coupon.until_ms, held.coupon.coupon_id, held.coupon)
            for owner, held in self.coupons.values()
            if owner in ids and held.coupon.until_ms > now_ms and not self._used(held.coupon.coupon_id)
        )
        return Standing(
            member=self.people[root],
            aliases=aliases_of(self.people, root),
            points=sum(one.move.points for one in moves),
            told=dict(told),
            coupons=tuple(coupon for _, _, coupon in coupons[:COUPONS_MAX]),
            seen=tuple(Seen(store=store, seen_ms=at_ms) for store, at_ms in sorted(seen.items())),
        )
