"""What views of a picture add up to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scanner.sight import Point, Reading
from devices.scanner.vote import settled, tally

HERE = ((0.0, 0.0), (90.0, 0.0), (90.0, 40.0), (0.0, 40.0))
THERE = tuple((x + 200, y) for x, y in HERE)
MILK, TEA = "6901234567892", "4006381333931"


def reading(
    text: str,
    view: str,
    format_: str = "EAN-13",
    corners: tuple[Point, ...] = HERE,
    engine: str = "zxing",
) -> Reading:
    return Reading(text=text, format=format_, symbology="]E0", view=view, engine=engine, corners=corners)


CROP = ("level", "level clear", "level small", "level sharp")


READINGS = st.builds(
    reading,
    text=st.sampled_from([MILK, TEA, "0012000006494", "https://shop.example/1"]),
    view=st.sampled_from(["grey", "clear", "level", "level clear", "lines"]),
    format_=st.sampled_from(["EAN-13", "UPC-E", "QR Code", "Code 128"]),
    corners=st.sampled_from([HERE, THERE]),
    engine=st.sampled_from(["zxing", "zbar"]),
)


@pytest.mark.parametrize(
    ("seen", "taken", "offered"),
    [
        ([], [], []),
        ([reading(MILK, "grey")], [], [MILK]),
        ([reading(MILK, "grey"), reading(MILK, "grey")], [], [MILK]),  # two engines, one view
        ([reading(MILK, "grey"), reading(MILK, "clear")], [MILK], []),
        ([reading(MILK, v) for v in ("grey", "clear")] + [reading(TEA, "level")], [], [MILK, TEA]),
        ([reading(MILK, v) for v in ("grey", "clear", "level")] + [reading(TEA, "level")], [MILK], []),
        (
            [reading(MILK, v) for v in ("grey", "clear")] + [reading(TEA, "level", corners=THERE)],
            [MILK],
            [TEA],
        ),
        ([reading("0012000006494", v, "UPC-E") for v in ("grey", "clear")], [], ["0012000006494"]),
        ([reading(MILK, view) for view in CROP], [], [MILK]),
        ([reading(MILK, CROP[0]), reading(MILK, CROP[1], engine="zbar")], [MILK], []),
        ([reading(MILK, CROP[0]), reading(MILK, CROP[0], engine="zbar")], [], [MILK]),
        ([reading("https://shop.example/1", "grey", "QR Code")], ["https://shop.example/1"], []),
    ],
    ids=[
        "nothing",
        "one",
        "same pixels",
        "two",
        "rival",
        "clear lead",
        "elsewhere",
        "short code",
        "one crop",
        "one crop, two engines",
        "one crop once",
        "matrix",
    ],
)
def test_what_is_taken_and_what_is_offered(seen: list[Reading], taken: list[str], offered: list[str]) -> None:
    sight = tally(seen)
    assert [code.text for code in sight.codes] == taken
    assert sorted(code.text for code in sight.offered) == sorted(offered)


@given(st.lists(READINGS, max_size=12), st.randoms())
def test_the_order_of_views_decides_nothing(seen: list[Reading], chance: st.DrawFn) -> None:
    before = {(code.text, code.votes) for code in tally(seen).codes}
    mixed = list(seen)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert {(code.text, code.votes) for code in tally(mixed).codes} == before


@given(st.lists(READINGS, max_size=12))
def test_no_linear_code_is_taken_from_one_view(seen: list[Reading]) -> None:
    for code in tally(seen).codes:
        views = {one.view for one in seen if one.text == code.text}
        assert len(views) >= 2 or code.format == "QR Code"


@given(st.lists(READINGS, max_size=12))
def test_what_is_settled_is_in_no_doubt(seen: list[Reading]) -> None:
    sight = tally(seen)
    assert settled(sight) == (bool(sight.codes) and not sight.offered)
