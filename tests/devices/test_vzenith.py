"""What plate cameras push, documented and broken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.gate.vzenith import PlateRead, push_bytes, read_push, reply
from edge.domain.parking import PLATE_MAX

# As cameras send it, shortened: some forty fields and two pictures in base64.
DOCUMENTED: dict[str, Any] = {
    "AlarmInfoPlate": {
        "channel": 0,
        "deviceName": "IVS",
        "ipaddr": "192.168.1.100",
        "result": {
            "PlateResult": {
                "bright": 0,
                "colorType": 1,
                "colorValue": 0,
                "confidence": 97,
                "direction": 4,
                "imageFile": "/9j/4AAQ",
                "imageFileLen": 6,
                "is_fake_plate": 0,
                "isoffline": 0,
                "license": "粤B12345",
                "location": {"RECT": {"bottom": 5, "left": 1, "right": 9, "top": 2}},
                "plateid": 123,
                "timeStamp": {"Timeval": {"sec": 1_795_000_000, "usec": 672_241}},
                "timeUsed": 0,
                "triggerType": 1,
                "type": 1,
            }
        },
        "serialno": "eff50e18-e3d3862b",
    }
}
READ = PlateRead(
    serial="eff50e18-e3d3862b",
    plate="粤B12345",
    color="blue",
    confidence=97,
    seen_ms=1_795_000_000_672,
    replayed=False,
    fake=False,
    read_id=123,
)


def pushed(**changes: object) -> PlateRead | None:
    body = json.loads(json.dumps(DOCUMENTED))
    body["AlarmInfoPlate"]["result"]["PlateResult"].update(changes)
    return read_push(json.dumps(body, ensure_ascii=False).encode())


def test_the_documented_push_is_read() -> None:
    assert pushed() == READ


def test_an_older_camera_sends_gbk() -> None:
    assert read_push(json.dumps(DOCUMENTED, ensure_ascii=False).encode("gbk")) == READ


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"isoffline": 1}, "replayed", True),
        ({"isoffline": "1"}, "replayed", True),
        ({"isoffline": True}, "replayed", True),
        ({"is_fake_plate": 1}, "fake", True),
        ({"license": "_无_"}, "plate", ""),
        ({"license": " 粤b·12345 "}, "plate", "粤B12345"),
        ({"license": "x" * (PLATE_MAX + 1)}, "plate", ""),
        ({"colorType": 5}, "color", "green"),
        ({"colorType": 99}, "color", "unknown"),
        ({"confidence": "88"}, "confidence", 88),
        ({"confidence": 1000}, "confidence", 100),
        ({"timeStamp": {}}, "seen_ms", 0),
        ({"timeStamp": {"Timeval": {"sec": -5, "usec": 10**12}}}, "seen_ms", 999),
    ],
)
def test_each_field_bears_what_firmwares_do(changes: dict[str, object], field: str, value: object) -> None:
    read = pushed(**changes)
    assert read is not None
    assert getattr(read, field) == value


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{}", b'{"AlarmGioIn": {}}', b'{"AlarmInfoPlate": {"result": {}}}', b"{" * 9000],
)
def test_what_is_no_plate_push_is_none(body: bytes) -> None:
    assert read_push(body) is None


@given(st.binary())
def test_any_bytes_are_a_read_or_none(body: bytes) -> None:
    assert read_push(body) is None


@given(at=st.integers(min_value=0), noise=st.binary(max_size=6))
def test_a_spoilt_push_is_a_read_or_none(at: int, noise: bytes) -> None:
    body = json.dumps(DOCUMENTED, ensure_ascii=False).encode()
    at %= len(body)
    read = read_push(body[:at] + noise + body[at + len(noise) :])
    assert read is None or (0 <= read.confidence <= 100 and len(read.plate) <= PLATE_MAX)


def test_the_answer_takes_the_read_and_never_closes_the_cameras_own_relay() -> None:
    answer = json.loads(reply(READ))["Response_AlarmInfoPlate"]
    assert answer == {"info": "no", "content": "retransfer_stop", "is_pay": "false", "serialData": []}


def test_after_an_offline_read_the_next_one_is_asked_for() -> None:
    read = pushed(isoffline=1)
    assert read is not None
    answer = json.loads(reply(read))["Response_AlarmInfoPlate"]
    assert answer["ContinuePushOffline"] == {"plateid": 123, "continue": 1}


def test_what_the_virtual_camera_pushes_is_read_again() -> None:
    assert read_push(push_bytes(READ)) == READ
