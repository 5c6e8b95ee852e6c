"""Framers: any split gives the same frames, garbage does no harm, the next good frame is found."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.framing import LINE_BYTES, RTU_BYTES, Line, LineFramer, RtuFramer, crc16, crc_right, with_crc
from devices.gate.modbus import answer_length, request_length
from tests.devices.chance import noise

ENDS = st.sampled_from([b"\r\n", b"\r", b"\n", b"\t", b""])
BYTES = st.binary(max_size=400)
CUTS = st.lists(st.integers(min_value=0, max_value=400), max_size=12)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    return [data[start:end] for start, end in itertools.pairwise(at)]


@pytest.mark.parametrize(
    ("ends", "data", "lines"),
    [
        (b"\r\n", b"abc\r\ndef\r\n", [b"abc", b"def"]),
        (b"\r\n", b"abc\rdef\n", [b"abc", b"def"]),
        (b"\r\n", b"\r\n\r\n\n", []),
        (b"\t", b"a\rb\tc\t", [b"a\rb", b"c"]),
        (b"\r\n", b"no end", []),
    ],
)
def test_lines(ends: bytes, data: bytes, lines: list[bytes]) -> None:
    assert LineFramer(ends=ends).feed(data) == [Line(data=line) for line in lines]


@given(data=BYTES, cuts=CUTS, ends=ENDS, bound=st.integers(min_value=1, max_value=40))
def test_any_split_gives_the_same_lines(data: bytes, cuts: list[int], ends: bytes, bound: int) -> None:
    whole, split = LineFramer(ends=ends, bound=bound), LineFramer(ends=ends, bound=bound)
    together = whole.feed(data) + whole.pause()
    apart = []
    for piece in pieces(data, cuts):
        apart += split.feed(piece)
        assert split.pending <= bound
    assert apart + split.pause() == together


@given(garbage=BYTES, good=st.binary(min_size=1, max_size=30))
def test_after_garbage_and_an_end_the_next_line_is_whole(garbage: bytes, good: bytes) -> None:
    assume(not set(good) & set(b"\r\n"))
    framer = LineFramer(bound=64)
    framer.feed(garbage)
    assert framer.feed(b"\n" + good + b"\r\n")[-1] == Line(data=good)


@given(garbage=BYTES, good=st.binary(min_size=1, max_size=30))
def test_after_half_a_line_and_silence_the_next_line_is_whole(garbage: bytes, good: bytes) -> None:
    assume(not set(good) & set(b"\r\n"))
    framer = LineFramer(bound=64)
    framer.feed(garbage)
    framer.pause()
    assert framer.feed(good + b"\r") == [Line(data=good)]


def test_silence_ends_a_line_where_nothing_else_does() -> None:
    framer = LineFramer(ends=b"")
    assert framer.feed(b"6901234\r567892") == []
    assert framer.pause() == [Line(data=b"6901234\r567892")]
    assert framer.pause() == []


def test_silence_in_the_middle_throws_half_a_line_away_and_counts_it() -> None:
    framer = LineFramer()
    framer.feed(b"69012345")
    assert framer.pause() == []
    assert (framer.pending, framer.broken) == (0, 1)


def test_a_line_past_its_bound_is_cut_and_said_to_be() -> None:
    framer = LineFramer(bound=4)
    assert framer.feed(b"abcdefgh\nabcd\n") == [Line(data=b"abcd", cut=True), Line(data=b"abcd")]


def test_a_million_random_bytes_are_survived_within_the_bound() -> None:
    data = noise(7, 1_000_000)
    line, rtu = LineFramer(), RtuFramer(answer_length)
    for start in range(0, len(data), 4096):
        line.feed(data[start : start + 4096])
        rtu.feed(data[start : start + 4096])
        assert line.pending <= LINE_BYTES
        assert rtu.pending <= RTU_BYTES


@pytest.mark.parametrize(
    ("data", "crc"),
    [
        (b"123456789", 0x4B37),  # the check value of CRC-16/MODBUS
        (bytes.fromhex("01030000000a"), 0xCDC5),
        (bytes.fromhex("0064FFFF300901BBB6D3ADB9E2C1D9"), 0x5832),  # a voice board's welcome
        (b"", 0xFFFF),
    ],
)
def test_crc_vectors(data: bytes, crc: int) -> None:
    assert crc16(data) == crc
    assert crc_right(with_crc(data)) == (data != b"")


@given(body=st.binary(min_size=1, max_size=20), bit=st.integers(min_value=0))
def test_a_turned_bit_is_never_right(body: bytes, bit: int) -> None:
    frame = bytearray(with_crc(body))
    frame[bit // 8 % len(frame)] ^= 1 << bit % 8
    assert not crc_right(bytes(frame))


ANSWERS = st.one_of(
    st.binary(min_size=1, max_size=6).map(lambda data: with_crc(bytes([1, 2, len(data)]) + data)),
    st.sampled_from([with_crc(bytes([1, 5, 0, 0, 0xFF, 0])), with_crc(bytes([1, 0x82, 2]))]),
)


@given(parts=st.lists(st.one_of(ANSWERS, st.binary(max_size=20)), max_size=8), cuts=CUTS)
def test_any_split_gives_the_same_rtu_frames(parts: list[bytes], cuts: list[int]) -> None:
    data = b"".join(parts)
    whole, split = RtuFramer(answer_length), RtuFramer(answer_length)
    together = whole.feed(data) + whole.pause()
    apart = []
    for piece in pieces(data, cuts):
        apart += split.feed(piece)
        assert split.pending <= RTU_BYTES
    assert apart + split.pause() == together
    assert all(crc_right(frame) for frame in together)


@given(frames=st.lists(ANSWERS, max_size=6))
def test_clean_rtu_frames_all_arrive(frames: list[bytes]) -> None:
    assert RtuFramer(answer_length).feed(b"".join(frames)) == frames


@given(garbage=st.binary(max_size=300), good=ANSWERS)
def test_after_garbage_and_silence_the_next_rtu_frame_is_found(garbage: bytes, good: bytes) -> None:
    framer = RtuFramer(answer_length)
    framer.feed(garbage)
    framer.pause()
    assert framer.pending == 0
    assert framer.feed(good) == [good]


@given(garbage=st.binary(max_size=60))
def test_a_frame_right_behind_garbage_is_found_by_the_next_silence(garbage: bytes) -> None:
    good = with_crc(bytes([1, 5, 0, 0, 0xFF, 0]))
    framer = RtuFramer(request_length)
    found = framer.feed(garbage + good) + framer.pause()
    assert good in found
