"""Transfers at the centre: what may be asked, whom it is told to, what is under way. Every centre's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from edge.domain.transfer import Transfer, TransferLine, TransferTold, TransferWished, heard, taken
from edge.errors import Rejected
from sync import topics
from sync.hub.feeds import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sync.hub.desk import NewTransfer
    from sync.hub.facts import TransferNews

OPEN_MAX = 10_000  # asked or on the way, in the whole chain
ROWS_MAX = 500
OPEN = ("asked", "sent")


def asked(wish: NewTransfer, now_ms: int) -> Transfer:
    """`Rejected`: same_store; twice, for a SKU in two lines."""
    if wish.source == wish.target:
        raise Rejected("same_store")
    lines = tuple(TransferLine(sku=line.sku, quantity=line.quantity) for line in wish.lines)
    if len({line.sku for line in lines}) != len(lines):
        raise Rejected("twice")
    return Transfer(
        transfer_id=wish.transfer_id,
        source=wish.source,
        target=wish.target,
        lines=lines,
        asked_ms=now_ms,
    )


def again(known: Transfer, wish: Transfer) -> Transfer:
    """What stands under an id when it is asked for once more; `Rejected('key_reused')` for another wish."""
    wanted = [
        (one.source, one.target, [(line.sku, line.quantity) for line in one.lines]) for one in (known, wish)
    ]
    if wanted[0] != wanted[1]:
        raise Rejected("key_reused")
    return known


def entries(transfer: Transfer) -> list[tuple[str, Entry]]:
    """(scope, entry): both stores hear all of it."""
    item = msgspec.json.encode(TransferTold(transfer=transfer))
    entry = Entry(key=f"t|{transfer.transfer_id}", kind="TransferTold", item=item)
    return [(topics.scope("task", store), entry) for store in (transfer.source, transfer.target)]


def wishes(before: Mapping[str, Transfer], told: Sequence[TransferNews]) -> tuple[Transfer, ...]:
    """What stores ask of others that the centre does not know yet."""
    asked = (one.word for one in told if isinstance(one.word, TransferWished))
    return tuple(one.transfer for one in asked if one.transfer.transfer_id not in before)


def barred(
    asked: Sequence[Transfer], stores: Collection[str], skus: Collection[str], opened: int
) -> dict[str, str]:
    """Why some of these wishes cannot be had, by transfer; else they are asked of their stores."""
    found: dict[str, str] = {}
    for wish in asked:
        if wish.source not in stores:
            found[wish.transfer_id] = "no_store"
        elif any(line.sku not in skus for line in wish.lines):
            found[wish.transfer_id] = "no_item"
        elif opened >= OPEN_MAX:
            found[wish.transfer_id] = "transfers_open"
        else:
            opened += 1
    return found


def turned(
    before: Mapping[str, Transfer], told: Sequence[TransferNews], barred: Mapping[str, str]
) -> tuple[dict[str, Transfer], list[tuple[str, Entry]]]:
    """The transfers that are others after these words, and what the stores must hear of them; of a wish that
    is `barred` only the store that asked.
    """
    now = dict(before)
    for news in told:
        transfer_id = news.word.transfer.transfer_id
        known = now.get(transfer_id)
        after = heard(known, news.word, news.store)
        if after is not None and known is None and transfer_id in barred:
            after = taken(after, barred[transfer_id])
        if after is not None:
            now[transfer_id] = after
    changed = {name: one for name, one in now.items() if before.get(name) != one}
    return changed, [
        (scope, entry)
        for name, one in sorted(changed.items())
        for scope, entry in entries(one)
        if name not in barred or scope == topics.scope("task", one.target)
    ]
