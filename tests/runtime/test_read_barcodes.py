"""`store-edge read-barcodes` and `store-edge bench barcodes`, on pictures that the tests make."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from edge.cli.bench.barcodes import alike
from edge.cli.entry import main
from tests.devices.photographer import empty, photo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two labels and an empty scene, with their labels.csv."""
    shots = [photo(seed, hard=0, turn=0) for seed in (3, 4)] + [empty(1)]
    with (tmp_path / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("file", "format", "text"))
        for number, shot in enumerate(shots):
            Image.fromarray(shot.picture).save(tmp_path / f"{number}.png")
            rows.writerow((f"{number}.png", shot.format, shot.text))
    return tmp_path


def test_a_line_of_json_for_every_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "note.txt").write_text("no picture", "utf-8")
    names = [str(folder / name) for name in ("note.txt", "0.png", "absent.png", "2.png")]
    assert main(["read-barcodes", *names]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == names
    assert [bool(line.get("error")) for line in lines] == [True, False, True, False]
    text = photo(3, hard=0, turn=0).text
    (code,) = lines[1]["codes"]
    assert (code["text"], code["gtin"]) == (text, text.zfill(14))
    assert code["votes"] >= 2
    assert lines[3]["codes"] == []
    assert all(line["ms"] >= 0 for line in lines)


def test_all_read_is_no_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-barcodes", str(folder / "1.png")]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"file", "codes", "ms"}


def test_the_bench_measures_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "barcodes", str(folder), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert {f"{ahead}{what}_{angle}" for ahead in ("", "zxing_") for what in ("read", "wrong")
            for angle in (0, 20, 45)} <= set(figures)  # fmt: skip
    assert {"all_read", "all_wrong", "empty_frame_ms", "mean_ms"} <= set(figures)
    assert (figures["read_0"], figures["all_read"], figures["all_wrong"]) == (1, 1, 0)


def test_a_folder_without_labels_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "barcodes", str(tmp_path)]) == 1
    assert "labels.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "label", "same"),
    [
        ("012000006494", "0012000006494", True),
        ("10123A\x1d15991231", "10123A15991231", True),
        ("two\r\nlines", "two\nlines", True),
        ("48512343", "48512344", False),
        ("A1", "A2", False),
    ],
)
def test_what_counts_as_the_printed_text(text: str, label: str, *, same: bool) -> None:
    assert alike(text, label) == same
