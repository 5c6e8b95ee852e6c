"""Modbus RTU, as far as a relay board needs it: write a coil, read discrete inputs. Pure.

Source: MODBUS Application Protocol 1.1b3, functions 02 and 05, exceptions of section 7.
"""

from __future__ import annotations

import msgspec

from devices.framing import with_crc
from edge.errors import DeviceError, Retry

READ_INPUTS, WRITE_COIL = 0x02, 0x05
COIL_ON, COIL_OFF = 0xFF00, 0x0000
INPUTS_MAX = 2000
_FAILED = 0x80  # set in the function of an exception answer
_EXCEPTION_BYTES, _REQUEST_BYTES, _ECHO_BYTES = 5, 8, 8
_HEAD = 2  # unit, function
_EXCEPTIONS = {
    1: "knows no such function",
    2: "has no such coil or input",
    3: "does not take such a value",
    4: "failed inside",
    6: "is busy",
}


class ReadInputs(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for `count` discrete inputs from `first` on."""

    unit: int
    first: int
    count: int


class WriteCoil(msgspec.Struct, frozen=True, kw_only=True):
    """Close or open one relay; the board answers with the same frame."""

    unit: int
    coil: int
    on: bool


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to ReadInputs, padded to whole bytes."""

    unit: int
    values: tuple[bool, ...]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The board understood and would not. `code` as in section 7."""

    unit: int
    function: int
    code: int


Request = ReadInputs | WriteCoil
Answer = Inputs | WriteCoil | Refusal


def request_bytes(request: Request) -> bytes:
    match request:
        case ReadInputs(unit=unit, first=first, count=count):
            return with_crc(bytes([unit, READ_INPUTS]) + _words(first, count))
        case WriteCoil(unit=unit, coil=coil, on=on):
            return with_crc(bytes([unit, WRITE_COIL]) + _words(coil, COIL_ON if on else COIL_OFF))


def answer_bytes(answer: Answer) -> bytes:
    match answer:
        case Inputs(unit=unit, values=values):
            packed = bytes(
                sum(1 << bit for bit, on in enumerate(values[start : start + 8]) if on)
                for start in range(0, len(values), 8)
            )
            return with_crc(bytes([unit, READ_INPUTS, len(packed)]) + packed)
        case Refusal(unit=unit, function=function, code=code):
            return with_crc(bytes([unit, function | _FAILED, code]))
        case WriteCoil():
            return request_bytes(answer)


def read_request(frame: bytes) -> Request | None:
    """A request that framing has found whole; None for a function that is not spoken here."""
    if len(frame) != _REQUEST_BYTES:
        return None
    first, second = _word(frame, 2), _word(frame, 4)
    if frame[1] == READ_INPUTS and 0 < second <= INPUTS_MAX:
        return ReadInputs(unit=frame[0], first=first, count=second)
    if frame[1] == WRITE_COIL and second in (COIL_ON, COIL_OFF):
        return WriteCoil(unit=frame[0], coil=first, on=second == COIL_ON)
    return None


def read_answer(frame: bytes) -> Answer | None:
    """An answer that framing has found whole; None for a function that is not spoken here."""
    length, function = len(frame), frame[1]
    if length == _EXCEPTION_BYTES and function & _FAILED:
        return Refusal(unit=frame[0], function=function & ~_FAILED, code=frame[2])
    if length == _ECHO_BYTES and function == WRITE_COIL and _word(frame, 4) in (COIL_ON, COIL_OFF):
        return WriteCoil(unit=frame[0], coil=_word(frame, 2), on=_word(frame, 4) == COIL_ON)
    if function == READ_INPUTS and length == frame[2] + _EXCEPTION_BYTES:
        bits = (bool(byte >> bit & 1) for byte in frame[3:-2] for bit in range(8))
        return Inputs(unit=frame[0], values=tuple(bits))
    return None


def answers(request: Request, answer: Answer) -> bool:
    """Whether `answer` is one to `request`: a late one to another question is not."""
    if answer.unit != request.unit:
        return False
    match request, answer:
        case ReadInputs(count=count), Inputs(values=values):
            return count <= len(values) < count + 8
        case ReadInputs(), Refusal(function=function):
            return function == READ_INPUTS
        case WriteCoil(), Refusal(function=function):
            return function == WRITE_COIL
        case _:
            return request == answer


def request_length(head: bytes) -> int | None:
    """For RtuFramer at the board's end."""
    if len(head) < _HEAD:
        return None
    return _REQUEST_BYTES if head[1] in (READ_INPUTS, WRITE_COIL) else 0


def answer_length(head: bytes) -> int | None:
    """For RtuFramer at the store's end."""
    if len(head) <= _HEAD:
        return None
    if head[1] == WRITE_COIL:
        return _ECHO_BYTES
    if head[1] in (READ_INPUTS | _FAILED, WRITE_COIL | _FAILED):
        return _EXCEPTION_BYTES
    return head[2] + _EXCEPTION_BYTES if head[1] == READ_INPUTS else 0


def refused(refusal: Refusal) -> DeviceError:
    """A refusal is a wrong address or a wrong board: a person must look at it."""
    why = _EXCEPTIONS.get(refusal.code, f"refuses (code {refusal.code})")
    retry = Retry.TRANSIENT if refusal.code == 6 else Retry.PERMANENT  # noqa: PLR2004 - busy, of the table above
    cure = "check unit, coil and inputs in its options"
    return DeviceError(f"The relay board (unit {refusal.unit}) {why}: {cure}.", retry=retry)


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def _word(frame: bytes, at: int) -> int:
    return int.from_bytes(frame[at : at + 2], "big")
