"""What a gun that plays a keyboard typed, as scans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.framing import LINE_BYTES
from devices.scanner.codec import Scan
from devices.scanner.hid_sim import typed
from devices.scanner.input_event import (
    EV_KEY,
    EV_MSC,
    EV_SYN,
    EVENT_BYTES,
    MSC_SCAN,
    SYN_DROPPED,
    SYN_REPORT,
    EventFramer,
    InputEvent,
    event_bytes,
)
from devices.scanner.keys import KeyReader
from devices.scanner.layouts import LAYOUTS, padded
from devices.scanner.options import HidOptions
from tests.devices.test_framing import pieces

RECORDED = Path(__file__).parent / "recorded" / "guns.txt"
SYN = InputEvent(EV_SYN, SYN_REPORT, 0)
PAUSE = b""
VALUES = {"+": 1, "-": 0, "*": 2}


class Stream(NamedTuple):
    name: str
    options: HidOptions
    scans: list[Scan]
    chunks: list[bytes]  # PAUSE is silence


def streams() -> Iterator[Stream]:
    for block in RECORDED.read_text("utf-8").split("\n= ")[1:]:
        name, options, scans, *words = block.strip().splitlines()
        yield Stream(
            name=name,
            options=msgspec.convert(json.loads(options.removeprefix("? ")), HidOptions),
            scans=[Scan(text=text, symbology=aim) for text, aim in json.loads(scans.removeprefix("! "))],
            chunks=[chunk for word in " ".join(words).split() for chunk in said(word)],
        )


def said(word: str) -> Iterator[bytes]:
    if word == "pause":
        yield PAUSE
    elif word in ("drop", "syn"):
        yield event_bytes(InputEvent(EV_SYN, SYN_DROPPED if word == "drop" else SYN_REPORT, 0))
    elif word.startswith("msc:"):
        yield event_bytes(InputEvent(EV_MSC, MSC_SCAN, int(word.removeprefix("msc:"))))
    else:
        values = [VALUES[word[0]]] if word[0] in VALUES else [1, 0]
        for value in values:
            yield event_bytes(InputEvent(EV_KEY, int(word.strip("+-*")), value)) + event_bytes(SYN)


def heard(reader: KeyReader, chunks: list[bytes]) -> list[Scan]:
    return [scan for chunk in chunks for scan in (reader.feed(chunk) if chunk else reader.pause())]


STREAMS = list(streams())


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_a_recorded_stream(stream: Stream) -> None:
    assert heard(KeyReader(stream.options), stream.chunks) == stream.scans


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
@settings(max_examples=15)
@given(cuts=st.lists(st.integers(min_value=0, max_value=3000), max_size=12))
def test_any_split_of_the_bytes_gives_the_same_scans(stream: Stream, cuts: list[int]) -> None:
    reader = KeyReader(stream.options)
    chunks: list[bytes] = []
    for chunk in stream.chunks:
        if chunk and chunks and chunks[-1]:
            chunks[-1] += chunk
        else:
            chunks.append(chunk)
    assert (
        heard(reader, [piece for chunk in chunks for piece in (pieces(chunk, cuts) or [PAUSE])])
        == stream.scans
    )


EVENTS = st.builds(
    InputEvent,
    type=st.sampled_from([EV_SYN, EV_KEY, EV_KEY, EV_KEY, EV_MSC, 17]),
    code=st.one_of(
        st.integers(0, 110),
        st.sampled_from([SYN_REPORT, SYN_DROPPED, 29, 42, 56, 58, 100]),
        st.integers(0, 65535),
    ),
    value=st.sampled_from([0, 1, 1, 1, 2, -1]),
)


@given(
    garbage=st.one_of(
        st.lists(EVENTS, max_size=60).map(lambda events: b"".join(map(event_bytes, events))),
        st.binary(max_size=600),
    ),
    layout=st.sampled_from(sorted(LAYOUTS)),
    ends=st.sampled_from(["line", "tab", "pause"]),
)
def test_garbage_never_raises_and_after_silence_the_next_scan_is_right(
    garbage: bytes, layout: str, ends: str
) -> None:
    options = msgspec.convert({"layout": layout, "ends": ends}, HidOptions)
    reader = KeyReader(options)
    reader.feed(garbage)
    reader.pause()
    assert not reader.pending
    good = b"".join(event_bytes(event) for event in typed("]6901234567892", options))
    assert (reader.feed(good) + reader.pause())[-1].text.endswith("6901234567892")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)


@given(text=TEXTS, layout=st.sampled_from(sorted(LAYOUTS)), ends=st.sampled_from(["line", "tab", "pause"]))
def test_what_the_virtual_gun_types_is_read_again(text: str, layout: str, ends: str) -> None:
    options = msgspec.convert({"layout": layout, "ends": ends}, HidOptions)
    reader = KeyReader(options)
    scans = reader.feed(b"".join(event_bytes(event) for event in typed(text, options))) + reader.pause()
    assert [scan.text for scan in scans] == ([text] if text.strip() else [])
    assert not reader.pending


def test_a_scan_without_end_is_cut_and_is_no_code() -> None:
    reader = KeyReader(HidOptions())
    key = b"".join(said("2"))
    for _ in range(3 * LINE_BYTES):
        reader.feed(key)
        assert reader.waiting <= LINE_BYTES
    assert reader.feed(b"".join(said("28"))) == [Scan(text="1" * LINE_BYTES)]
    assert heard(reader, [*said("3"), *said("28")]) == [Scan(text="2")]


def test_an_event_in_pieces_waits_for_its_rest() -> None:
    framer = EventFramer()
    data = event_bytes(InputEvent(EV_KEY, 2, -1), at_ms=1_760_000_000_123)
    assert len(data) == EVENT_BYTES
    for at in range(EVENT_BYTES - 1):
        assert framer.feed(data[at : at + 1]) == []
        assert framer.pending == at + 1
    assert framer.feed(data[-1:]) == [InputEvent(EV_KEY, 2, -1)]


@pytest.mark.parametrize(
    ("digits", "char"),
    [
        ("065", "A"),
        ("65", "A"),
        ("0233", "é"),
        ("130", "é"),
        ("0129", ""),
        ("20250", "会"),
        ("55296", ""),
        ("9999999", ""),
    ],
)
def test_alt_and_the_pad(digits: str, char: str) -> None:
    assert padded(digits) == char
