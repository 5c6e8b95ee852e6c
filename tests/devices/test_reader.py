"""The voting reader on photographs that no camera took. Whole albums: `python -m tests.devices.album`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devices.scanner import plain, reader
from devices.scanner.bars import LAYOUTS, long_upc
from devices.scanner.engines import has_zbar
from devices.scanner.lines import BANDS, read_again, read_rows
from devices.scanner.single import engines
from tests.devices.album import Tally, gathered
from tests.devices.photographer import FORMATS, Grey, number, photo, printed

FEW = range(500, 508)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("turn", [0, 33, 90, 180])
def test_a_clean_label_is_read_whichever_way_it_lies(kind: str, turn: float) -> None:
    taken = photo_of(kind, turn)
    assert [code.text for code in reader.read(taken[0]).codes] == [taken[1]]


def photo_of(kind: str, turn: float) -> tuple[Grey, str]:
    """A clean one of this kind."""
    for seed in range(200):
        one = photo(seed, hard=0, turn=turn)
        if one.format == kind and one.picture.shape[0] >= 480:
            return one.picture, one.text
    raise AssertionError(f"no {kind} among the seeds")


def test_hard_photographs_are_read_and_none_wrong() -> None:
    count = gathered(FEW, angles=(0, 45), empties=3)
    assert count.wrong == 0
    assert count.ours >= count.best_single + 2


def test_the_count_of_an_album_is_by_hand() -> None:
    count = Tally(pictures=10, ours=7, wrong=0, singles={"zxing": 3, "zbar": 4})
    assert count.best_single == 4


@pytest.mark.parametrize("kind", FORMATS)
def test_scan_lines_read_a_blurred_row_from_either_end(kind: str) -> None:
    chance = np.random.default_rng(5)
    text = number(chance, kind)
    label = printed(text, kind)
    row = np.convolve(label[20].astype(np.float32), np.ones(9) / 9, "same")
    rows = -np.tile(row, (BANDS, 1)).astype(np.float32)
    wanted = long_upc(text).zfill(13) if kind == "UPCE" else text if kind == "EAN8" else text.zfill(13)
    dark = np.flatnonzero(label[20] < 128)
    for turned, first, last in ((rows, dark[0], dark[-1]), (rows[:, ::-1], *_mirrored(rows, dark))):
        read = read_rows(np.ascontiguousarray(turned), float(first), float(last))
        assert read is not None
        assert (read.text, read.format) == (wanted, read.fit.layout.format)
        assert reader.sure(read)
        again = read_again(np.ascontiguousarray(turned), read.fit)
        assert again is not None
        assert again.text == wanted


def _mirrored(rows: np.ndarray, dark: np.ndarray) -> tuple[int, int]:
    return rows.shape[1] - 1 - int(dark[-1]), rows.shape[1] - 1 - int(dark[0])


def test_layouts_add_up() -> None:
    for layout in LAYOUTS:
        assert sum(layout.halves) == len(layout.starts)
        assert layout.starts[-1] + 7 <= layout.modules


@settings(max_examples=25, deadline=None)
@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_any_pixels_are_survived(pixels: Grey) -> None:
    sight = reader.read(pixels)
    assert all(code.votes >= 1 for code in (*sight.codes, *sight.offered))
    assert plain.read(pixels) is not None


def test_without_opencv_clean_labels_are_still_voted_on() -> None:
    picture, text = photo_of("EAN13", 0)
    (code,) = plain.read(picture).codes
    assert (code.text, code.gtin) == (text, text.zfill(14))
    assert code.votes >= 2


def test_single_engines_stand_by_for_comparison() -> None:
    assert set(engines()) == {"zxing", "opencv"} | ({"zbar"} if has_zbar() else set())
