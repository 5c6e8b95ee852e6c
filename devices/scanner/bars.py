"""How EAN and UPC codes are drawn, and how their digits look through a blurred lens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from edge.domain.barcode import check_digit

Floats = NDArray[np.float32]
_FINE = 16  # samples of a module while a drawing is blurred
_LEFT = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
_FIRST = (
    "000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010",
)  # fmt: skip
_UPCE = (
    "111000", "110100", "110010", "110001", "101100", "100110", "100011", "101010", "101001", "100101",
)  # fmt: skip
_INVERTED = str.maketrans("01", "10")
_RIGHT = tuple(bits.translate(_INVERTED) for bits in _LEFT)
_EVEN = tuple(bits[::-1] for bits in _RIGHT)
# What stands around a digit is known: on the left half a bar and then a space, on the right the other way.
DIGITS = {
    "left": tuple(f"1{bits}0" for bits in _LEFT),
    "either": tuple(f"1{bits}0" for bits in _LEFT + _EVEN),
    "right": tuple(f"0{bits}1" for bits in _RIGHT),
}
# Guards with the paper beside them. A short code is found inside a longer one, so it must show more of it.
START, MIDDLE, END = "00001010", ".01010.", "01010000"
START_SHORT, END_SHORT, END_UPCE = "0000001010", "0101000000", "1010101000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a format's digits and guards stand, in modules. A guard's place is that of its drawing."""

    format: str
    modules: int
    left: str  # which digits the left half is made of
    starts: tuple[int, ...]
    halves: tuple[int, int]  # how many digits
    guards: tuple[tuple[int, str], ...]  # start, end, middle


EAN13 = Layout(
    format="EAN-13",
    modules=95,
    left="either",
    starts=(*range(3, 45, 7), *range(50, 92, 7)),
    halves=(6, 6),
    guards=((-4, START), (91, END), (44, MIDDLE)),
)
EAN8 = Layout(
    format="EAN-8",
    modules=67,
    left="left",
    starts=(*range(3, 31, 7), *range(36, 64, 7)),
    halves=(4, 4),
    guards=((-6, START_SHORT), (63, END_SHORT), (30, MIDDLE)),
)
UPCE = Layout(
    format="UPC-E",
    modules=51,
    left="either",
    starts=tuple(range(3, 45, 7)),
    halves=(6, 0),
    guards=((-6, START_SHORT), (44, END_UPCE)),
)
LAYOUTS = (EAN13, EAN8, UPCE)


@lru_cache(maxsize=2048)
def drawing(bits: str, blur: float, step: float, gain: float = 0.0) -> Floats:
    """Bars through a blur, a sample every `step` modules, around zero and of unit length.

    `.` is a module that may be either. `blur` is the standard deviation of a bell in modules; below zero it
    is the radius of a disc, as a lens out of focus makes it. `gain` is by how many modules a bar is wider
    than it should be: ink spreads, light eats.
    """
    tone = np.repeat([{"0": 0.0, "1": 1.0, ".": 0.5}[bit] for bit in f"....{bits}...."], _FINE)
    edge = round(abs(gain) * _FINE / 2)
    if edge:
        around = sliding_window_view(np.pad(tone, edge, mode="edge"), 2 * edge + 1)
        tone = around.max(axis=1) if gain > 0 else around.min(axis=1)
    reach = int(np.ceil((3 * blur if blur > 0 else -blur) * _FINE))
    x = np.arange(-reach, reach + 1) / _FINE
    spot = np.exp(-((x / blur) ** 2) / 2) if blur > 0 else np.sqrt(np.maximum(blur * blur - x * x, 0))
    seen = np.convolve(tone, spot / spot.sum(), "same")
    at = (np.arange(round(len(bits) / step)) + 0.5) * step + 4
    seen = np.interp(at, (np.arange(len(seen)) + 0.5) / _FINE, seen)
    seen -= seen.mean()
    return np.asarray(seen / np.linalg.norm(seen), np.float32)


@lru_cache(maxsize=512)
def digits(kind: str, blur: float, step: float, gain: float = 0.0) -> Floats:
    """A row a digit, with one module on either side."""
    return np.stack([drawing(bits, blur, step, gain) for bits in DIGITS[kind]])


def number(layout: Layout, best: NDArray[np.intp]) -> str:
    """The number that the best drawing of each place spells; '' where parity or check digit say no.

    Thirteen digits for EAN-13 and the two UPCs, as every reader here gives them.
    """
    spelled = "".join(str(int(one) % 10) for one in best)
    parity = "".join(str(int(one) // 10) for one in best[: layout.halves[0]])
    if layout is EAN8:
        text = spelled
    elif layout is EAN13:
        if parity not in _FIRST:
            return ""
        text = f"{_FIRST.index(parity)}{spelled}"
    else:
        system = "0" if parity in _UPCE else "1"
        parity = parity if system == "0" else parity.translate(_INVERTED)
        if parity not in _UPCE:
            return ""
        text = "0" + long_upc(f"{system}{spelled}{_UPCE.index(parity)}")
    return text if check_digit(text[:-1]) == text[-1] else ""


def long_upc(short: str) -> str:
    """The twelve digits that a UPC-E of eight stands for."""
    system, five, last, check = short[0], short[1:6], short[6], short[7]
    if last in "012":
        long = f"{five[:2]}{last}0000{five[2:]}"
    elif last == "3":
        long = f"{five[:3]}00000{five[3:]}"
    elif last == "4":
        long = f"{five[:4]}00000{five[4:]}"
    else:
        long = f"{five}0000{last}"
    return f"{system}{long}{check}"
