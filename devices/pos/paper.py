"""Printed paper as an SVG: torn strips, letters on the printer's grid, QR codes module by module."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from devices.pos.thermal import Cut, Mark, Printed, PrintedQr, Run, columns_of

MARKS_MAX = 400  # lines and codes kept; the oldest go first
CELL, LINE, MARGIN, GAP = 8, 22, 28, 26  # px: a column, a line, the paper's rim, between two strips
TOOTH = 6
DOT = 0.72  # px of a printer's dot: 203 dpi paper of 48 columns is as wide as its columns here
QR_RIM = 12
INK, PAPER, RIM = "#2c2a2b", "#fdfcf7", "#d9d4c8"
FONT = "'Noto Sans SC Variable','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei',monospace"
LATIN_FONT = "'DejaVu Sans Mono','Liberation Mono','Noto Sans Mono',Menlo,Consolas,monospace"
_WORD = re.compile(r"[\x21-\x7e]+|[^\x00-\x7e]")


class Paper:
    """What came out of one printer, newest at the bottom."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._marks: deque[Mark] = deque(maxlen=MARKS_MAX)
        self._drawn = (-1, "")  # at which length, and how it looked
        self.length = 0

    def add(self, mark: Mark) -> None:
        self._marks.append(mark)
        self.length += 1

    def strips(self) -> list[list[Mark]]:
        """The marks between cuts, the last strip still in the printer when it is not empty."""
        strips: list[list[Mark]] = [[]]
        for mark in tuple(self._marks):  # a copy: the page's thread looks while the printer prints
            if isinstance(mark, Cut):
                strips.append([])
            else:
                strips[-1].append(mark)
        return [strip for strip in strips if strip]

    def svg(self) -> str:
        """A whole document; drawn once for each length. May be called in a thread."""
        length, drawing = self._drawn
        if length != self.length:
            length, drawing = self.length, self._draw()
            self._drawn = (length, drawing)
        return drawing

    def _draw(self) -> str:
        width = self._columns * CELL + 2 * MARGIN
        drawn: list[str] = []
        y = float(GAP)
        for strip in self.strips():
            height = sum(_height(mark) for mark in strip) + 2 * MARGIN
            drawn.append(_sheet(y, width, height))
            drawn += _strip(strip, y + MARGIN, self._columns)
            y += height + GAP
        size = f'width="{width + 2 * GAP}" height="{max(y, 120):.0f}"'
        view = f'viewBox="{-GAP} 0 {width + 2 * GAP} {max(y, 120):.0f}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} font-family="{FONT}" font-size="15" '
            f'fill="{INK}"><defs><filter id="lift" x="-10%" y="-5%" width="120%" height="112%">'
            '<feDropShadow dy="3" stdDeviation="5" flood-color="#1b1a1f" flood-opacity=".18"/></filter>'
            f'<linearGradient id="roll" x2="1" y2="0"><stop stop-color="{RIM}"/>'
            f'<stop offset=".06" stop-color="{PAPER}"/><stop offset=".94" stop-color="{PAPER}"/>'
            f'<stop offset="1" stop-color="{RIM}"/></linearGradient></defs>{"".join(drawn)}</svg>'
        )


def _height(mark: Mark) -> float:
    match mark:
        case Printed(runs=runs):
            return LINE * max((run.height for run in runs), default=1)
        case PrintedQr(data=data, module=module):
            return len(_modules(data)) * module * DOT + 2 * QR_RIM
        case _:
            return 0


def _sheet(y: float, width: int, height: float) -> str:
    """Paper torn off at both ends along the knife's teeth."""
    teeth = "".join(f"l{TOOTH} {TOOTH if i % 2 == 0 else -TOOTH}" for i in range(width // TOOTH))
    back = "".join(f"l{-TOOTH} {TOOTH if i % 2 == 0 else -TOOTH}" for i in range(width // TOOTH))
    along = width // TOOTH * TOOTH
    odd = TOOTH if width // TOOTH % 2 else 0
    path = f"M0 {y:.1f}{teeth}V{y + height:.1f}H{along}{back}V{y + odd:.1f}z"
    return f'<path d="{path}" fill="url(#roll)" filter="url(#lift)"/>'


def _strip(strip: list[Mark], y: float, columns: int) -> Iterator[str]:
    for mark in strip:
        if isinstance(mark, Printed):
            yield from _line(mark, y + _height(mark), columns)
        elif isinstance(mark, PrintedQr):
            yield _qr(mark, y + QR_RIM, columns)
        y += _height(mark)


def _line(line: Printed, bottom: float, columns: int) -> Iterator[str]:
    """Each word stands at its own column, so that columns are right whatever font there is."""
    used = sum(columns_of(run) for run in line.runs)
    column = {"left": 0.0, "center": (columns - used) / 2, "right": float(columns - used)}[line.align]
    for run in line.runs:
        for word in _WORD.finditer(run.text):
            before = columns_of(Run(text=run.text[: word.start()], width=run.width))
            yield _word(word[0], run, MARGIN + (column + before) * CELL, bottom - 6 * run.height)
        column += columns_of(run)


def _word(word: str, run: Run, x: float, y: float) -> str:
    bold = ' font-weight="700"' if run.bold else ""
    font = f' font-family="{LATIN_FONT}" font-size="13.3"' if word.isascii() else ""
    across = columns_of(Run(text=word)) * CELL
    scale = "" if run.width == run.height == 1 else f" scale({run.width} {run.height})"
    return (
        f'<text transform="translate({x:.1f} {y:.1f}){scale}" textLength="{across}" '
        f'lengthAdjust="spacingAndGlyphs"{font}{bold}>{escape(word)}</text>'
    )


def _qr(code: PrintedQr, y: float, columns: int) -> str:
    modules = _modules(code.data)
    dot = code.module * DOT
    room = columns * CELL - len(modules) * dot
    x = MARGIN + {"left": 0.0, "center": room / 2, "right": room}[code.align]
    path = ""
    for row, line in enumerate(modules):
        at = 0
        for dark, group in groupby(line):
            count = len(list(group))
            path += f"M{at} {row}h{count}v1h-{count}z" if dark else ""
            at += count
    return f'<path transform="translate({x:.1f} {y:.1f}) scale({dot:.2f})" d="{path}"/>'


@lru_cache(maxsize=64)
def _modules(data: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(data)
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
