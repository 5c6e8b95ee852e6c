"""The simulated wallet's book: money moves once, and the journal tells it all again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import TenderError
from edge.tender.bill import Bill, Book, BookRefusal, Step
from edge.tender.journal import Journal

MERCHANT = "s1"


def bill(name: str = "a", *, amount_fen: int = 100, expires_ms: int = 50) -> Bill:
    return Bill(
        bill_id=name, merchant=MERCHANT, amount_fen=amount_fen, token=f"token-{name}", expires_ms=expires_ms
    )


def refund(name: str, *, of: str, amount_fen: int) -> Bill:
    return Bill(bill_id=name, kind="refund", merchant=MERCHANT, amount_fen=amount_fen, charge_id=of)


def test_a_bill_closes_by_itself() -> None:
    book = Book(keep=lambda _: None)
    book.ask(bill(expires_ms=50), now_ms=0)
    assert book.confirm("token-a", now_ms=50).state == "closed"
    assert book.movements == []


def test_the_last_moment_still_pays() -> None:
    book = Book(keep=lambda _: None)
    book.ask(bill(expires_ms=50), now_ms=0)
    assert book.confirm("token-a", now_ms=49).state == "paid"
    late = book.bill("a", now_ms=99)
    assert late is not None
    assert late.state == "paid"


def test_what_could_not_be_kept_did_not_happen() -> None:
    def full(step: Step) -> None:
        if step.moved_fen:
            raise TenderError("no space")

    book = Book(keep=full)
    book.ask(bill(), now_ms=0)
    with pytest.raises(TenderError):
        book.confirm("token-a", now_ms=1)
    known = book.bill("a", now_ms=2)
    assert known is not None
    assert known.state == "waiting"
    assert book.movements == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "confirm", "decline", "close", "reverse", "refund", "look"]),
        st.sampled_from("ab"),
        st.integers(1, 100),
    ),
    max_size=40,
)


@given(ACTS)
def test_no_order_of_requests_moves_too_much_and_the_journal_tells_the_same(
    acts: list[tuple[str, str, int]],
) -> None:
    kept: list[Step] = []
    book = Book(keep=kept.append)
    for now_ms, (act, name, number) in enumerate(acts):
        try:
            do(book, act, name, number, now_ms)
        except BookRefusal as refused:
            assert refused.code  # noqa: PT017  any refusal is fine, as long as nothing moved by it
        for ident in "ab":
            charged = [m.fen for m in book.movements if m.bill_id == ident and m.fen > 0]
            assert charged in ([], [100])
        left = {ident: shop_has(book, ident) for ident in "ab"}
        assert all(0 <= fen <= 100 for fen in left.values())
        again = Book(keep=kept.append, steps=tuple(kept))
        assert again.movements == book.movements
        assert again.last == book.last


def do(book: Book, act: str, name: str, number: int, now_ms: int) -> None:
    match act:
        case "ask":
            book.ask(bill(name, expires_ms=now_ms + 20), now_ms=now_ms)
        case "confirm":
            book.confirm(f"token-{name}", now_ms=now_ms)
        case "decline":
            book.decline(f"token-{name}", "no", now_ms=now_ms)
        case "close":
            book.close(name, merchant=MERCHANT, now_ms=now_ms)
        case "reverse":
            book.reverse(name, merchant=MERCHANT, now_ms=now_ms)
        case "refund":
            book.refund(refund(f"r{number % 3}{name}", of=name, amount_fen=number), now_ms=now_ms)
        case _:
            book.bill(name, now_ms=now_ms)


def shop_has(book: Book, charge: str) -> int:
    return sum(m.fen for m in book.movements if m.bill_id == charge or m.bill_id.endswith(charge))


def test_the_journal_survives_and_drops_a_torn_line(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        book = Book(keep=journal.keep, steps=journal.steps())
        book.ask(bill(), now_ms=0)
        book.confirm("token-a", now_ms=1)
    with journal.path.open("ab") as file:
        file.write(b'{"n":3,"at_ms":2,"bi')
    with Journal(tmp_path) as journal:
        again = Book(keep=journal.keep, steps=journal.steps())
        assert again.movements == book.movements
        again.reverse("a", merchant=MERCHANT, now_ms=3)
    with Journal(tmp_path) as journal:
        assert [step.n for step in journal.steps()] == [1, 2, 3]


def test_a_damaged_journal_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "wallet.jsonl").write_bytes(b'{"n":1}\n{"n":2,"at_ms":0,"bill":{}}\n')
    with Journal(tmp_path) as journal, pytest.raises(TenderError, match="damaged"):
        journal.steps()
