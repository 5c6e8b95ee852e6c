"""The streams of the centre in memory."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from edge.domain.catalog import Product, Variant
from edge.domain.price import Price
from edge.domain.staff import StaffMember
from sync.hub import prices
from sync.hub.desk import FoundItem, matching
from sync.hub.ports import ScopeHead
from sync.hub.pricing import Listed, in_force, outlived, settled
from sync.log.down_hub import FeedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from edge.domain.feed import Stream
    from sync.hub.feeds import Entry


class MemoryFeeds:
    """Scopes with their items by key, each at the position of its latest change."""

    def __init__(self) -> None:
        self.bells: list[Callable[[str], None]] = []
        self.whole: Callable[[FeedRow], FeedRow] = lambda row: row  # puts in who a member is
        self._heads: dict[str, ScopeHead] = {}
        self._held: dict[str, dict[str, tuple[int, Entry]]] = {}
        self._set: dict[str, tuple[str, int]] = {}  # by whom and when, by a price's key
        self._price_keys: defaultdict[str, set[str]] = defaultdict(set)

    def heads(self) -> tuple[ScopeHead, ...]:
        return tuple(self._heads.values())

    def head(self, scope: str) -> int | None:
        known = self._heads.get(scope)
        return None if known is None else known.pos

    def put(self, scope: str, stream: Stream, entries: Sequence[Entry]) -> int:
        """Write what differs, each at the next position; how many were written."""
        held = self._held.setdefault(scope, {})
        head = start = self.head(scope) or 0
        for entry in entries:
            before = held.get(entry.key)
            if before is not None and not entry.force and _same(before[1], entry):
                continue
            head += 1
            held[entry.key] = (head, _at(entry, head))
            if entry.kind == "Price":
                self._price_keys[entry.key.split("|")[0]].add(entry.key)
        self._heads[scope] = ScopeHead(scope=scope, stream=stream, pos=head)
        if head > start:
            for bell in self.bells:
                bell(scope)
        return head - start

    def drop(self, scope: str, keys: Sequence[str]) -> None:
        """Items that are told no longer; their positions stay empty."""
        held = self._held.get(scope, {})
        for key in keys:
            held.pop(key, None)

    def forget(self, stream: Stream, over: Callable[[Entry], bool]) -> int:
        """Drop what is over in every scope of a stream; how many items that was."""
        count = 0
        for scope in [head.scope for head in self._heads.values() if head.stream == stream]:
            gone = [key for key, (_, entry) in self._held[scope].items() if over(entry)]
            self.drop(scope, gone)
            count += len(gone)
        return count

    def after(self, scope: str, pos: int, store: str | None = None) -> tuple[FeedRow, ...]:
        rows = sorted(
            ((at, entry) for at, entry in self._held.get(scope, {}).values() if at > pos),
            key=lambda row: row[0],
        )
        found = (
            FeedRow(pos=at, item=entry.item, store=entry.store)
            for at, entry in rows
            if store is None or entry.store in ("", store)
        )
        return tuple(map(self.whole, found) if scope.startswith("member/") else found)

    def write_prices(self, rows: Sequence[Listed], now_ms: int) -> int:
        held = self._held.setdefault(prices.SCOPE, {})
        before = {row.key: held.get(row.key) for row in rows}
        count = self.put(prices.SCOPE, "price", [prices.entry(row) for row in rows])
        for row in rows:
            if held[row.key] is not before[row.key]:
                self._set[row.key] = (row.set_by, row.set_ms)
        skus = list(dict.fromkeys(row.price.sku for row in rows))
        again = [row for sku in skus for row in settled(self.prices(sku))]
        count += self.put(prices.SCOPE, "price", [prices.entry(row, force=True) for row in again])
        for sku in skus:
            for old in outlived(self.prices(sku), now_ms):
                del self._held[prices.SCOPE][old.key]
                self._price_keys[sku].discard(old.key)
                self._set.pop(old.key, None)
        return count

    def prices(self, sku: str) -> list[Listed]:
        entries = [self._held[prices.SCOPE][key][1] for key in sorted(self._price_keys[sku])]
        found = []
        for entry in entries:
            set_by, set_ms = self._set.get(entry.key, ("", 0))
            found.append(
                Listed(
                    price=msgspec.json.decode(entry.item, type=Price),
                    store=entry.store,
                    derived=entry.derived,
                    set_by=set_by,
                    set_ms=set_ms,
                )
            )
        return found

    def has(self, sku: str) -> bool:
        return f"v|{sku}" in self._held.get("catalog", {})

    def items(self) -> Iterator[tuple[Variant, Product]]:
        held = self._held.get("catalog", {})
        for _, entry in held.values():
            if entry.kind == "Variant":
                variant = msgspec.json.decode(entry.item, type=Variant)
                product = held[f"p|{variant.product_id}"][1]
                yield variant, msgspec.json.decode(product.item, type=Product)

    def find(self, text: str, now_ms: int) -> tuple[FoundItem, ...]:
        """Items by SKU, GTIN, product id or a part of a name, the surest first."""
        words = matching(text) if text.strip() else ()
        found = []
        for variant, product in self.items():
            exact = {variant.sku, variant.gtin, variant.product_id} & set(words)
            names = (product.name_zh.lower(), product.name_en.lower())
            if exact or (words and any(text.strip().lower() in name for name in names)):
                rank = 0 if exact - {variant.product_id} else 1 if exact else 2
                found.append((rank, variant.sku, self._item(variant, product, now_ms)))
        return tuple(item for _, _, item in sorted(found, key=lambda hit: hit[:2]))

    def named(self, skus: Collection[str], now_ms: int) -> tuple[FoundItem, ...]:
        """Those of these SKUs that the catalogue has, in order."""
        found = [(variant, product) for variant, product in self.items() if variant.sku in skus]
        return tuple(self._item(*one, now_ms) for one in sorted(found, key=lambda one: one[0].sku))

    def _item(self, variant: Variant, product: Product, now_ms: int) -> FoundItem:
        price = in_force([row for row in self.prices(variant.sku) if not row.store], now_ms)
        return FoundItem(
            sku=variant.sku,
            gtin=variant.gtin,
            product_id=variant.product_id,
            name_zh=product.name_zh,
            name_en=product.name_en,
            size=variant.size,
            color_zh=variant.color_zh,
            color_en=variant.color_en,
            price_fen=0 if price is None else price.price.price_fen,
            kind=product.kind,
            mark=product.mark,
            color_hex=variant.color_hex,
        )

    def staff(self, scope: str, staff_id: str) -> StaffMember | None:
        known = self._held.get(scope, {}).get(staff_id)
        return None if known is None else msgspec.json.decode(known[1].item, type=StaffMember)


def _same(before: Entry, entry: Entry) -> bool:
    if before.kind == "Price" == entry.kind:
        return before.derived == entry.derived and _unversioned(before) == _unversioned(entry)
    return before.item == entry.item


def _unversioned(entry: Entry) -> Price:
    return msgspec.structs.replace(msgspec.json.decode(entry.item, type=Price), version=0)


def _at(entry: Entry, pos: int) -> Entry:
    if entry.kind != "Price":
        return entry
    price = msgspec.structs.replace(msgspec.json.decode(entry.item, type=Price), version=pos)
    return msgspec.structs.replace(entry, item=msgspec.json.encode(price), force=False)
