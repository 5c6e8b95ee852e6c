"""Products as pages show them: pictures, prices, sizes and colours in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict
from urllib.parse import quote

from edge.app.reads import Offer, Page, ProductOffer
from edge.domain.catalog import Category, Product, Variant
from edge.domain.stock import StockElsewhere, StoreStock
from kiosk_ui.answers import LabItem
from kiosk_ui.desk import StoreName
from kiosk_ui.views.catalog import (
    CardsView,
    CardView,
    Elsewhere,
    HomeView,
    ProductView,
    ShelfView,
    StockView,
    VariantView,
)

NO_COLOR = "D8C6A4"
SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
NUMBER = re.compile(r"(?P<number>[0-9]{1,9}(\.[0-9]{1,9})?)\s*(?P<thousand>(L|kg|m)\b)?")
SHELVES = ("new", "season", "clearance")


Found = tuple[Variant, Product]


class Named(TypedDict):
    """What a line of goods is called and looks like."""

    sku: str
    gtin: str
    name_zh: str
    name_en: str
    variant_zh: str
    variant_en: str
    picture: str


def picture(product: Product, color_hex: str) -> str:
    """Address of the drawing of a product in one colour."""
    color = color_hex.lstrip("#").upper() or NO_COLOR
    mark = f"?m={quote(product.mark, safe='')}" if product.mark else ""
    return f"/media/{quote(product.kind, safe='')}/{quote(color, safe='')}.svg{mark}"


def named(sku: str, found: Found | None) -> Named:
    """One that the catalogue has no more goes by its SKU."""
    if found is None:
        return Named(sku=sku, gtin="", name_zh=sku, name_en=sku, variant_zh="", variant_en="", picture="")
    variant, product = found
    return Named(
        sku=sku,
        gtin=variant.gtin,
        name_zh=product.name_zh,
        name_en=product.name_en,
        variant_zh=variant.words_zh,
        variant_en=variant.words_en,
        picture=picture(product, variant.color_hex),
    )


def product_view(offer: ProductOffer, stores: Mapping[str, StoreName]) -> ProductView:
    product = offer.product
    return ProductView(
        product_id=product.product_id,
        category=product.category,
        brand=product.brand,
        name_zh=product.name_zh,
        name_en=product.name_en,
        story_zh=product.story_zh,
        story_en=product.story_en,
        shelf=product.shelf,
        variants=tuple(variant_view(product, one, stores) for one in in_order(offer.offers)),
    )


def variant_view(product: Product, offer: Offer, stores: Mapping[str, StoreName]) -> VariantView:
    variant = offer.variant
    return VariantView(
        sku=variant.sku,
        gtin=variant.gtin,
        size=variant.size,
        color_code=variant.color_code,
        color_zh=variant.color_zh,
        color_en=variant.color_en,
        color_hex=variant.color_hex,
        picture=picture(product, variant.color_hex),
        priced=offer.price is not None,
        price_fen=offer.price.price_fen if offer.price else 0,
        list_price_fen=offer.price.list_price_fen if offer.price else 0,
        here=here(offer),
        elsewhere=elsewhere(offer, stores),
    )


def elsewhere(offer: Offer, stores: Mapping[str, StoreName]) -> tuple[Elsewhere, ...]:
    """Stores that have some, most first; one without a known name goes by its id."""
    rows = sorted(
        (row for row in offer.elsewhere if row.available > 0), key=lambda row: (-row.available, row.store_id)
    )
    return tuple(elsewhere_row(row, stores.get(row.store_id)) for row in rows)


def stock_view(sku: str, found: Sequence[StoreStock], *, now_ms: int) -> StockView:
    """The centre's own answer, in its order."""
    rows = tuple(
        Elsewhere(
            store_id=one.store_id,
            store_zh=one.name_zh or one.store_id,
            store_en=one.name_en or one.store_id,
            available=one.available,
            as_of_ms=one.as_of_ms,
            distance_m=one.distance_m,
        )
        for one in found
    )
    return StockView(sku=sku, asked=True, stores=rows, now_ms=now_ms)


def elsewhere_row(row: StockElsewhere, name: StoreName | None) -> Elsewhere:
    return Elsewhere(
        store_id=row.store_id,
        store_zh=name.name_zh if name else row.store_id,
        store_en=name.name_en if name else row.store_id,
        available=row.available,
        as_of_ms=row.as_of_ms,
    )


def card_view(offer: ProductOffer) -> CardView:
    """The face is the first colour that is here, the price the lowest that is asked."""
    product, offers = offer.product, in_order(offer.offers)
    present = [one for one in offers if here(one) > 0] or offers
    prices = [one.price for one in offers if one.price]
    lowest = min(prices, key=lambda price: price.price_fen, default=None)
    return CardView(
        product_id=product.product_id,
        brand=product.brand,
        name_zh=product.name_zh,
        name_en=product.name_en,
        picture=picture(product, present[0].variant.color_hex if present else ""),
        from_fen=lowest.price_fen if lowest else 0,
        list_price_fen=lowest.list_price_fen if lowest else 0,
        shelf=product.shelf,
        colors=tuple(dict.fromkeys(one.variant.color_hex for one in offers if one.variant.color_hex)),
        here=sum(here(one) for one in offers),
    )


def cards_view(page: Page) -> CardsView:
    return CardsView(cards=tuple(card_view(offer) for offer in page.products), next=page.next)


def home_view(categories: Iterable[Category], shelves: Mapping[str, Page]) -> HomeView:
    """Empty rows are left out."""
    rows = {shelf: cards_view(page).cards for shelf, page in shelves.items()}
    return HomeView(
        categories=tuple(categories),
        shelves=tuple(ShelfView(shelf=shelf, cards=cards) for shelf, cards in rows.items() if cards),
    )


def lab_items(page: Page) -> tuple[LabItem, ...]:
    return tuple(
        LabItem(
            sku=one.variant.sku,
            gtin=one.variant.gtin,
            name_zh=offer.product.name_zh,
            name_en=offer.product.name_en,
            size=one.variant.size,
            color_zh=one.variant.color_zh,
            color_en=one.variant.color_en,
            picture=picture(offer.product, one.variant.color_hex),
        )
        for offer in page.products
        for one in in_order(offer.offers)
    )


def here(offer: Offer) -> int:
    """What can be taken now; a ledger below zero is nothing."""
    return max(0, offer.level.available)


def in_order(offers: Iterable[Offer]) -> list[Offer]:
    """By colour as they first appear, then by size from small to large."""
    given = list(offers)
    colors = {color: i for i, color in reversed(list(enumerate(one.variant.color_code for one in given)))}
    places = {id(one): i for i, one in enumerate(given)}
    return sorted(
        given, key=lambda one: (colors[one.variant.color_code], size_rank(one.variant), places[id(one)])
    )


def size_rank(variant: Variant) -> tuple[int, float]:
    """Letter sizes, then those that begin with a number by its value, then the rest as given."""
    if variant.size in SIZES:
        return (0, SIZES.index(variant.size))
    if found := NUMBER.match(variant.size):
        return (1, float(found["number"]) * (1000 if found["thousand"] else 1))
    return (2, 0.0)
