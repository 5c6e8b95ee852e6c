"""What pages are sent, made of the store's structs: order, masks, totals."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from edge.app.ports import Health, HealthState
from edge.app.reads import ProductOffer
from edge.domain.catalog import Product, Variant
from edge.domain.contact import Contact
from edge.domain.payment import Payment
from edge.domain.stock import Level, StockElsewhere
from kiosk_ui.desk import StoreName
from kiosk_ui.present.board import worst
from kiosk_ui.present.catalog import card_view, in_order, picture, product_view, size_rank
from kiosk_ui.present.order import contact_view, order_view, payment_view, pieces, queue_row
from tests.kiosk_ui.goods import order_file, tee

LETTERS = st.characters(exclude_characters="*")
STORES = {"s002": StoreName(name_zh="江岸店", name_en="Riverbank")}


def sized(*sizes: str) -> list[str]:
    variants = [Variant(sku=size, product_id="p", gtin="", size=size) for size in sizes]
    return [variant.size for variant in sorted(variants, key=size_rank)]


def test_variants_stand_by_colour_as_given_then_by_size() -> None:
    assert [one.variant.sku for one in in_order(tee().offers)] == ["P0001-02", "P0001-01", "P0001-03"]
    assert sized("XL", "S", "XXL", "M", "L") == ["S", "M", "L", "XL", "XXL"]
    assert sized("1 L", "500 ml", "30 ml") == ["30 ml", "500 ml", "1 L"]
    assert sized("40", "39.5", "9", "39-43") == ["9", "39-43", "39.5", "40"]
    assert sized("one size", "M") == ["M", "one size"]


def test_a_product_without_a_price_is_not_for_sale_and_less_than_nothing_is_nothing() -> None:
    offer = tee()
    first = msgspec.structs.replace(offer.offers[0], price=None, level=Level(sku="x", on_hand=1, allocated=4))
    view = product_view(ProductOffer(product=offer.product, offers=(first,)), STORES)
    assert (view.variants[0].priced, view.variants[0].price_fen, view.variants[0].here) == (False, 0, 0)
    card = card_view(ProductOffer(product=offer.product, offers=(first,)))
    assert (card.from_fen, card.here) == (0, 0)
    assert card_view(ProductOffer(product=offer.product, offers=())).picture == "/media/tee/D8C6A4.svg?m=SL"


def test_a_card_shows_a_colour_that_is_here_at_the_lowest_price() -> None:
    offer = tee()
    gone = tuple(msgspec.structs.replace(one, level=Level(sku=one.variant.sku)) for one in offer.offers[:2])
    card = card_view(ProductOffer(product=offer.product, offers=(*gone, offer.offers[2])))
    assert card.picture == "/media/tee/2A2930.svg?m=SL"
    assert (card.from_fen, card.list_price_fen, card.here) == (12_600, 15_900, 3)
    assert card.colors == ("#F6F3EC", "#2A2930")


def test_other_stores_stand_by_what_they_have_and_under_their_names() -> None:
    rows = (
        StockElsewhere(sku="x", store_id="s009", available=1, as_of_ms=1),
        StockElsewhere(sku="x", store_id="s003", available=0, as_of_ms=1),
        StockElsewhere(sku="x", store_id="s002", available=7, as_of_ms=1),
    )
    offer = tee()
    one = msgspec.structs.replace(offer.offers[0], elsewhere=rows)
    (variant,) = product_view(ProductOffer(product=offer.product, offers=(one,)), STORES).variants
    assert [(row.store_zh, row.available) for row in variant.elsewhere] == [("江岸店", 7), ("s009", 1)]


def test_a_picture_address_holds_whatever_a_mark_is() -> None:
    product = Product(
        product_id="p", category="c", brand="b", name_zh="", name_en="", kind="tea-tin", mark="a&/?"
    )
    assert picture(product, "#abcdef") == "/media/tea-tin/ABCDEF.svg?m=a%26%2F%3F"
    assert picture(msgspec.structs.replace(product, mark=""), "") == "/media/tea-tin/D8C6A4.svg"


@given(
    name=st.text(LETTERS, min_size=2, max_size=60),
    phone=st.text("0123456789+", min_size=1, max_size=16),
    address=st.text(LETTERS, min_size=1, max_size=200),
)
def test_a_contact_is_never_shown_whole(name: str, phone: str, address: str) -> None:
    view = contact_view(Contact(contact_id="c", version=1, name=name, phone=phone, address=address))
    assert view.name.count("*") >= 1
    assert name not in {view.name, view.name.rstrip("*")}
    assert view.phone != phone
    assert len(view.address.removesuffix("***")) <= len(address) // 2


def test_an_erased_contact_is_none() -> None:
    file = order_file()
    gone = msgspec.structs.replace(file, contact=Contact(contact_id="c1", version=2, erased=True))
    assert order_view(gone, {}, now_ms=0).contact is None
    assert order_view(file, {}, now_ms=0).contact is not None


def test_a_qr_is_shown_only_while_it_can_be_paid() -> None:
    asked = Payment(
        payment_id="p", order_id="o", tender="wallet", amount_fen=5, state="asked", qr="Q", expires_ms=100
    )
    assert payment_view(asked, now_ms=99).qr == "Q"
    assert payment_view(asked, now_ms=100).qr == ""
    assert payment_view(msgspec.structs.replace(asked, state="paid"), now_ms=1).qr == ""


def test_cash_has_change_and_a_wallet_has_none() -> None:
    cash = Payment(payment_id="p", order_id="o", tender="cash", amount_fen=80, given_fen=100, state="paid")
    assert payment_view(cash, now_ms=0).change_fen == 20
    assert payment_view(msgspec.structs.replace(cash, tender="wallet"), now_ms=0).change_fen == 0


def test_a_row_of_the_queue_counts_pieces_and_names_its_ways() -> None:
    cancelled = order_file(state="cancelled")
    assert (queue_row(cancelled).due_fen, order_view(cancelled, {}, now_ms=0).due_fen) == (0, 0)
    assert queue_row(order_file(state="parked")).due_fen > 0
    row = queue_row(order_file(lines=2))
    assert (row.pieces, row.ways, row.payment) == (4, ("take", "ship"), None)
    order = order_file().order
    weighed = msgspec.structs.replace(order.lines[0], quantity=350, step=500)
    assert pieces(msgspec.structs.replace(order, lines=(weighed,))) == 1


def test_the_store_is_as_well_as_its_worst_part() -> None:
    def status(*states: HealthState) -> str:
        return worst(tuple(Health(part=str(i), state=state) for i, state in enumerate(states)))

    assert status() == status("ok", "off") == "ok"
    assert status("ok", "starting") == status("degraded") == "degraded"
    assert status("degraded", "needs_person") == status("down") == "down"
