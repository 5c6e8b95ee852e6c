"""What stands on a receipt, line by line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.pos.columns import clipped, pair, printable, width, wrapped
from devices.pos.receipt import AGAIN, Block, Qr, Rule, Text, receipt, yuan
from edge.domain.effect import Print
from edge.domain.order import Line
from edge.domain.payment import Payment
from tests.devices.goods import CASH, NUTS, ORDER, RECEIPT, SWEATER

replace = msgspec.structs.replace


def printed(job: Print, columns: int = 48) -> list[str]:
    return [said(block) for block in receipt(job, job_id="0190-abcdef12", columns=columns)]


def said(block: Block) -> str:
    match block:
        case Text(text=text):
            return text
        case Rule():
            return "---"
        case Qr(data=data):
            return f"[QR {data}]"
        case _:
            return ""


def test_the_whole_receipt() -> None:
    assert printed(RECEIPT) == [
        "云栖生活 天河店",
        "Yunqi Living, Tianhe",
        "---",
        "单号 Order No.",
        "K7P-0042",
        "[QR K7P-0042]",
        "2026-11-18 19:07:40                      kiosk-1",
        "---",
        "云朵圆领卫衣 雾蓝 M",
        "Cloud Crewneck Sweatshirt Mist Blue M",
        "  2 x ￥199.00                          ￥398.00",
        "  优惠 Discount                         -￥19.90",
        "每日坚果家庭装（蔓越莓、腰果、夏威夷果仁、核桃、",
        "扁桃仁混合礼盒） [寄送 Ship]",
        "Daily nuts, cafe edition ￥",
        "  1 x ￥129.00                          ￥129.00",
        "---",
        "小计 Subtotal                           ￥527.00",
        "优惠合计 You saved                      -￥19.90",
        "合计 Total      ￥507.10",
        "现金 Cash                               ￥600.00",
        "找零 Change                              ￥92.90",
        "含税 Tax incl. 9%                        ￥10.65",
        "含税 Tax incl. 13%                       ￥43.50",
        "---",
        "谢谢惠顾 Thank you",
        "#abcdef12",
    ]


def test_the_number_is_large_and_the_time_is_the_shops() -> None:
    blocks = receipt(replace(RECEIPT, zone="Europe/London"), job_id="x", columns=48)
    number = next(block for block in blocks if isinstance(block, Text) and block.text == "K7P-0042")
    assert (number.size, number.bold, number.align) == (3, True, "center")
    assert any("2026-11-18 11:07:40" in said(block) for block in blocks)


def test_a_job_resumed_says_so_first() -> None:
    assert AGAIN in printed(replace(RECEIPT, again=True))[0]
    assert not any(AGAIN in line for line in printed(RECEIPT))


def test_what_is_owed_and_what_was_given_back() -> None:
    wallet = Payment(payment_id="p", order_id="o", tender="wallet", amount_fen=20_000, state="paid")
    back = replace(wallet, direction="refund", amount_fen=5_000)
    declined = replace(wallet, state="declined")
    order = replace(ORDER, paid_fen=20_000)
    lines = printed(replace(RECEIPT, order=order, payments=(wallet, back, declined)))
    assert "电子钱包 Wallet                         ￥200.00" in lines
    assert "退款 Refund 电子钱包 Wallet             -￥50.00" in lines
    assert "待付 To pay                             ￥307.10" in lines
    assert sum("Wallet" in line for line in lines) == 2


def test_exact_money_has_no_change_and_no_discount_no_subtotal() -> None:
    order = replace(ORDER, lines=(NUTS,), total_fen=12_900, paid_fen=12_900)
    paid = replace(CASH, amount_fen=12_900, given_fen=12_900)
    text = "\n".join(printed(replace(RECEIPT, order=order, payments=(paid,))))
    assert "Change" not in text
    assert "Subtotal" not in text
    assert "Discount" not in text


def test_goods_by_weight_name_the_step_of_their_price() -> None:
    loose = replace(SWEATER, quantity=350, step=500, price_fen=1_280, discount_fen=0, amount_fen=896)
    assert any(
        line.startswith("  350 x ￥12.80/500 ") for line in printed(replace(RECEIPT, order=only(loose)))
    )


def only(line: Line) -> object:
    return replace(ORDER, lines=(line,))


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "￥0.00"), (5, "￥0.05"), (123_456_789, "￥1,234,567.89"), (-1990, "-￥19.90")]
)
def test_money_is_written_with_the_sign_that_printers_know(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "prints"),
    [
        ("¥5", "￥5"),
        ("café Ñandú", "cafe Nandu"),
        ("𠮷野家", "?野家"),
        ("a\tb\n", "a b "),
        ("云·霞①", "云·霞①"),
    ],
)
def test_what_a_printer_cannot_draw_is_written_otherwise(text: str, prints: str) -> None:
    assert printable(text) == prints


TEXTS = st.text(max_size=120)


@given(text=TEXTS)
def test_printable_text_takes_a_byte_a_column(text: str) -> None:
    made = printable(text)
    assert len(made.encode("gb18030")) == width(made)


@given(text=TEXTS.map(printable), columns=st.integers(min_value=2, max_value=48))
def test_wrapping_keeps_every_letter_and_the_width(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(left=TEXTS.map(printable), right=st.text("0123456789.￥", max_size=12), columns=st.just(32))
def test_both_ends_of_a_line_stand_where_they_should(left: str, right: str, columns: int) -> None:
    line = pair(left, right, columns)
    assert width(line) == columns
    assert line.endswith(right)
    assert line.startswith(clipped(left, columns - width(right) - 1))


@given(
    name=TEXTS,
    number=st.text(max_size=30),
    store=st.text(max_size=60),
    amount=st.integers(min_value=-(10**9), max_value=10**12),
    columns=st.sampled_from([32, 42, 48]),
)
def test_no_line_is_wider_than_the_paper(
    name: str, number: str, store: str, amount: int, columns: int
) -> None:
    line = replace(SWEATER, name_zh=name, variant_en=name, amount_fen=amount)
    order = replace(ORDER, lines=(line,), number=number, total_fen=amount)
    job = replace(RECEIPT, order=order, store_zh=store)
    for block in receipt(job, job_id="0190", columns=columns):
        if isinstance(block, Text):
            assert width(block.text) * block.size <= columns
            block.text.encode("gb18030")
