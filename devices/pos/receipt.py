"""What stands on a receipt, as blocks on a grid of columns. Pure: the printer's bytes are another file's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from devices.pos.columns import WIDE_YEN, pair, printable, width, wrapped
from edge.domain.effect import Print
from edge.domain.money import BASIS_POINTS, included_tax
from edge.domain.order import Line, Order
from edge.domain.payment import Payment

Align = Literal["left", "center", "right"]
JOB_LETTERS = 8
SPOKEN = {"wallet": "电子钱包 Wallet", "cash": "现金 Cash"}
AGAIN = "可能已打印 / maybe printed before"


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One printed line, `size` times as wide and high."""

    text: str
    align: Align = "left"
    size: int = 1
    bold: bool = False


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A line across the paper."""


class Qr(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code in the middle, `module` dots a module."""

    data: str
    module: int = 6


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    lines: int = 1


Block = Text | Rule | Qr | Feed


def receipt(job: Print, *, job_id: str, columns: int) -> tuple[Block, ...]:
    """The receipt of an order. No line is wider than `columns`, twos counted for Chinese."""
    order = job.order
    blocks = [
        *_head(job),
        Rule(),
        *_number(order),
        Text(text=pair(_when(job), printable(order.place), columns)),
        Rule(),
        *(block for line in order.lines for block in _line(line, columns)),
        Rule(),
        *_totals(order, columns),
        *_tenders(order, job.payments, columns),
        *_tax(order.lines, columns),
        Rule(),
        Text(text="谢谢惠顾 Thank you", align="center"),
        Text(text=f"#{job_id[-JOB_LETTERS:]}", align="center"),
    ]
    return tuple(part for block in blocks for part in _fitted(block, columns))


def yuan(fen: int) -> str:
    """-123456 -> '-￥1,234.56', with the sign that Chinese printers know."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{WIDE_YEN}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def _head(job: Print) -> Iterator[Block]:
    if job.again:
        yield Text(text=f"*** {AGAIN} ***", align="center", bold=True)
    yield Text(text=printable(job.store_zh), align="center", size=2, bold=True)
    yield Text(text=printable(job.store_en), align="center")


def _number(order: Order) -> Iterator[Block]:
    if order.number:
        yield Text(text="单号 Order No.", align="center")
        yield Text(text=printable(order.number), align="center", size=3, bold=True)
        yield Qr(data=order.number)


def _when(job: Print) -> str:
    at_ms = job.order.closed_ms or job.order.opened_ms
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(job.zone)).strftime("%Y-%m-%d %H:%M:%S")


def _line(line: Line, columns: int) -> Iterator[Block]:
    way = " [寄送 Ship]" if line.way == "ship" else ""
    chinese = f"{line.name_zh} {line.variant_zh}".strip()
    english = f"{line.name_en} {line.variant_en}".strip()
    yield Text(text=printable(chinese + way))
    if english and english != chinese:
        yield Text(text=printable(english))
    per = "" if line.step == 1 else f"/{line.step}"
    counted = f"  {line.quantity} x {yuan(line.price_fen)}{per}"
    yield Text(text=pair(counted, yuan(line.amount_fen + line.discount_fen), columns))
    if line.discount_fen:
        yield Text(text=pair("  优惠 Discount", yuan(-line.discount_fen), columns))


def _totals(order: Order, columns: int) -> Iterator[Block]:
    saved = sum(line.discount_fen for line in order.lines)
    if saved:
        yield Text(text=pair("小计 Subtotal", yuan(order.total_fen + saved), columns))
        yield Text(text=pair("优惠合计 You saved", yuan(-saved), columns))
    yield Text(text=pair("合计 Total", yuan(order.total_fen), columns // 2), size=2, bold=True)


def _tenders(order: Order, payments: Iterable[Payment], columns: int) -> Iterator[Block]:
    for payment in payments:
        if payment.state != "paid":
            continue
        if payment.direction == "refund":
            label = f"退款 Refund {SPOKEN[payment.tender]}"
            yield Text(text=pair(label, yuan(-payment.amount_fen), columns))
            continue
        given = payment.given_fen or payment.amount_fen
        yield Text(text=pair(SPOKEN[payment.tender], yuan(given), columns))
        if given > payment.amount_fen:
            yield Text(text=pair("找零 Change", yuan(given - payment.amount_fen), columns))
    if order.due_fen > 0:
        yield Text(text=pair("待付 To pay", yuan(order.due_fen), columns), bold=True)


def _tax(lines: Iterable[Line], columns: int) -> Iterator[Block]:
    """Tax inside the prices, one line a rate, rounded per order line as it is accounted."""
    by_rate = sorted((line.tax_rate_bp, included_tax(line.amount_fen, line.tax_rate_bp)) for line in lines)
    for rate_bp, taxes in groupby(by_rate, key=lambda pair: pair[0]):
        if rate_bp:
            percent = f"{rate_bp * 100 / BASIS_POINTS:g}%"
            yield Text(text=pair(f"含税 Tax incl. {percent}", yuan(sum(tax for _, tax in taxes)), columns))


def _fitted(block: Block, columns: int) -> Iterator[Block]:
    """A text too wide for its size is wrapped, or smaller."""
    if not isinstance(block, Text) or width(block.text) * block.size <= columns:
        yield block
    elif block.size > 1:
        yield from _fitted(msgspec.structs.replace(block, size=block.size - 1), columns)
    else:
        yield from (msgspec.structs.replace(block, text=text) for text in wrapped(block.text, columns))
