"""The printer's bytes, held against python-escpos and against what npos, a foreign parser, saw in them."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.pos.printer_codec import (
    Answer,
    AnswerFramer,
    Ask,
    JobThrough,
    RealTime,
    Sensor,
    Status,
    job_bytes,
    job_digits,
    qr_bytes,
    sensor_byte,
    status_bits,
    status_of,
    through_bytes,
)
from devices.pos.receipt import Block, Feed, Rule, Text, receipt
from devices.pos.thermal import Cut, Mark, Printed, ThermalHead
from tests.devices.goods import RECEIPT

RECORDED = Path(__file__).parent / "recorded"
BLOCKS = receipt(RECEIPT, job_id="0190-abcdef12", columns=48)
JOB = job_bytes(BLOCKS, columns=48, confirm="paper_sensor", digits="0001")
KNOWN = {"ESC @", "ESC a", "ESC E", "FS &", "GS a", "GS !", "GS (k", "GS V", "GS r", "STX"}


def seen_by_npos() -> list[tuple[str, bytes]]:
    nodes = json.loads((RECORDED / "receipt.npos.json").read_text("utf-8"))
    return [(node["name"], bytes.fromhex(node["bytes"])) for node in nodes]


def marks_of(data: bytes, columns: int = 48) -> list[Mark]:
    marks: list[Mark] = []
    ThermalHead(columns=columns, mark=marks.append, answer=lambda _what, _digits: None).feed(data)
    return marks


def test_the_job_is_the_one_that_the_foreign_parser_read() -> None:
    """Where the receipt has changed on purpose, read_with_npos.cjs is run again on the new bytes."""
    assert (RECORDED / "receipt.bin").read_bytes() == JOB


def test_the_foreign_parser_knew_every_byte() -> None:
    nodes = seen_by_npos()
    assert {name for name, _ in nodes} <= KNOWN
    assert b"".join(data for _, data in nodes) == JOB


def test_the_foreign_parser_saw_the_receipts_lines() -> None:
    texts = [data.decode("gb18030").rstrip("\n") for name, data in seen_by_npos() if name == "STX"]
    expected = ["-" * 48 if isinstance(block, Rule) else getattr(block, "text", "") for block in BLOCKS]
    assert texts == expected


def test_our_own_printer_reads_the_same_lines() -> None:
    lines = ["".join(run.text for run in mark.runs) for mark in marks_of(JOB) if isinstance(mark, Printed)]
    texts = [data.decode("gb18030").rstrip("\n") for name, data in seen_by_npos() if name == "STX"]
    assert lines == texts
    assert isinstance(marks_of(JOB)[-1], Cut)


@pytest.fixture
def escpos() -> Iterator[object]:
    """python-escpos without what its import does to the root logger."""
    before = logging.getLogger().handlers[:]
    printer = import_module("escpos.printer").Dummy()
    logging.getLogger().handlers[:] = before
    yield printer
    printer.close()


def test_qr_codes_are_asked_for_as_python_escpos_does(escpos: object) -> None:
    escpos.qr("K7P-0042", native=True, size=6, ec=1)  # type: ignore[attr-defined]
    assert escpos.output == qr_bytes("K7P-0042", 6)  # type: ignore[attr-defined]


@pytest.mark.parametrize("align", ["left", "center", "right"])
@pytest.mark.parametrize(("size", "bold"), [(1, False), (2, True), (3, False), (8, True)])
def test_text_is_set_as_python_escpos_does(escpos: object, align: str, size: int, *, bold: bool) -> None:
    """Both lead our head to the same marks."""
    escpos.set(align=align, bold=bold, width=size, height=size, custom_size=True)  # type: ignore[attr-defined]
    escpos._raw(b"K7P\n")  # type: ignore[attr-defined]
    ours = Text(text="K7P", align=align, size=size, bold=bold)  # type: ignore[arg-type]
    (mark,) = marks_of(escpos.output)  # type: ignore[attr-defined]
    assert mark == marks_of(job_bytes([ours], columns=48, confirm="paper_sensor", digits=""))[0]


def test_the_yuan_sign_is_the_one_of_gbk_printers() -> None:
    job = job_bytes([Text(text="￥5")], columns=48, confirm="paper_sensor", digits="")
    assert b"\xa3\xa45\n" in job
    wrong = marks_of("¥5".encode("gb18030") + b"\n")
    assert wrong == marks_of(b"065\n")  # what FIELD's printers do with U+00A5


def test_a_job_asks_for_its_own_number_where_the_printer_can() -> None:
    job = job_bytes([Feed(lines=2)], columns=48, confirm="job_id", digits="0042")
    assert job.endswith(b"\x1bd\x02" + b"\x1dVB\x00" + b"\x1d(H\x06\x0000" + b"0042")


@given(st.text())
def test_a_jobs_number_has_four_digits(effect_id: str) -> None:
    assert len(job_digits(effect_id)) == 4
    assert job_digits(effect_id).isdigit()


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (Status(), ""),
        (Status(paper_low=True), ""),
        (Status(paper_out=True), "printer_paper_out"),
        (Status(cover_open=True, paper_out=True), "printer_cover_open"),
        (Status(error=True), "printer_error"),
        (Status(offline=True), "printer_offline"),
    ],
)
def test_a_status_survives_its_bits_and_names_what_to_do(status: Status, trouble: str) -> None:
    read = status_of(dict(status_bits(status)))
    assert read.trouble == trouble
    assert (read.paper_low, read.paper_out, read.cover_open) == (
        status.paper_low,
        status.paper_out,
        status.cover_open,
    )


def test_a_healthy_printers_documented_answers() -> None:
    assert (
        status_of({Ask.PRINTER: 0x16, Ask.OFFLINE_CAUSE: 0x12, Ask.ERROR_CAUSE: 0x12, Ask.PAPER: 0x12})
        == Status()
    )
    assert status_of({Ask.PAPER: 0x72}).paper_out
    assert status_of({Ask.PAPER: 0x1E}).paper_low
    assert status_of({Ask.PRINTER: 0x1E, Ask.OFFLINE_CAUSE: 0x16}).trouble == "printer_cover_open"


ANSWERS: list[tuple[bytes, Answer]] = [
    (bytes([0x12]), RealTime(0x12)),
    (bytes([0x72]), RealTime(0x72)),
    (sensor_byte(Status()), Sensor(0)),
    (sensor_byte(Status(paper_low=True)), Sensor(3)),
    (through_bytes(b"0042"), JobThrough("0042")),
    (through_bytes(b"3737"), JobThrough("3737")),
]


@given(
    parts=st.lists(st.one_of(st.sampled_from(ANSWERS), st.just((b"\x11\x13\xff", None))), max_size=12),
    cuts=st.lists(st.integers(min_value=0, max_value=80), max_size=6),
)
def test_any_split_gives_the_same_answers(parts: list[tuple[bytes, Answer | None]], cuts: list[int]) -> None:
    data = b"".join(sent for sent, _ in parts)
    framer = AnswerFramer()
    answers: list[Answer] = []
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in itertools.pairwise(at):
        answers += framer.feed(data[start:end])
    assert answers == [answer for _, answer in parts if answer is not None]


@given(garbage=st.binary(max_size=300), answer=st.sampled_from(ANSWERS))
def test_garbage_does_no_harm_and_the_next_answer_is_found(
    garbage: bytes, answer: tuple[bytes, Answer]
) -> None:
    framer = AnswerFramer()
    framer.feed(garbage)
    assert framer.pending < 7
    framer.feed(b"\xff")  # whatever was half is over
    assert framer.feed(answer[0]) == [answer[1]]


@given(data=st.binary(max_size=600), cuts=st.lists(st.integers(min_value=0, max_value=600), max_size=6))
def test_the_printers_head_survives_any_bytes_in_any_pieces(data: bytes, cuts: list[int]) -> None:
    marks: list[Mark] = []
    head = ThermalHead(columns=32, mark=marks.append, answer=lambda _what, _digits: None)
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in itertools.pairwise(at):
        head.feed(data[start:end])
    assert marks == marks_of(data, 32)


def test_a_block_of_every_kind_has_bytes() -> None:
    blocks: list[Block] = [Rule(), Feed(lines=300)]
    assert b"-" * 32 + b"\n" in job_bytes(blocks, columns=32, confirm="paper_sensor", digits="")
