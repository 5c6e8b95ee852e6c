"""The catalogue as handlers read it: what is served now."""

from __future__ import annotations

import msgspec

from edge.domain.catalog import Product, Variant
from edge.domain.price import Price
from edge.store.database import Connection

_product = msgspec.json.Decoder(Product)
_variant = msgspec.json.Decoder(Variant)
_SERVED = "coalesce((select gen from feed where stream='catalog'), 0)"


class Catalog:
    """Implements `edge.app.uow.Catalog`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def variant(self, sku: str) -> Variant | None:
        row = self._connection.execute(
            f"select body from variant where gen={_SERVED} and sku=?",  # noqa: S608 - a constant
            (sku,),
        ).fetchone()
        return _variant.decode(row[0]) if row else None

    def by_gtin(self, gtin: str) -> Variant | None:
        row = self._connection.execute(
            f"select body from variant indexed by variant_gtin where gen={_SERVED} and gtin=? limit 1",  # noqa: S608 - a constant
            (gtin,),
        ).fetchone()
        return _variant.decode(row[0]) if row else None

    def product(self, product_id: str) -> Product | None:
        row = self._connection.execute(
            f"select body from product where gen={_SERVED} and product_id=?",  # noqa: S608 - a constant
            (product_id,),
        ).fetchone()
        return _product.decode(row[0]) if row else None

    def price(self, sku: str, now_ms: int) -> Price | None:
        row = self._connection.execute(
            "select effective_from_ms, version, price_fen, list_price_fen from price where "
            "gen=coalesce((select gen from feed where stream='price'), 0) and sku=? and effective_from_ms<=? "
            "order by effective_from_ms desc, version desc limit 1",
            (sku, now_ms),
        ).fetchone()
        if row is None:
            return None
        return Price(
            sku=sku, effective_from_ms=row[0], version=row[1], price_fen=row[2], list_price_fen=row[3]
        )
