"""A receipt <-> ESC/POS bytes: the job, status questions and their answers. Pure.

The bytes are made here and not by python-escpos: to import it sets up the root logger, leaves a folder behind
and takes a third of a second, and it writes U+00A5 wrongly. The tests hold both builders against each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Literal

import msgspec

from devices.pos.options import Confirm
from devices.pos.receipt import Align, Block, Feed, Qr, Rule, Text

INIT = b"\x1b\x40"
CHINESE = b"\x1c\x26"  # FS &: two-byte characters
NO_AUTO_STATUS = b"\x1d\x61\x00"
CUT = b"\x1d\x56\x42\x00"  # feed to the knife, cut
ASK_SENSOR = b"\x1d\x72\x01"  # GS r: answered in its turn, after all that was sent before it
PROCESS_ID = b"\x1d\x28\x48\x06\x00\x30\x30"  # GS ( H, four digits follow and come back in their turn
JOB_DIGITS = 4
SIZE_MAX = 8
_ALIGN: dict[Align, int] = {"left": 0, "center": 1, "right": 2}
_FIXED, _REAL_TIME, _SENSOR_FIXED = 0x93, 0x12, 0x90
_JOB_HEAD = b"\x37\x22"
_JOB_BYTES = len(_JOB_HEAD) + JOB_DIGITS + 1


class Ask(IntEnum):
    """The n of DLE EOT n."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The four real-time answers, read."""

    offline: bool = False
    cover_open: bool = False
    paper_out: bool = False
    paper_low: bool = False
    error: bool = False

    @property
    def trouble(self) -> Trouble:
        """The one thing a person must do first; '' when it prints."""
        if self.cover_open:
            return "printer_cover_open"
        if self.paper_out:
            return "printer_paper_out"
        if self.error:
            return "printer_error"
        return "printer_offline" if self.offline else ""


Trouble = Literal["", "printer_cover_open", "printer_paper_out", "printer_error", "printer_offline"]


class RealTime(msgspec.Struct, frozen=True):
    """An answer to DLE EOT n; which n, only the order of asking tells."""

    bits: int


class Sensor(msgspec.Struct, frozen=True):
    """The answer to GS r 1."""

    bits: int


class JobThrough(msgspec.Struct, frozen=True):
    """The answer to GS ( H."""

    digits: str


Answer = RealTime | Sensor | JobThrough


def job_bytes(blocks: Iterable[Block], *, columns: int, confirm: Confirm, digits: str) -> bytes:
    """One job from initialisation to the cut, and the question whose answer says that it is through."""
    body = b"".join(_block(block, columns) for block in blocks)
    asked = ASK_SENSOR if confirm == "paper_sensor" else PROCESS_ID + digits.encode("ascii")
    return INIT + NO_AUTO_STATUS + CHINESE + body + CUT + asked


def job_digits(effect_id: str) -> str:
    """Four digits for GS ( H, the same for the same effect."""
    return f"{sum((at + 1) * ord(char) for at, char in enumerate(effect_id)) % 10_000:04d}"


def ask(what: Ask) -> bytes:
    return bytes([0x10, 0x04, what])


def status_of(answers: dict[Ask, int]) -> Status:
    """The state of the printer from the bits of its four answers."""
    printer, cause = answers.get(Ask.PRINTER, 0), answers.get(Ask.OFFLINE_CAUSE, 0)
    error, paper = answers.get(Ask.ERROR_CAUSE, 0), answers.get(Ask.PAPER, 0)
    return Status(
        offline=bool(printer & 0x08),
        cover_open=bool(cause & 0x04),
        paper_out=bool(cause & 0x20 or paper & 0x60),
        paper_low=bool(paper & 0x0C),
        error=bool(cause & 0x40 or error & 0x68),
    )


def status_bits(status: Status) -> dict[Ask, int]:
    """What a printer in this state answers."""
    stopped = status.offline or status.cover_open or status.paper_out or status.error
    cause = 0x04 * status.cover_open | 0x20 * status.paper_out | 0x40 * status.error
    return {
        Ask.PRINTER: _REAL_TIME | 0x08 * stopped,
        Ask.OFFLINE_CAUSE: _REAL_TIME | cause,
        Ask.ERROR_CAUSE: _REAL_TIME | 0x08 * status.error,
        Ask.PAPER: _REAL_TIME | 0x0C * status.paper_low | 0x60 * status.paper_out,
    }


def sensor_byte(status: Status) -> bytes:
    return bytes([0x03 * status.paper_low | 0x0C * status.paper_out])


def through_bytes(digits: bytes) -> bytes:
    return _JOB_HEAD + digits + b"\0"


class AnswerFramer:
    """Answers out of a printer's bytes; what is none (XON, XOFF, automatic status) is skipped."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def pending(self) -> int:
        """Bytes of an answer that has not ended; never more than one answer."""
        return len(self._data)

    def feed(self, data: bytes) -> list[Answer]:
        answers: list[Answer] = []
        for byte in data:
            self._data.append(byte)
            answers += self._answers()
        return answers

    def reset(self) -> None:
        self._data.clear()

    def _answers(self) -> list[Answer]:
        answers: list[Answer] = []
        while self._data:
            if self._data[0] == _JOB_HEAD[0]:
                if len(self._data) < _JOB_BYTES and self._may_be_job():
                    break
                if self._may_be_job() and self._data[-1] == 0:
                    digits = bytes(self._data[len(_JOB_HEAD) : -1])
                    answers.append(JobThrough(digits.decode("ascii")))
                    self._data.clear()
                    break
            answers += _single(self._data.pop(0))
        return answers

    def _may_be_job(self) -> bool:
        head, digits = self._data[: len(_JOB_HEAD)], self._data[len(_JOB_HEAD) : _JOB_BYTES - 1]
        return _JOB_HEAD.startswith(head) and (not digits or digits.isdigit())


def _single(byte: int) -> list[Answer]:
    if byte & _FIXED == _REAL_TIME:
        return [RealTime(byte)]
    return [] if byte & _SENSOR_FIXED or byte & ~0x0F else [Sensor(byte)]


def _block(block: Block, columns: int) -> bytes:
    match block:
        case Text(text=text, align=align, size=size, bold=bold):
            return _aligned(align) + _sized(size) + _bold(on=bold) + text.encode("gb18030") + b"\n"
        case Rule():
            return _aligned("left") + _sized(1) + _bold(on=False) + b"-" * columns + b"\n"
        case Feed(lines=lines):
            return bytes([0x1B, 0x64, min(lines, 255)])
        case Qr(data=data, module=module):
            return _aligned("center") + qr_bytes(data, module) + b"\n"


def _aligned(align: Align) -> bytes:
    return bytes([0x1B, 0x61, _ALIGN[align]])


def _sized(size: int) -> bytes:
    times = min(size, SIZE_MAX) - 1
    return bytes([0x1D, 0x21, times << 4 | times])


def _bold(*, on: bool) -> bytes:
    return bytes([0x1B, 0x45, on])


def qr_bytes(data: str, module: int) -> bytes:
    """GS ( k: model 2, module size, error correction M, store, print."""
    text = data.encode("utf-8")
    parts = (b"A2\0", b"C" + bytes([module]), b"E1", b"P0" + text, b"Q0")
    return b"".join(b"\x1d(k" + (len(part) + 1).to_bytes(2, "little") + b"1" + part for part in parts)
