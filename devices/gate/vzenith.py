"""What a Vzenith plate camera pushes over HTTP, and what it is answered. Pure, total over garbage.

Source: the maker's HTTP push protocol, messages AlarmInfoPlate and Response_AlarmInfoPlate. An answer with
`info: ok` makes the camera close its own relay: it is never sent, only an OpenBarrier effect opens lanes.
`content: retransfer_stop` tells the camera that the read arrived.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from edge.domain.parking import PLATE_MAX, PlateColor

COLORS: dict[int, PlateColor] = {
    0: "unknown",
    1: "blue",
    2: "yellow",
    3: "white",
    4: "black",
    5: "green",
    6: "green",  # yellow-green: a large new-energy car
}
COLOR_CODES: dict[str, int] = {"blue": 1, "yellow": 2, "white": 3, "black": 4, "green": 5}
_NO_PLATE = "_无_"
_NOT_IN_A_PLATE = re.compile(r"[\s·•.\-]+")
_SECONDS_MAX = 1 << 40  # beyond it a time is garbage


class Timeval(msgspec.Struct, frozen=True, kw_only=True):
    sec: int = 0
    usec: int = 0


class TimeStamp(msgspec.Struct, frozen=True, kw_only=True, rename={"timeval": "Timeval"}):
    timeval: Timeval = Timeval()


class PlateResult(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One read. Only what is used here; cameras send some forty fields more, pictures among them."""

    license: str = ""
    color_type: int = 0
    confidence: int = 0
    direction: int = 0
    trigger_type: int = 0
    isoffline: bool | int = 0
    is_fake_plate: bool | int = msgspec.field(name="is_fake_plate", default=0)
    plateid: int = 0
    time_stamp: TimeStamp = TimeStamp()


class Result(msgspec.Struct, frozen=True, kw_only=True, rename={"plate": "PlateResult"}):
    plate: PlateResult


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    result: Result
    serialno: str = ""


class Push(msgspec.Struct, frozen=True, kw_only=True, rename={"alarm": "AlarmInfoPlate"}):
    """The body of a push, as sent."""

    alarm: Alarm


class PlateRead(msgspec.Struct, frozen=True, kw_only=True):
    """A push, understood. `plate` is '' for a car without one; `read_id` numbers offline reads."""

    serial: str
    plate: str
    color: PlateColor
    confidence: int
    seen_ms: int
    replayed: bool
    fake: bool
    read_id: int = 0


_DECODER = msgspec.json.Decoder(Push, strict=False)


def read_push(body: bytes) -> PlateRead | None:
    """The read in a body; None for anything that is no plate push."""
    push = _push(body)
    if push is None:
        return None
    plate = push.alarm.result.plate
    stamp = plate.time_stamp.timeval
    text = _NOT_IN_A_PLATE.sub("", plate.license).upper()
    seconds = stamp.sec if 0 <= stamp.sec < _SECONDS_MAX else 0
    return PlateRead(
        serial=push.alarm.serialno,
        plate="" if plate.license == _NO_PLATE or len(text) > PLATE_MAX else text,
        color=COLORS.get(plate.color_type, "unknown"),
        confidence=max(0, min(100, plate.confidence)),
        seen_ms=seconds * 1000 + max(0, min(999, stamp.usec // 1000)),
        replayed=bool(plate.isoffline),
        fake=bool(plate.is_fake_plate),
        read_id=plate.plateid,
    )


def reply(read: PlateRead) -> bytes:
    """The answer to a push: taken, nothing opened; after an offline read the next one is asked for."""
    answer: dict[str, Any] = {
        "info": "no",
        "content": "retransfer_stop",
        "is_pay": "false",
        "serialData": [],
    }
    if read.replayed:
        answer["ContinuePushOffline"] = {"plateid": read.read_id, "continue": 1}
    return msgspec.json.encode({"Response_AlarmInfoPlate": answer})


def push_bytes(read: PlateRead) -> bytes:
    """The body a camera sends for a read."""
    result = PlateResult(
        license=read.plate or _NO_PLATE,
        color_type=COLOR_CODES.get(read.color, 0),
        confidence=read.confidence,
        direction=4,  # downwards in the picture: towards the camera
        trigger_type=1,
        isoffline=int(read.replayed),
        is_fake_plate=int(read.fake),
        plateid=read.read_id,
        time_stamp=TimeStamp(timeval=Timeval(sec=read.seen_ms // 1000, usec=read.seen_ms % 1000 * 1000)),
    )
    return msgspec.json.encode(Push(alarm=Alarm(result=Result(plate=result), serialno=read.serial)))


def _push(body: bytes) -> Push | None:
    """Older firmwares send GBK."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return _DECODER.decode(body.decode(encoding).encode())
        except (UnicodeDecodeError, UnicodeEncodeError, msgspec.DecodeError, RecursionError):
            continue
    return None
