"""Modbus frames of the relay board."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.framing import RtuFramer, with_crc
from devices.gate.modbus import (
    Answer,
    Inputs,
    ReadInputs,
    Refusal,
    Request,
    WriteCoil,
    answer_bytes,
    answer_length,
    answers,
    read_answer,
    read_request,
    refused,
    request_bytes,
    request_length,
)
from edge.errors import Retry

UNITS = st.integers(min_value=1, max_value=247)
WORDS = st.integers(min_value=0, max_value=0xFFFF)
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(ReadInputs, unit=UNITS, first=WORDS, count=st.integers(min_value=1, max_value=2000)),
    st.builds(WriteCoil, unit=UNITS, coil=WORDS, on=st.booleans()),
)
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.builds(
        Inputs,
        unit=UNITS,
        values=st.lists(st.booleans(), min_size=1, max_size=4).map(lambda bits: tuple(bits * 8)),
    ),
    st.builds(WriteCoil, unit=UNITS, coil=WORDS, on=st.booleans()),
    st.builds(
        Refusal, unit=UNITS, function=st.sampled_from([2, 5]), code=st.integers(min_value=0, max_value=255)
    ),
)


@pytest.mark.parametrize(
    ("request_", "frame"),
    [  # the frames of common relay boards' manuals
        (WriteCoil(unit=1, coil=0, on=True), "01050000ff008c3a"),
        (WriteCoil(unit=1, coil=0, on=False), "010500000000cdca"),
        (ReadInputs(unit=1, first=0, count=8), "01020000000879cc"),
    ],
)
def test_requests_are_those_of_the_manuals(request_: Request, frame: str) -> None:
    assert request_bytes(request_).hex() == frame


@given(request_=REQUESTS)
def test_requests_are_read_again(request_: Request) -> None:
    (frame,) = RtuFramer(request_length).feed(request_bytes(request_))
    assert read_request(frame) == request_


@given(answer=ANSWERS)
def test_answers_are_read_again(answer: Answer) -> None:
    (frame,) = RtuFramer(answer_length).feed(answer_bytes(answer))
    assert read_answer(frame) == answer


@given(body=st.binary(min_size=1, max_size=30))
def test_reading_is_total(body: bytes) -> None:
    for frame in RtuFramer(answer_length).feed(with_crc(body)):
        read_answer(frame)
    for frame in RtuFramer(request_length).feed(with_crc(body)):
        read_request(frame)


def test_only_the_answer_to_a_question_answers_it() -> None:
    inputs, on = ReadInputs(unit=1, first=0, count=2), WriteCoil(unit=1, coil=0, on=True)
    eight = (False,) * 8
    assert answers(inputs, Inputs(unit=1, values=eight))
    assert not answers(inputs, Inputs(unit=2, values=eight))
    assert not answers(inputs, Inputs(unit=1, values=eight * 2))
    assert not answers(inputs, on)
    assert answers(inputs, Refusal(unit=1, function=2, code=1))
    assert not answers(inputs, Refusal(unit=1, function=5, code=1))
    assert answers(on, on)
    assert not answers(on, WriteCoil(unit=1, coil=0, on=False))
    assert not answers(on, Inputs(unit=1, values=eight))
    assert answers(on, Refusal(unit=1, function=5, code=2))


@pytest.mark.parametrize(
    ("code", "retry"), [(2, Retry.PERMANENT), (6, Retry.TRANSIENT), (99, Retry.PERMANENT)]
)
def test_a_refusal_says_what_to_check(code: int, retry: Retry) -> None:
    error = refused(Refusal(unit=3, function=5, code=code))
    assert "unit 3" in str(error)
    assert "check unit, coil" in str(error)
    assert error.retry is retry
