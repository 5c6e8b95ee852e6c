"""Orders to print."""

from __future__ import annotations

from edge.domain.effect import Effect, OpenBarrier, Payload, Print
from edge.domain.order import Line, Order
from edge.domain.payment import Payment

SWEATER = Line(
    line_id="line-1",
    sku="sku-1",
    product_id="product-1",
    name_zh="云朵圆领卫衣",
    name_en="Cloud Crewneck Sweatshirt",
    variant_zh="雾蓝 M",
    variant_en="Mist Blue M",
    quantity=2,
    price_fen=19_900,
    price_version=1,
    discount_fen=1_990,
    amount_fen=37_810,
    tax_rate_bp=1300,
)
NUTS = Line(
    line_id="line-2",
    sku="sku-2",
    product_id="product-2",
    name_zh="每日坚果家庭装（蔓越莓、腰果、夏威夷果仁、核桃、扁桃仁混合礼盒）",
    name_en="Daily nuts, café edition ¥",
    quantity=1,
    price_fen=12_900,
    price_version=1,
    amount_fen=12_900,
    tax_rate_bp=900,
    way="ship",
)
ORDER = Order(
    order_id="order-1",
    place="kiosk-1",
    channel="kiosk",
    state="paid",
    number="K7P-0042",
    lines=(SWEATER, NUTS),
    total_fen=50_710,
    paid_fen=50_710,
    opened_ms=1_795_000_000_000,
    closed_ms=1_795_000_060_000,
)
CASH = Payment(
    payment_id="payment-1",
    order_id="order-1",
    tender="cash",
    amount_fen=50_710,
    given_fen=60_000,
    state="paid",
)
RECEIPT = Print(
    order=ORDER,
    payments=(CASH,),
    store_zh="云栖生活 天河店",
    store_en="Yunqi Living, Tianhe",
    zone="Asia/Shanghai",
)
CAR = OpenBarrier(plate="粤B12345", lane="lane-1")


def effect(payload: Payload, *, now_ms: int, last_ms: int) -> Effect:
    """Due now, and good for so long."""
    return Effect(
        effect_id="0190f3a87b6c7def8123456789abcdef",
        target="device-1",
        payload=payload,
        due_ms=now_ms,
        deadline_ms=now_ms + last_ms,
        state="started",
    )
