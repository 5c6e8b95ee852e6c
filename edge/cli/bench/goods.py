"""A catalogue of any size for measuring: valid GTINs, Chinese names, prices, and pieces on the shelf."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from edge.compose.house import House
from edge.domain.barcode import check_digit
from edge.domain.catalog import Category, Product, Variant
from edge.domain.feed import ITEMS_MAX, FeedItem, StageSnapshot, Stream, SwapSnapshot
from edge.domain.message import Actor
from edge.domain.price import Price
from edge.domain.stock import Count, TakeStock
from sync.hub.desk import Place
from sync.hub.pricing import Listed
from sync.hub.seed import Seed
from sync.hub.seed_row import SeedStore

CENTRE = Actor(role="centre", place="uplink", channel="centre")
SYSTEM = Actor(role="system", place="bench", channel="cli")
SIZES = ("S", "M", "L", "XL")
PIECES = 100_000
PRICE_FEN = 9900
WEST, STEP = Place(lat=23.0, lon=100.0), 0.02  # degrees: about two kilometres from door to door
COUNTS_MAX = 2_000  # of one stock-take
_FIRST = "松竹梅兰云山水月风花雪春夏秋冬晨暮星海江湖溪泉石玉金银青红紫"
_SECOND = "软轻暖凉细柔厚薄清新甜香净亮透润滑醇鲜脆"
_THING = ("衬衫", "毛衣", "外套", "面霜", "口红", "奶瓶", "饼干", "绿茶", "台灯", "毛巾")
CATEGORY = Category(category="bench", name_zh="量尺", name_en="Bench", kind="tee")
T = TypeVar("T")


def products(variants: int) -> list[Product]:
    """Enough products for so many variants, four each."""
    count = -(-variants // len(SIZES))
    return [
        Product(
            product_id=f"B{number:06d}",
            category="bench",
            brand="量尺 Measure",
            name_zh=name_zh(number),
            name_en=f"Item {number}",
            kind="tee",
        )
        for number in range(count)
    ]


def name_zh(number: int) -> str:
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    return f"{first}{second}{_THING[number % len(_THING)]}{number}"


def variants_of(made: Sequence[Product], count: int) -> list[Variant]:
    sizes = ((product, size) for product in made for size in range(len(SIZES)))
    return [
        Variant(
            sku=sku(number),
            product_id=product.product_id,
            gtin=gtin(number).zfill(14),
            size=SIZES[size],
            color_code="red",
            color_zh="红",
            color_en="Red",
            color_hex="#C0392B",
        )
        for number, (product, size) in zip(range(count), sizes, strict=False)
    ]


def chain(variants: int, stores: int) -> Seed:
    """A chain that sells so many variants in stores side by side on a map."""
    made = products(variants)
    sold = variants_of(made, variants)
    across = math.isqrt(stores) + 1
    return Seed(
        categories=(CATEGORY,),
        products=tuple(made),
        variants=tuple(sold),
        prices=tuple(Listed(price=Price(sku=one.sku, price_fen=PRICE_FEN, version=1)) for one in sold),
        stores=tuple(
            SeedStore(
                store=store_id(number),
                name_zh=f"量尺{number}",
                name_en=f"Bench {number}",
                address="",
                address_en="",
                place=Place(
                    lat=WEST.lat + STEP * (number // across), lon=WEST.lon + STEP * (number % across)
                ),
                zone="Asia/Shanghai",
                kind="mall",
            )
            for number in range(stores)
        ),
    )


def store_id(number: int) -> str:
    return f"f{number:06d}"


def sku(number: int) -> str:
    return f"B{number // len(SIZES):06d}-{number % len(SIZES) + 1}"


def gtin(number: int) -> str:
    """Thirteen digits with a right check digit."""
    body = f"690{number:09d}"
    return body + check_digit(body)


async def fill(house: House, variants: int) -> None:
    """Serve this catalogue, priced, with pieces on the shelf."""
    made = products(variants)
    sold = variants_of(made, variants)
    await snapshot(house, "catalog", [CATEGORY, *made, *sold])
    await snapshot(house, "price", [Price(sku=one.sku, price_fen=PRICE_FEN, version=1) for one in sold])
    for number, counts in enumerate(
        chunks([Count(sku=one.sku, quantity=PIECES) for one in sold], COUNTS_MAX)
    ):
        take = TakeStock(take_id=f"bench-{number}", counts=tuple(counts))
        await house.dispatch(take, actor=SYSTEM, bulk=True)


async def snapshot(house: House, stream: Stream, items: Sequence[FeedItem]) -> None:
    name = house.clock.new_id()
    pieces = list(chunks(items, ITEMS_MAX))
    for number, piece in enumerate(pieces):
        chunk = StageSnapshot(stream=stream, snapshot=name, chunk=number, items=tuple(piece))
        await house.dispatch(chunk, actor=CENTRE, bulk=True)
    swap = SwapSnapshot(stream=stream, snapshot=name, chunks=len(pieces), hub_gen="bench", pos=1)
    await house.dispatch(swap, actor=CENTRE, bulk=True)


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
