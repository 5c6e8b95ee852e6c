"""Labels for a shelf's edge as a PDF at true size: name, price, EAN-13, and a QR code with a Digital Link.

Han characters are set in a font that is not embedded: every reader of PDF takes its own.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import msgspec
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.eanbc import Ean8BarcodeWidget, Ean13BarcodeWidget
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

COLUMNS, ROWS = 3, 7  # a common sheet: 63.5 x 38.1 mm
WIDE, TALL, GAP = 63.5 * mm, 38.1 * mm, 2.5 * mm
LEFT, TOP = 7.2 * mm, 15.1 * mm
MODULE = 0.33 * mm  # the EAN's nominal size, 100 %
BARS, QUIET = 13 * mm, 11 * MODULE
QR_SIDE = 18 * mm
PAD = 2 * mm
LABELS_MAX = 20_000
LINK: Final = "https://id.gs1.org/01/"
_HAN, _LATIN, _BOLD = "STSong-Light", "Helvetica", "Helvetica-Bold"
_EAN8 = 8


class ShelfLabel(msgspec.Struct, frozen=True, kw_only=True):
    """`gtin` has 14 digits and fits EAN-13 or EAN-8; a `list_price_fen` above the price is shown."""

    name_zh: str
    name_en: str
    variant: str
    gtin: str
    price_fen: int
    list_price_fen: int = 0


def sheets(labels: Sequence[ShelfLabel]) -> bytes:
    """A4 pages to be printed at 100 %; the same labels give the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(_HAN))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle("Shelf labels")
    a_page = COLUMNS * ROWS
    for number, label in enumerate(labels[:LABELS_MAX]):
        if number and number % a_page == 0:
            canvas.showPage()
        row, column = divmod(number % a_page, COLUMNS)
        _draw(canvas, label, LEFT + column * (WIDE + GAP), A4[1] - TOP - (row + 1) * TALL)
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, label: ShelfLabel, x: float, y: float) -> None:
    top = y + TALL - PAD
    _words(canvas, f"{label.name_zh}  {label.variant}", _HAN, 10, x + PAD, top - 9)
    _words(canvas, label.name_en, _LATIN, 7, x + PAD, top - 18)
    yuan, fen = divmod(label.price_fen, 100)
    canvas.setFont(_BOLD, 20)
    price = f"{yuan}.{fen:02}"
    canvas.drawString(x + PAD + 10, top - 38, price)
    wide = canvas.stringWidth(price, _BOLD, 20)
    canvas.setFont(_BOLD, 10)
    canvas.drawString(x + PAD, top - 38, "\u00a5")
    if label.list_price_fen > label.price_fen:
        was = f"{label.list_price_fen / 100:.2f}"
        canvas.setFont(_LATIN, 8)
        canvas.drawString(x + PAD + wide + 14, top - 38, was)
        middle = top - 35.5
        long = canvas.stringWidth(was, _LATIN, 8)
        canvas.line(x + PAD + wide + 14, middle, x + PAD + wide + 14 + long, middle)
    _bars(canvas, label.gtin, x, y + PAD / 2)
    _matrix(canvas, LINK + label.gtin, x + WIDE - QR_SIDE - PAD / 2, y + PAD / 2)


def _words(canvas: Canvas, text: str, font: str, size: float, x: float, y: float) -> None:
    """One line, cut off where the label ends."""
    while text and canvas.stringWidth(text, font, size) > WIDE - 2 * PAD:
        text = text[:-1]
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def _bars(canvas: Canvas, gtin: str, x: float, y: float) -> None:
    """The widget keeps its own quiet zones."""
    short = gtin.startswith("0" * 6)
    widget = Ean8BarcodeWidget(gtin[-_EAN8:]) if short else Ean13BarcodeWidget(gtin[1:])
    widget.barWidth, widget.barHeight, widget.fontSize = MODULE, BARS, 8
    drawing = Drawing(WIDE - QR_SIDE, BARS + 10)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, x, y)


def _matrix(canvas: Canvas, text: str, x: float, y: float) -> None:
    widget = QrCodeWidget(text, barLevel="M", barWidth=QR_SIDE, barHeight=QR_SIDE, barBorder=4)
    drawing = Drawing(QR_SIDE, QR_SIDE)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, x, y)
