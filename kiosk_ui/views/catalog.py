"""Products as the pages show them."""

from __future__ import annotations

from edge.domain.catalog import Category
from kiosk_ui.views.view import View


class Elsewhere(View, frozen=True, kw_only=True):
    """`distance_m`: from this store, where the centre knows both places."""

    store_id: str
    store_zh: str
    store_en: str
    available: int
    as_of_ms: int
    distance_m: int | None = None


class StockView(View, frozen=True, kw_only=True):
    """Who else has a SKU. `asked`: the centre answered now, nearest first; else what it told last of the
    stores around, each with its age.
    """

    sku: str
    asked: bool
    stores: tuple[Elsewhere, ...]
    now_ms: int


class VariantView(View, frozen=True, kw_only=True):
    """One size and colour. `here` can be taken now; price 0 with `priced` false is 'not for sale here'."""

    sku: str
    gtin: str
    size: str
    color_code: str
    color_zh: str
    color_en: str
    color_hex: str
    picture: str
    priced: bool
    price_fen: int
    list_price_fen: int
    here: int
    elsewhere: tuple[Elsewhere, ...] = ()


class ProductView(View, frozen=True, kw_only=True):
    """A product page. `variants` in order of colour, then size."""

    product_id: str
    category: str
    brand: str
    name_zh: str
    name_en: str
    story_zh: str
    story_en: str
    shelf: str
    variants: tuple[VariantView, ...]


class CardView(View, frozen=True, kw_only=True):
    """A product on a shelf or in search results. `from_fen` is its lowest price, `colors` its hex values."""

    product_id: str
    brand: str
    name_zh: str
    name_en: str
    picture: str
    from_fen: int
    list_price_fen: int
    shelf: str
    colors: tuple[str, ...]
    here: int


class ShelfView(View, frozen=True, kw_only=True):
    """A row of the home screen: `shelf` new | season | clearance, or a category's slug."""

    shelf: str
    cards: tuple[CardView, ...]


class HomeView(View, frozen=True, kw_only=True):
    categories: tuple[Category, ...]
    shelves: tuple[ShelfView, ...]


class CardsView(View, frozen=True, kw_only=True):
    """A page of cards; `next` is the cursor of the following one, '' at the end."""

    cards: tuple[CardView, ...]
    next: str = ""
