"""Products and their variants by size and colour."""

from __future__ import annotations

from typing import Literal

import msgspec

Unit = Literal["piece", "gram"]


class Product(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the shopper sees as one thing. `kind` names its picture, `shelf` new|season|clearance."""

    product_id: str
    category: str
    brand: str
    name_zh: str
    name_en: str
    kind: str
    mark: str = ""
    story_zh: str = ""
    story_en: str = ""
    shelf: str = ""
    tax_code: str = ""
    tax_rate_bp: int = 1300


class Variant(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What is counted and sold. `gtin` has 14 digits; quantity is an integer of `unit`, priced per `step`."""

    sku: str
    product_id: str
    gtin: str
    size: str = ""
    color_code: str = ""
    color_zh: str = ""
    color_en: str = ""
    color_hex: str = ""
    unit: Unit = "piece"
    step: int = 1

    @property
    def words_zh(self) -> str:
        return " ".join(part for part in (self.color_zh, self.size) if part)

    @property
    def words_en(self) -> str:
        return " ".join(part for part in (self.color_en, self.size) if part)


class Category(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A shelf family; `kind` names its picture."""

    category: str
    name_zh: str
    name_en: str
    kind: str
    position: int = 0
