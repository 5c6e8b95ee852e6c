"""Codes in pictures that people drop on the lab page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.scanner.picture import PICTURE_BYTES, SIDE_PIXELS, decode, grey
from edge.errors import Rejected

MILK = "6901234567892"
PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "data" / "barcodes"


def label(text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.EAN13) -> Image.Image:
    """A printed label: the code on white paper."""
    drawn = Image.fromarray(zxingcpp.create_barcode(text, kind).to_image(scale=4))
    paper = Image.new("L", (drawn.width + 120, drawn.height + 160), 255)
    paper.paste(drawn, (60, 80))
    return paper


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_label_is_read_with_its_place_in_the_picture(kind: str) -> None:
    image = label(MILK)
    (found,) = decode(saved(image, kind))
    assert (found.text, found.format) == (MILK, "EAN-13")
    assert len(found.corners) == 4
    assert all(0 <= x <= image.width and 0 <= y <= image.height for x, y in found.corners)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (zxingcpp.BarcodeFormat.EAN8, "69012341"),
        (zxingcpp.BarcodeFormat.Code128, "K7P-0042"),
        (zxingcpp.BarcodeFormat.QRCode, "https://shop.example/云"),
        (zxingcpp.BarcodeFormat.DataMatrix, "K7P-0042"),
    ],
)
def test_the_shops_kinds_of_codes_are_read(kind: zxingcpp.BarcodeFormat, text: str) -> None:
    assert [found.text for found in decode(saved(label(text, kind)))] == [text]


def test_itf_is_not_asked_for_since_it_is_found_where_there_is_none() -> None:
    assert decode(saved(label("12345670", zxingcpp.BarcodeFormat.ITF))) == ()


def test_a_transparent_label_lies_on_white_paper() -> None:
    clear = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    ink = label(MILK)
    clear.paste(Image.new("RGBA", ink.size, (0, 0, 0, 255)), (40, 40), ink.point(lambda grey: 255 - grey))
    assert [found.text for found in decode(saved(clear))] == [MILK]


def test_a_large_photograph_is_read_smaller_and_its_corners_are_its_own() -> None:
    small = label(MILK)
    large = Image.new("L", (SIDE_PIXELS * 2, SIDE_PIXELS), 200)
    large.paste(small.resize((small.width * 4, small.height * 4)), (5000, 100))
    (found,) = decode(saved(large, "JPEG"))
    assert found.text == MILK
    assert min(x for x, _ in found.corners) > 5000


def test_a_picture_turned_by_its_camera_is_read_upright() -> None:
    image = label(MILK)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to look at it
    file = io.BytesIO()
    image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
    (found,) = decode(file.getvalue())
    assert all(0 <= x <= image.width and 0 <= y <= image.height for x, y in found.corners)


def test_an_empty_scene_has_no_codes() -> None:
    assert decode(saved(Image.effect_noise((640, 480), 60))) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture at all",
        b"%PDF-1.7",
        b"GIF89a" + bytes(40),
        saved(label(MILK))[:300],
        saved(Image.new("1", (9000, 9000))),
        bytes(PICTURE_BYTES + 1),
    ],
    ids=["empty", "text", "pdf", "gif", "cut off", "too many pixels", "too many bytes"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Rejected, match="no_picture"):
        decode(data)


LABEL = saved(label("69012341", zxingcpp.BarcodeFormat.EAN8))
PHOTO = saved(label("69012341", zxingcpp.BarcodeFormat.EAN8), "JPEG")


@given(picture=st.sampled_from([LABEL, PHOTO]), at=st.integers(min_value=0), noise=st.binary(max_size=8))
def test_a_spoilt_picture_is_loaded_or_refused_and_nothing_else(
    picture: bytes, at: int, noise: bytes
) -> None:
    at %= len(picture)
    try:
        grey(picture[:at] + noise + picture[at + len(noise) :])
    except Rejected as refusal:
        assert refusal.code == "no_picture"  # noqa: PT017 - both ways are right


def test_a_photograph_of_the_shared_set_is_read() -> None:
    if not PHOTOS.is_dir():
        pytest.skip("the shared photographs are not beside this repository")
    with (PHOTOS / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = 0
    for row in rows[:60]:
        found = decode((PHOTOS / row["file"]).read_bytes())
        read += any(code.text.lstrip("0") == row["text"].lstrip("0") for code in found)
    assert read >= 20
