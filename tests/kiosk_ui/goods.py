"""What the shop of these tests sells, and who works in it."""

import msgspec

from edge.app.reads import Offer, OrderFile, ProductOffer, TaskFile
from edge.domain.catalog import Category, Product, Variant
from edge.domain.contact import Contact
from edge.domain.order import Fulfilment, FulfilmentState, Line, Order, OrderState
from edge.domain.payment import Payment
from edge.domain.price import Price
from edge.domain.staff import StaffMember, StaffRole
from edge.domain.stock import Level, StockElsewhere
from edge.domain.task import Task, TaskLine
from edge.domain.transfer import Transfer, TransferLine
from kiosk_ui.pins import hash_pin

PIN = "101010"
PIN_HASH = hash_pin(PIN)
APPAREL = Category(category="apparel", name_zh="服饰", name_en="Apparel", kind="tee", position=1)


def tee(product_id: str = "P0001", *, shelf: str = "new") -> ProductOffer:
    """Two colours, three sizes, given out of order; the second colour has a lower price."""
    product = Product(
        product_id=product_id, category="apparel", brand="松岚 Songlan", name_zh="重磅圆领纯棉T恤",
        name_en="Heavyweight Crew-Neck Tee", kind="tee", mark="SL", shelf=shelf,
    )  # fmt: skip
    made = (("L", "white", "#F6F3EC"), ("S", "white", "#F6F3EC"), ("M", "ink", "#2A2930"))
    return ProductOffer(
        product=product,
        offers=tuple(
            offer(product, f"{product_id}-{i:02}", size, color, color_hex, number=i)
            for i, (size, color, color_hex) in enumerate(made, 1)
        ),
    )


def offer(product: Product, sku: str, size: str, color: str, color_hex: str, *, number: int) -> Offer:
    return Offer(
        variant=Variant(
            sku=sku, product_id=product.product_id, gtin=f"0697001101003{number}", size=size,
            color_code=color, color_zh=color, color_en=color, color_hex=color_hex,
        ),
        price=Price(sku=sku, price_fen=12_900 - 100 * number, version=1, list_price_fen=15_900),
        level=Level(sku=sku, on_hand=number, allocated=0),
        elsewhere=(StockElsewhere(sku=sku, store_id="s002", available=4, as_of_ms=1),),
    )  # fmt: skip


def order_file(
    order_id: str = "o1",
    *,
    state: OrderState = "open",
    place: str = "kiosk-1",
    lines: int = 1,
    payments: tuple[Payment, ...] = (),
) -> OrderFile:
    """An order of tees, its second line shipped to somebody."""
    made = tuple(
        Line(
            line_id=f"{order_id}-l{i}", sku=f"P0001-0{i % 3 + 1}", product_id="P0001", name_zh="T恤" * 8,
            name_en="Tee" * 8, quantity=2, price_fen=12_900, price_version=1, amount_fen=25_800,
            way="ship" if i % 2 else "take",
        )
        for i in range(lines)
    )  # fmt: skip
    order = Order(
        order_id=order_id, place=place, channel="kiosk", state=state, lines=made, total_fen=25_800 * lines,
        number="" if state == "open" else "K7P-0042", contact_id="c1", opened_ms=1_750_000_000_000,
        fulfilments=(Fulfilment(fulfilment_id="f1", way="take"),),
    )  # fmt: skip
    contact = Contact(
        contact_id="c1", version=1, name="周晚晴", phone="15400001037", address="杭州市上城区栖云路88号2单元"
    )
    return OrderFile(order=order, payments=payments, contact=contact)


def parcel(state: FulfilmentState = "waiting", *, elsewhere: bool = False) -> OrderFile:
    """A paid order that leaves by carrier."""
    file = order_file("o8", state="paid")
    part = Fulfilment(fulfilment_id="f2", way="ship", state=state, elsewhere=elsewhere)
    return msgspec.structs.replace(file, order=msgspec.structs.replace(file.order, fulfilments=(part,)))


def task_file() -> TaskFile:
    """Two tees to be shipped to somebody, one of them picked."""
    line = TaskLine(
        sku="P0001-01", quantity=2, picked=1, product_id="P0001", gtin="06970011010031", name_zh="T恤",
        name_en="Tee",
    )  # fmt: skip
    task = Task(
        order_id="o9", attempt=1, number="CLD-0009", way="ship", lines=(line,), state="picking",
        confirmed=True, deadline_ms=1_750_000_900_000, asked_ms=1_750_000_000_000, changed_ms=1,
        contact_id="c1", secret="s3cret", code_hash="h4sh",
    )  # fmt: skip
    return TaskFile(task=task, contact=order_file().contact)


def transfer() -> Transfer:
    """Four tees that another store is to get from here."""
    line = TransferLine(sku="P0001-01", quantity=4)
    return Transfer(transfer_id="t9", source="s001", target="s002", lines=(line,), asked_ms=1_750_000_000_000)


def staff(staff_id: str, role: StaffRole, *, active: bool = True) -> StaffMember:
    return StaffMember(staff_id=staff_id, name=f"名{staff_id}", role=role, pin_hash=PIN_HASH, active=active)
