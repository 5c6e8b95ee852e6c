"""The drawn pictures: well formed, harmless, and taking the variant's colour."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.seeds.tables import PICTURES, column

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "defs", "g", "path", "rect", "circle", "ellipse", "text"}
PAINTS = {"linearGradient", "radialGradient", "stop", "clipPath", "filter", "feGaussianBlur"}
PLACEHOLDER = re.compile(r"\{\{(\w*)\}\}")
BYTES_MAX = 64 * 1024  # a picture travels to every kiosk page that shows it

KINDS = sorted(PICTURES.glob("[!i]*.svg"))
IDLE = sorted(PICTURES.glob("idle-*.svg"))


def problems(text: str) -> list[str]:
    """What a picture must not hold, one line each; empty when it may hang in the shop."""
    found: list[str] = []
    root = ET.fromstring(text)  # noqa: S314  our own file, and no entity survives the doctype check below
    if "<!" in text or "<?" in text:
        found.append("declaration")
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        if tag not in SHAPES | PAINTS:
            found.append(f"element {tag}")
        for name, value in element.attrib.items():
            if name.startswith("on") or "href" in name or name in {"style", "class"}:
                found.append(f"attribute {name}")
            if "url(" in value and value.removeprefix("url(#").removesuffix(")") not in ids:
                found.append(f"reference {value}")
            if "NaN" in value or "None" in value or "@" in value:
                found.append(f"value {value}")
    return found


@pytest.mark.parametrize(
    ("inside", "complaint"),
    [
        ("<script/>", "element script"),
        ('<image href="x.png"/>', "attribute href"),
        ('<path onload="x"/>', "attribute onload"),
        ('<rect fill="url(#gone)"/>', "reference url(#gone)"),
        ('<rect fill="url(http://a/b)"/>', "reference url(http://a/b)"),
        ("<!-- words -->", "declaration"),
    ],
)
def test_a_bad_picture_is_named(inside: str, complaint: str) -> None:
    assert complaint in problems(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


@pytest.mark.parametrize("path", [*KINDS, *IDLE], ids=lambda path: path.stem)
def test_picture_is_well_formed_and_harmless(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert problems(text) == []
    assert len(text.encode()) <= BYTES_MAX


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_kind_takes_colour_and_mark(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(PLACEHOLDER.findall(text)) <= {"c", "d", "l", "mark"}
    assert {"c", "d", "mark"} <= set(PLACEHOLDER.findall(text))
    assert 'viewBox="0 0 900 900"' in text
    filled = PLACEHOLDER.sub("#123456", text)
    assert problems(filled) == []
    assert "{" not in filled


def test_only_marks_are_written() -> None:
    for path in KINDS:
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  our own file
        assert {element.text for element in root.iter(f"{SVG}text")} == {"{{mark}}"}, path.stem


def test_every_picture_is_used() -> None:
    assert {path.stem for path in KINDS} == set(column("products", "kind"))


def test_idle_stories_are_portraits_without_words() -> None:
    assert len(IDLE) >= 3
    for path in IDLE:
        text = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 1080 1920"' in text
        assert "<text" not in text
        assert "{{" not in text
