"""Orders that may come back as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from edge.domain.allocation import merged
from edge.domain.returned import GivenBack, SoldLine, SoldOrder, may_come_back
from kiosk_ui.desk import StoreName
from kiosk_ui.present.catalog import Found, named
from kiosk_ui.views.returned import GivenBackView, SoldLineView, SoldOrderView

Goods = Mapping[str, Found | None]


def sold_view(
    order: SoldOrder,
    own: Sequence[GivenBack],
    goods: Goods,
    stores: Mapping[str, StoreName],
    *,
    here: str,
) -> SoldOrderView:
    """`own` is what came back here, `here` this store; what is no longer sold goes by its SKU."""
    backs = {(one.store, one.return_id): one for one in (*order.returns, *own)}
    may = may_come_back(order, here, own)
    gone = {
        line.sku: line.quantity for line in merged([line for one in backs.values() for line in one.lines])
    }
    return SoldOrderView(
        order_id=order.order_id,
        number=order.number,
        source=order.source,
        own=order.taken_by(here),
        store_zh=order.store_zh or order.store,
        store_en=order.store_en or order.store,
        made_ms=order.made_ms,
        over=order.over,
        may=sum(may.values()),
        lines=tuple(
            _line(line, goods.get(line.sku), back=gone.get(line.sku, 0), may=may[line.sku])
            for line in order.lines
        ),
        returns=tuple(_back(one, stores, here) for one in sorted(backs.values(), key=lambda one: one.at_ms)),
    )


def _line(line: SoldLine, found: Found | None, *, back: int, may: int) -> SoldLineView:
    return SoldLineView(
        **named(line.sku, found),
        quantity=line.quantity,
        left=line.left,
        back=back,
        may=may,
    )


def _back(back: GivenBack, stores: Mapping[str, StoreName], here: str) -> GivenBackView:
    name = stores.get(back.store)
    return GivenBackView(
        here=back.store == here,
        store_zh=name.name_zh if name else back.store,
        store_en=name.name_en if name else back.store,
        pieces=sum(line.quantity for line in back.lines),
        at_ms=back.at_ms,
    )
