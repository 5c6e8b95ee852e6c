"""A thermal printer's head: reads ESC/POS byte by byte, as it would from a cable, and leaves marks on paper.

It knows what a GBK printer knows: GB18030's four-byte characters come out as junk, as on the real one.
"""
# ruff: noqa: PLR2004 - the numbers are ESC/POS's own

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

PENDING_BYTES = 4096  # a longer command is cut off
QR_BYTES = 1024
TAB_COLUMNS = 8
_ALIGNS: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
# Parameter bytes that follow `ESC x` and `GS x`; others are of one byte.
_ESC = {"@": 0, "2": 0, "<": 0, "L": 0, "S": 0, "i": 0, "m": 0, "c": 2, "p": 3, "$": 2, "\\": 2, "W": 8}
_GS = {"L": 2, "W": 2, "P": 2, "$": 2, "\\": 2, "f": 1}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Letters printed alike. A Latin letter is `width` columns wide, a Chinese one twice that."""

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A line on the paper."""

    runs: tuple[Run, ...]
    align: Literal["left", "center", "right"] = "left"


class PrintedQr(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code on the paper."""

    data: str
    module: int
    align: Literal["left", "center", "right"] = "left"


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """The knife went through."""


Mark = Printed | PrintedQr | Cut


class ThermalHead:
    """`mark` gets what is printed; `answer` gets the bytes that the printer sends back in its turn.

    `unknown` names the commands that it did not understand, newest last, a few of them.
    """

    def __init__(
        self,
        *,
        columns: int,
        mark: Callable[[Mark], None],
        answer: Callable[[Literal["sensor", "job"], bytes], None],
        pulse: Callable[[], None] = lambda: None,
    ) -> None:
        self._columns, self._mark, self._answer, self._pulse = columns, mark, answer, pulse
        self._pending = bytearray()
        self._qr = b""
        self.unknown: tuple[str, ...] = ()
        self._start()

    def _start(self) -> None:
        """ESC @."""
        self._runs: list[Run] = []
        self._align: Literal["left", "center", "right"] = "left"
        self._width = self._height = 1
        self._bold = False
        self._chinese = True
        self._module = 3

    def feed(self, data: bytes) -> None:
        for byte in data:
            self._pending.append(byte)
            if self._taken() or len(self._pending) >= PENDING_BYTES:
                self._pending.clear()

    def reset(self) -> None:
        """The power was off."""
        self._pending.clear()
        self._start()

    def _taken(self) -> bool:
        """Whether the pending bytes were a whole command or character."""
        first = self._pending[0]
        if first == 0x1B:
            return self._escape(_ESC, self._esc)
        if first == 0x1D:
            return self._group()
        if first == 0x1C:
            return self._escape({"&": 0, ".": 0}, self._fs)
        if first < 0x20:
            self._control(first)
            return True
        return self._character()

    def _escape(self, lengths: dict[str, int], act: Callable[[str, bytes], bool]) -> bool:
        if len(self._pending) < 2:
            return False
        name = chr(self._pending[1])
        if len(self._pending) < 2 + lengths.get(name, 1):
            return False
        if not act(name, bytes(self._pending[2:])):
            self._not_known(name)
        return True

    def _group(self) -> bool:
        if len(self._pending) < 3:
            return False
        name = chr(self._pending[1])
        if name == "(":
            if len(self._pending) < 5:
                return False
            if len(self._pending) < 5 + int.from_bytes(self._pending[3:5], "little"):
                return False
            self._long(chr(self._pending[2]), bytes(self._pending[5:]))
            return True
        if name == "V" and self._pending[2] in (65, 66) and len(self._pending) < 4:
            return False
        return self._escape(_GS, self._gs)

    def _esc(self, name: str, given: bytes) -> bool:
        match name:
            case "@":
                self._start()
            case "a" if given[0] % 48 < 3:
                self._align = _ALIGNS[given[0] % 48]
            case "E":
                self._bold = bool(given[0] & 1)
            case "!":
                self._bold = bool(given[0] & 0x08)
                self._height, self._width = 1 + bool(given[0] & 0x10), 1 + bool(given[0] & 0x20)
            case "d":
                self._line()
                for _ in range(min(given[0], 16) - 1):
                    self._line(empty=True)
            case "p":
                self._pulse()
            case _:
                return name in "23MRtJ-{ L"
        return True

    def _gs(self, name: str, given: bytes) -> bool:
        match name:
            case "!":
                self._width, self._height = (given[0] >> 4 & 7) + 1, (given[0] & 7) + 1
            case "V":
                self._line()
                self._mark(Cut())
            case "r":
                self._answer("sensor", b"")
            case _:
                return name in "aBbLWPHhw"
        return True

    def _fs(self, name: str, given: bytes) -> bool:
        if name in "&.":
            self._chinese = name == "&"
        return name in "&.!-"

    def _long(self, name: str, given: bytes) -> None:
        """GS ( with its own length."""
        match name, given[:1], given[1:2]:
            case "k", b"1", b"C":
                self._module = max(1, min(16, given[2])) if len(given) > 2 else 3
            case "k", b"1", b"P":
                self._qr = given[3:][:QR_BYTES]
            case "k", b"1", b"Q":
                text = self._qr.decode("utf-8", "replace")
                self._mark(PrintedQr(data=text, module=self._module, align=self._align))
            case "k", b"1", _:
                return
            case "H", b"0", b"0":
                self._answer("job", given[2:6])
            case _:
                self._not_known(f"({name}")

    def _control(self, byte: int) -> None:
        if byte == 0x0A:
            self._line(empty=True)
        elif byte == 0x09:
            used = sum(len(run.text) for run in self._runs)
            self._put(" " * (TAB_COLUMNS - used % TAB_COLUMNS))

    def _character(self) -> bool:
        lead = self._pending[0]
        if lead < 0x80 or not self._chinese or lead in (0x80, 0xFF):
            self._put(chr(lead) if lead < 0x7F else "?")
            return True
        if len(self._pending) < 2:
            return False
        second = self._pending[1]
        if second < 0x40:  # no second byte of GBK: the lead is lost, what follows is printed for itself
            del self._pending[0]
            return self._taken()
        self._put(bytes(self._pending).decode("gbk", "replace")[:1])
        return True

    def _put(self, text: str) -> None:
        like = (self._width, self._height, self._bold)
        used = sum(columns_of(run) for run in self._runs)
        if used + columns_of(Run(text=text, width=self._width)) > self._columns:
            self._line()
        last = self._runs[-1] if self._runs else None
        if last is not None and (last.width, last.height, last.bold) == like:
            self._runs[-1] = msgspec.structs.replace(last, text=last.text + text)
        else:
            self._runs.append(Run(text=text, width=self._width, height=self._height, bold=self._bold))

    def _line(self, *, empty: bool = False) -> None:
        if self._runs or empty:
            self._mark(Printed(runs=tuple(self._runs), align=self._align))
        self._runs = []

    def _not_known(self, name: str) -> None:
        self.unknown = (*self.unknown, f"{self._pending[0]:02X} {name}")[-8:]


def columns_of(run: Run) -> int:
    """Columns that a run takes."""
    return sum(run.width * (1 if char.isascii() else 2) for char in run.text)
