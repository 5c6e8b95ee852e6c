"""What single frames add up to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scanner.agree import TEXTS_MAX, Agreement, matrix
from devices.scanner.sight import Reading

HERE = ((100.0, 100.0), (300.0, 100.0), (300.0, 200.0), (100.0, 200.0))
THERE = ((600.0, 100.0), (800.0, 100.0), (800.0, 200.0), (600.0, 200.0))
STEP = 0.04


def seen(
    text: str, view: str = "grey", *, kind: str = "EAN-13", at: tuple[tuple[float, float], ...] = HERE
) -> Reading:
    return Reading(text=text, format=kind, symbology="]E0", view=view, engine="zxing", corners=at)


def both(text: str, **how: str) -> list[Reading]:
    return [seen(text, view, kind=how.get("kind", "EAN-13")) for view in ("grey", "soft")]


def told(frames: list[list[Reading]], *, hold_off_s: float = 1.5, step_s: float = STEP) -> list[list[str]]:
    agreement = Agreement(hold_off_s=hold_off_s)
    return [
        [one.text for one in agreement.scans(frame, round(number * step_s, 3))]
        for number, frame in enumerate(frames)
    ]


@pytest.mark.parametrize(
    ("frames", "scans"),
    [
        ([both("A"), both("A")], [[], ["A"]]),
        ([both("A"), [], [], both("A"), both("A")], [[], [], [], ["A"], []]),
        ([[seen("A")], [seen("A")], [seen("A")]], [[], [], []]),  # one view, however often
        ([[seen("A")], [seen("A", "soft")]], [[], ["A"]]),
        ([both("A"), both("B")], [[], []]),
        ([[seen("Q", kind="QR Code")]], [["Q"]]),
        ([both("E", kind="EAN-8"), both("E", kind="EAN-8")], [[], []]),
        (
            [both("E", kind="EAN-8"), [*both("E", kind="EAN-8"), seen("E", "clear", kind="EAN-8")]],
            [[], ["E"]],
        ),
        ([both("A"), [seen("A"), seen("A", "soft")], both("B"), both("B")], [[], ["A"], [], []]),  # A's place
        ([[*both("A"), seen("B", at=THERE)], [*both("A"), seen("B", "soft", at=THERE)]], [[], ["A", "B"]]),
        ([both("A"), both("B"), both("B"), both("B"), both("B")], [[], [], [], [], ["B"]]),
    ],
)
def test_frames_and_views_must_agree(frames: list[list[Reading]], scans: list[list[str]]) -> None:
    assert told(frames) == scans


def test_a_code_that_stays_is_one_scan_and_is_scanned_anew_when_it_was_gone() -> None:
    stays = [both("A")] * 100
    assert sum(map(len, told(stays))) == 1
    gone = [*stays, *[[]] * 30, *stays]  # 1.2 s
    assert sum(map(len, told(gone))) == 1
    gone = [*stays, *[[]] * 40, *stays]  # 1.6 s
    assert sum(map(len, told(gone))) == 2


def test_frames_too_far_apart_do_not_agree() -> None:
    assert told([both("A"), both("A")], step_s=1.2) == [[], []]


@given(
    st.lists(
        st.lists(
            st.builds(
                seen,
                st.integers(0, 60).map(str),
                st.sampled_from(["grey", "soft", "clear"]),
                kind=st.sampled_from(["EAN-13", "EAN-8", "QR Code"]),
                at=st.sampled_from([HERE, THERE, ()]),
            ),
            max_size=12,
        ),
        max_size=40,
    )
)
def test_whatever_is_seen_little_is_kept_and_nothing_is_scanned_twice_in_a_second(
    frames: list[list[Reading]],
) -> None:
    agreement = Agreement(hold_off_s=60)
    scans: list[tuple[str, bool]] = []
    for number, frame in enumerate(frames):
        scans += [(one.text, matrix(one)) for one in agreement.scans(frame, number * STEP)]
        assert len(agreement._cases) <= TEXTS_MAX
    if len({(one.text, matrix(one)) for frame in frames for one in frame}) <= TEXTS_MAX:
        assert len(scans) == len(set(scans))
