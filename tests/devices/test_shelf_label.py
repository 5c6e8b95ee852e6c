"""A printed shelf: true size on the paper, and read back from photographs of it."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from devices.pos.shelf_label import COLUMNS, LINK, ROWS, ShelfLabel, sheets
from devices.scanner import reader
from edge.cli.entry import main
from edge.cli.labels import labels_of
from edge.domain.barcode import classify, gtin14
from sync.hub import seed
from tests.devices.photographer import Grey, taken

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DPI = 300
MM = DPI / 25.4


def shelf(count: int) -> list[ShelfLabel]:
    """Labels of the demo's catalogue, spread over all of it."""
    labels = labels_of(seed.read(SEEDS).seed, store="", only=set(), at_ms=1_800_000_000_000)
    return labels[:: len(labels) // count][:count]


def page(pdf: bytes, number: int = 0) -> Grey:
    """A page as a printer puts it on paper."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        image = document[number].render(scale=DPI / 72).to_pil().convert("L")
        return np.asarray(image)
    finally:
        document.close()


def label(paper: Grey, number: int) -> Grey:
    row, column = divmod(number, COLUMNS)
    left, top = (7.2 + column * 66) * MM, (15.1 + row * 38.1) * MM
    return paper[int(top) : int(top + 38.1 * MM), int(left) : int(left + 63.5 * MM)]


def test_the_demos_shelf_is_printed_at_true_size() -> None:
    labels = shelf(4)
    one = label(page(sheets(labels)), 0)
    bars = one[int(28 * MM)] < 128  # a line through the bars
    dark = np.flatnonzero(bars[: int(40 * MM)])
    assert (dark[-1] - dark[0] + 1) / MM == pytest.approx(95 * 0.33, abs=0.3)
    assert dark[0] / MM >= 7 * 0.33  # the quiet zone


def test_every_label_of_a_page_is_read_as_printed() -> None:
    labels = shelf(COLUMNS * ROWS)
    paper = page(sheets(labels))
    for number, wanted in enumerate(labels[:6]):
        codes = reader.read(label(paper, number)).codes
        assert {gtin14(code.text) for code in codes if code.gtin} == {wanted.gtin}
        assert [code.text for code in codes if not code.gtin] == [LINK + wanted.gtin]
        assert classify(LINK + wanted.gtin, "]Q1").gtin == wanted.gtin


def test_a_photographed_shelf_is_read_back_and_never_wrong() -> None:
    labels = shelf(8)
    paper = page(sheets(labels))
    read = 0
    for number, wanted in enumerate(labels):
        photo = photographed(label(paper, number), seed_=number)
        found = {classify(code.text, code.symbology).gtin for code in reader.read(photo).codes}
        assert found <= {wanted.gtin}
        read += bool(found)
    assert read >= 6


def photographed(printed: Grey, *, seed_: int) -> Grey:
    """On a dark shelf; slanted, in a shadow or little light, out of focus, noisy."""
    chance = np.random.default_rng(seed_)
    side = printed.shape[1] + 200
    scene = np.full((side, side), 90, np.uint8)
    top, left = (side - printed.shape[0]) // 2, 100
    scene[top : top + printed.shape[0], left : left + printed.shape[1]] = printed
    scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), 1.0), np.uint8)
    return taken(chance, scene, side=720, turn=float(chance.normal(0, 8)), hard=0.45)


def test_the_same_labels_are_the_same_file_and_pages_follow() -> None:
    labels = shelf(COLUMNS * ROWS + 1)
    assert sheets(labels) == sheets(labels)
    assert page(sheets(labels), 1).min() < 128


def test_the_command_prints_what_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "shelf.pdf"
    assert main(["labels", "--sku", "P0001-01", "--output", str(file)]) == 0
    assert capsys.readouterr().out.startswith("1 labels in")
    codes = reader.read(label(page(file.read_bytes()), 0)).codes
    assert {classify(code.text, code.symbology).gtin for code in codes} == {"06970011010036"}
    assert main(["labels", "--sku", "none", "--output", str(file)]) == 1
    assert "no priced variant" in capsys.readouterr().err
