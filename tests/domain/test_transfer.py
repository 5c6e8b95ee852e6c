"""Transfers at the centre: what is known after any words, in any order."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from edge.domain.stock import Count
from edge.domain.transfer import (
    Transfer,
    TransferLine,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferWord,
    cancelled,
    heard,
    received,
    refused,
    sent,
)
from edge.errors import Rejected

ASKED = Transfer(
    transfer_id="t1",
    source="s1",
    target="s2",
    lines=(TransferLine(sku="A", quantity=4), TransferLine(sku="B", quantity=2)),
    asked_ms=1,
)
GONE = sent(ASKED, (Count(sku="A", quantity=3), Count(sku="B", quantity=2)), 2)
HERE = received(GONE, (Count(sku="A", quantity=2), Count(sku="B", quantity=3)), 3)

HUGE = msgspec.structs.replace(
    GONE, lines=tuple(msgspec.structs.replace(line, sent=1 << 40) for line in GONE.lines)
)


def after(known: Transfer | None, *words: tuple[str, TransferWord]) -> Transfer | None:
    for store, word in words:
        known = heard(known, word, store)
    return known


@pytest.mark.parametrize(
    "known", [None, ASKED, cancelled(ASKED, "late")], ids=["unknown", "asked", "cancelled"]
)
def test_words_come_in_any_order_and_as_often_as_they_like(known: Transfer | None) -> None:
    words: tuple[tuple[str, TransferWord], ...] = (
        ("s1", TransferSent(transfer=GONE)),
        ("s2", TransferReceived(transfer=HERE)),
    )
    for order in permutations((*words, *words)):
        assert after(known, *order) == HERE


def test_a_refusal_ends_it_and_a_cancelled_one_stays_so_for_nobody_who_sent() -> None:
    no = refused(ASKED, "no_stock")
    assert after(ASKED, ("s1", TransferRefused(transfer=no))) == no
    assert after(GONE, ("s1", TransferRefused(transfer=no))) == GONE
    assert after(cancelled(ASKED, "late"), ("s1", TransferSent(transfer=GONE))) == GONE


@pytest.mark.parametrize(
    ("store", "word"),
    [
        ("s2", TransferSent(transfer=GONE)),
        ("s1", TransferReceived(transfer=HERE)),
        ("s3", TransferRefused(transfer=refused(ASKED, "x"))),
        ("s1", TransferSent(transfer=HERE)),
        ("s1", TransferSent(transfer=msgspec.structs.replace(GONE, target="s1"))),
        ("s1", TransferSent(transfer=msgspec.structs.replace(GONE, target="s3"))),
        ("s1", TransferSent(transfer=msgspec.structs.replace(GONE, lines=GONE.lines[:1]))),
        ("s1", TransferSent(transfer=HUGE)),
    ],
    ids=["receiver", "sender", "stranger", "wrong word", "to itself", "elsewhere", "other lines", "too many"],
)
def test_a_word_that_is_not_the_stores_to_say_changes_nothing(store: str, word: TransferWord) -> None:
    assert heard(ASKED, word, store) == ASKED


MANY = tuple(TransferLine(sku=f"S{n}", quantity=1, sent=1) for n in range(201))


@pytest.mark.parametrize("lines", [(), GONE.lines * 2, MANY], ids=["none", "twice", "too many"])
def test_a_transfer_that_cannot_be_is_not_made_known(lines: tuple[TransferLine, ...]) -> None:
    assert heard(None, TransferSent(transfer=msgspec.structs.replace(GONE, lines=lines)), "s1") is None


def test_the_receiver_does_not_say_what_was_sent() -> None:
    lines = tuple(msgspec.structs.replace(line, sent=9) for line in HERE.lines)
    word = TransferReceived(transfer=msgspec.structs.replace(HERE, lines=lines))
    assert heard(GONE, word, "s2") == HERE


def test_only_what_stands_open_can_be_turned() -> None:
    with pytest.raises(Rejected, match="transfer_state"):
        cancelled(GONE, "late")
    with pytest.raises(Rejected, match="transfer_state"):
        refused(HERE, "x")
    with pytest.raises(Rejected, match="transfer_state"):
        received(ASKED, (), 1)
