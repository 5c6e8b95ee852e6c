"""Log lines: one a record, bounded, and nobody's phone or secret in them."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.runtime import logs


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call 13812345678 now", "call 138****5678 now"),
        ("call +8613812345678", "call +86138****5678"),
        ('{"phone":"15400001037"}', '{"phone":"154****1037"}'),
        ("password=hunter2 user=x", "password=*** user=x"),
        ('{"token": "abc.def", "a": 1}', '{"token": ***, "a": 1}'),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("pin_hash='$argon2id$v=19$m=1$abc'", "pin_hash=***"),
        ("stored $argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "stored $argon2***"),
        ("mqtt://shop:secret@broker:1883 refused", "mqtt://shop:***@broker:1883 refused"),
        ("order K7P-0042 of 6970011010036 paid 12900", "order K7P-0042 of 6970011010036 paid 12900"),
        ("id 0197813812345678abcdef0123456789", "id 0197813812345678abcdef0123456789"),
    ],
)
def test_what_is_private_is_masked(said: str, kept: str) -> None:
    assert logs.masked(said) == kept


def lines_of(say: str, *, error: Exception | None = None) -> list[str]:
    record = logging.LogRecord("edge.test", logging.WARNING, __file__, 1, say, None, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    record.created = 0.5
    return logs.Line().format(record).split("\n")


def test_a_line_says_when_how_grave_where_and_what() -> None:
    assert lines_of("the door\nis open\x1b[31m") == [
        "1970-01-01T00:00:00.500Z warning edge.test the door | is open?[31m"
    ]


def test_a_traceback_stays_on_the_line_and_masks_too() -> None:
    (line,) = lines_of("failed", error=ValueError("token=abc"))
    assert line.endswith("failed | ValueError: token=***")


@given(st.text(max_size=6000))
def test_any_text_gives_one_bounded_line(text: str) -> None:
    (line,) = lines_of(text.replace("%", "%%"))
    assert len(line) <= logs.LINE_MAX + 100


def test_configured_once_every_logger_speaks_through_it() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    try:
        logs.configure(stream=stream)
        logging.getLogger("devices.scanner").info("token=%s", "abc")
        logging.getLogger("aiohttp.access").info("GET /")
    finally:
        root.handlers[:], root.level = before, level
        logging.captureWarnings(capture=False)
    assert stream.getvalue().endswith("info devices.scanner token=***\n")
