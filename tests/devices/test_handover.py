"""A code that the store refuses stands in the log, but not the whole of what may be somebody's own."""

from __future__ import annotations

import pytest

from devices.scanner.codec import Scan
from devices.scanner.handover import Handover, told
from edge.domain.shelf import CodeRefused
from tests.devices.desk import Desk, config


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("6955206010458", "check_digit", "device-1: code '6955206010458' refused: check_digit"),
        ("695\x1b\n", "unknown", "device-1: code '695\\x1b\\n' refused: unknown"),
        ("130123456789012345", "unknown", "device-1: code '130123'... of 18 characters refused: unknown"),
    ],
)
async def test_a_refused_code_is_logged_with_its_reason(
    text: str, reason: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    desk.answer = (CodeRefused(place="place-1", text=text, reason=reason),)
    with caplog.at_level("INFO"):
        assert not await Handover(config("scanner.serial"), desk.ports).give(Scan(text=text))
    assert [record.getMessage() for record in caplog.records] == [words]


async def test_a_code_that_is_taken_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        assert await Handover(config("scanner.serial"), Desk().ports).give(Scan(text="6955206010459"))
    assert caplog.records == []


def test_the_longest_code_of_a_product_is_told_whole() -> None:
    assert told("16955206010456") == "'16955206010456'"
