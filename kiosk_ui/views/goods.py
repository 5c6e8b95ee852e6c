"""What a line of goods is called and looks like, wherever staff handle it."""

from __future__ import annotations

from kiosk_ui.views.view import View


class GoodsLine(View, frozen=True, kw_only=True):
    sku: str
    gtin: str
    name_zh: str
    name_en: str
    variant_zh: str
    variant_en: str
    picture: str
