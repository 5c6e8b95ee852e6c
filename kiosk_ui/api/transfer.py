"""What staff does with goods for and from other stores."""

from __future__ import annotations

from edge.domain.stock import Count
from edge.domain.transfer import ReceiveTransfer, RefuseTransfer, SendTransfer, WishTransfer
from kiosk_ui.answers import Done
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.live import scenes
from kiosk_ui.present.transfer import goods_view, transfer_view
from kiosk_ui.refusal import NOT_FOUND, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.transfer import GoodsView, TransfersView, TransferView
from kiosk_ui.wishes import CountsWish, ReasonWish, SendWish, TransferWish

PRODUCTS_MAX = 12


async def transfers(call: Call) -> TransfersView:
    return await scenes.transfers(call.desk)


async def transfer(call: Call) -> TransferView:
    reads = call.desk.reads
    found = await reads.transfer(call.part("transfer_id"))
    if found is None:
        raise Refused(NOT_FOUND, "no_transfer")
    goods = {line.sku: await reads.by_code(line.sku) for line in found.lines}
    return transfer_view(found, goods, call.desk.stores, here=call.desk.shop.store_id)


async def goods(call: Call) -> GoodsView:
    """By words, or one thing by its code."""
    text, reads = call.query("q").strip(), call.desk.reads
    if not text:
        return GoodsView(goods=(), more=False)
    known = await reads.by_code(text)
    if known is not None:
        offer = await reads.product(known[1].product_id)
        return goods_view(() if offer is None else (offer,), known[0].sku)
    return goods_view((await reads.search(text, limit=PRODUCTS_MAX)).products, "")


async def wish(call: Call, wish: TransferWish) -> Done:
    wants = (Count(sku=wish.sku, quantity=wish.quantity),)
    await call.order(WishTransfer(transfer_id=wish.transfer_id, source=wish.source, wants=wants))
    return DONE


async def send(call: Call, wish: SendWish) -> Done:
    await call.order(
        SendTransfer(transfer_id=call.part("transfer_id"), counts=_counts(wish), reason=wish.reason)
    )
    return DONE


async def refuse(call: Call, wish: ReasonWish) -> Done:
    await call.order(RefuseTransfer(transfer_id=call.part("transfer_id"), reason=wish.reason))
    return DONE


async def receive(call: Call, wish: CountsWish) -> Done:
    await call.order(ReceiveTransfer(transfer_id=call.part("transfer_id"), counts=_counts(wish)))
    return DONE


def _counts(wish: CountsWish) -> tuple[Count, ...]:
    return tuple(Count(sku=line.sku, quantity=line.quantity) for line in wish.counts)
