"""A small shop's goods, put into a store's file by the store's own commands before its program runs."""

from __future__ import annotations

from edge.app.ports import Dispatch
from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import ApplyFeed, FeedItem, Stream
from edge.domain.message import Actor
from edge.domain.price import Price
from edge.domain.stock import Count, TakeStock

CENTRE = Actor(role="centre", place="uplink", channel="centre")
COUNTER = Actor(role="system", place="stock", channel="cli")
PIECES = 100_000
SKUS = tuple(f"sku-{number}" for number in range(8))


def goods() -> dict[Stream, tuple[FeedItem, ...]]:
    """Eight things of one product family, one variant each."""
    catalog: list[FeedItem] = [Category(category="c", name_zh="杂货", name_en="Sundries", kind="box")]
    prices: list[FeedItem] = []
    for number, sku in enumerate(SKUS):
        product_id = f"p-{number}"
        catalog.append(
            Product(
                product_id=product_id,
                category="c",
                brand="灯",
                name_zh=f"蜡烛{number}",
                name_en=f"Candle {number}",
                kind="box",
            )
        )
        catalog.append(Variant(sku=sku, product_id=product_id, gtin=f"{number:014d}"))
        prices.append(Price(sku=sku, price_fen=990 + 1_111 * number, version=1))
    return {"catalog": tuple(catalog), "price": tuple(prices)}


async def stocked(dispatch: Dispatch) -> None:
    """Catalogue, prices, and plenty of each."""
    for stream, items in goods().items():
        feed = ApplyFeed(stream=stream, hub_gen="g1", first=1, last=len(items), items=items)
        await dispatch(feed, actor=CENTRE)
    await counted(dispatch)


async def counted(dispatch: Dispatch) -> None:
    """Plenty of each, by a stock-take."""
    counts = tuple(Count(sku=sku, quantity=PIECES) for sku in SKUS)
    await dispatch(TakeStock(take_id="opening", counts=counts), actor=COUNTER)
