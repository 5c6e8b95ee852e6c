"""Transfers as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from edge.app.reads import Offer, ProductOffer
from edge.domain.catalog import Product
from edge.domain.transfer import Transfer, TransferLine, TransferState
from kiosk_ui.desk import StoreName
from kiosk_ui.present.catalog import Found, in_order, named, picture
from kiosk_ui.present.catalog import here as on_shelf
from kiosk_ui.views.transfer import (
    GoodsRow,
    GoodsView,
    TransferLineView,
    TransferRow,
    TransfersView,
    TransferView,
)

OPEN: tuple[TransferState, ...] = ("asked", "sent")
OPEN_MAX = 100
ENDED_MAX = 20
GOODS_MAX = 40

Goods = Mapping[str, Found | None]


def transfers_view(
    opened: Iterable[Transfer],
    ended: Iterable[Transfer],
    stores: Mapping[str, StoreName],
    *,
    here: str,
    now_ms: int,
) -> TransfersView:
    """`here` is this store."""
    return TransfersView(
        open=tuple(row_view(one, stores, here=here) for one in opened),
        ended=tuple(row_view(one, stores, here=here) for one in ended),
        now_ms=now_ms,
    )


def row_view(transfer: Transfer, stores: Mapping[str, StoreName], *, here: str) -> TransferRow:
    out = transfer.source == here
    other = transfer.target if out else transfer.source
    name, pieces = stores.get(other), transfer.pieces
    return TransferRow(
        transfer_id=transfer.transfer_id,
        way="out" if out else "in",
        store=other,
        store_zh=name.name_zh if name else other,
        store_en=name.name_en if name else other,
        state=transfer.state,
        lines=len(transfer.lines),
        pieces=pieces.asked,
        sent=pieces.sent,
        received=pieces.received,
        fewer=pieces.fewer,
        more=pieces.more,
        asked_ms=transfer.asked_ms,
        sent_ms=transfer.sent_ms,
        received_ms=transfer.received_ms,
        reason=transfer.reason,
        by=transfer.by,
        wished=transfer.wished,
    )


def transfer_view(
    transfer: Transfer, goods: Goods, stores: Mapping[str, StoreName], *, here: str
) -> TransferView:
    """`goods` by SKU; one that is no longer sold goes by its SKU."""
    return TransferView(
        transfer=row_view(transfer, stores, here=here),
        lines=tuple(
            line_view(line, goods.get(line.sku), over=transfer.state == "received") for line in transfer.lines
        ),
    )


def line_view(line: TransferLine, found: Found | None, *, over: bool) -> TransferLineView:
    return TransferLineView(
        **named(line.sku, found),
        quantity=line.quantity,
        sent=line.sent,
        received=line.received,
        missing=line.sent - line.received if over else 0,
    )


def goods_view(products: Sequence[ProductOffer], sku: str) -> GoodsView:
    """Each size and colour of these products, `sku` alone where it is one of them."""
    rows = [(one, offer) for one in products for offer in in_order(one.offers)]
    named = [(one, offer) for one, offer in rows if offer.variant.sku == sku]
    found = [goods_row(one.product, offer) for one, offer in named or rows]
    return GoodsView(goods=tuple(found[:GOODS_MAX]), more=len(found) > GOODS_MAX)


def goods_row(product: Product, offer: Offer) -> GoodsRow:
    variant = offer.variant
    return GoodsRow(
        sku=variant.sku,
        gtin=variant.gtin,
        name_zh=product.name_zh,
        name_en=product.name_en,
        variant_zh=variant.words_zh,
        variant_en=variant.words_en,
        picture=picture(product, variant.color_hex),
        here=on_shelf(offer),
    )
