"""A transfer from the third store to the first, and what the two say of it."""

from __future__ import annotations

from edge.domain.message import Event
from edge.domain.stock import Count
from edge.domain.transfer import Transfer, received, sent
from sync.hub.desk import NewTransfer, WantedLine
from tests.sync.chain import Chain

SKU = "P1-0"
WISH = NewTransfer(transfer_id="t1", source="s003", target="s001", lines=(WantedLine(sku=SKU, quantity=6),))


def gone(transfer: Transfer, pieces: int = 5) -> Transfer:
    return sent(transfer, (Count(sku=SKU, quantity=pieces),), 7)


def here(transfer: Transfer, pieces: int = 4) -> Transfer:
    return received(transfer, (Count(sku=SKU, quantity=pieces),), 8)


async def says(chain: Chain, store: str, word: Event, pieces: int) -> None:
    """As a store tells it: the stock before the word."""
    await chain.say(store, chain.shops[store].moved(SKU, pieces, "transfer", "t1"), word)
