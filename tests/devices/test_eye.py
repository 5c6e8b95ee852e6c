"""What the eye sees of drawn frames, and what its gates let through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from devices.scanner.agree import Agreement
from devices.scanner.engines import Grey
from devices.scanner.eye import Eye
from devices.scanner.frames import Latest
from devices.scanner.gates import MotionGate, glimpse, striped
from devices.scanner.scene import Scene
from devices.scanner.sight import Reading
from devices.scanner.view import WIDTH, CameraView

MILK = "6901234567892"
SCENE = Scene(1280, 720)
FPS = 25


def passing(text: str, frames: int = 40) -> list[Grey]:
    return [SCENE.picture(number, text=text, passed=number / frames) for number in range(frames)]


def scans(frames: list[Grey], eye: Eye | None = None) -> list[Reading]:
    eye, agreement = eye or Eye(), Agreement(hold_off_s=1.5)
    return [
        one for number, frame in enumerate(frames) for one in agreement.scans(eye.look(frame), number / FPS)
    ]


@pytest.mark.parametrize("text", [MILK, "40170725", "https://shop.example/p/7", "会员9527"])
def test_a_label_that_passes_is_one_scan(text: str) -> None:
    assert [one.text for one in scans(passing(text))] == [text]


def test_a_label_that_lies_on_its_side_is_read_too_and_outlined_where_it_is() -> None:
    frames = [
        np.ascontiguousarray(cv2.rotate(frame, cv2.ROTATE_90_CLOCKWISE), np.uint8) for frame in passing(MILK)
    ]
    (one,) = scans(frames)
    assert one.text == MILK
    xs, ys = [x for x, _ in one.corners], [y for _, y in one.corners]
    assert 250 < min(xs) < max(xs) < 470  # the label's way is down the middle
    assert max(ys) - min(ys) > 200


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda frame: cv2.GaussianBlur(frame, (0, 0), 1.6),
        lambda frame: (frame * 0.35).astype(np.uint8),
        lambda frame: cv2.resize(frame, (800, 450), interpolation=cv2.INTER_AREA),
    ],
    ids=["blurred", "dim", "small"],
)
def test_a_spoilt_picture_is_read(spoilt: Callable[[Grey], Any]) -> None:
    texts = [one.text for one in scans([np.asarray(spoilt(frame), np.uint8) for frame in passing(MILK)])]
    assert texts == [MILK]


def test_an_empty_shelf_gives_nothing_and_the_dear_reader_is_not_asked() -> None:
    asked: list[Grey] = []

    def dear(frame: Grey) -> list[Reading]:
        asked.append(frame)
        return []

    assert scans([SCENE.picture(number) for number in range(60)], Eye(dear)) == []
    assert not asked


def test_the_dear_reader_is_asked_where_stripes_are_and_nothing_reads() -> None:
    stripes = SCENE.picture(0)
    for left in range(300, 700, 10):
        stripes[200:400, left : left + 5] = 0
    asked: list[Grey] = []

    def dear(frame: Grey) -> list[Reading]:
        asked.append(frame)
        return []

    eye = Eye(dear)
    assert all(eye.look(stripes) == [] for _ in range(20))
    assert 1 < len(asked) <= 5


def test_the_gates() -> None:
    empty, label = SCENE.picture(0), SCENE.picture(1, text=MILK, passed=0.5)
    assert (striped(empty), striped(label)) == (False, True)
    gate = MotionGate()
    assert [gate.moved(frame) for frame in (empty, SCENE.picture(3), label, SCENE.picture(4))] == [
        True,
        False,
        True,
        True,
    ]
    assert glimpse(empty).mark != glimpse(SCENE.picture(1)).mark
    assert glimpse(empty).mark == glimpse(empty.copy()).mark
    assert (glimpse(empty).dark, glimpse(SCENE.black(1)).dark) == (False, True)


def test_of_frames_that_nobody_looks_at_only_the_newest_waits() -> None:
    latest = Latest()
    for number in range(5):
        latest.put(np.full((2, 2), number, np.uint8))
    frame = latest.take(0)
    assert frame is not None
    assert (int(frame[0, 0]), latest.came, latest.missed) == (4, 5, 4)
    assert latest.take(0) is None


def test_the_view_outlines_what_was_found_for_a_moment() -> None:
    view = CameraView()
    dark = _pixels(view.jpeg())
    assert (dark.shape[1], dark.max() < 20) == (WIDTH, True)
    frame = SCENE.picture(1, text=MILK, passed=0.5)
    seen = Eye().look(frame)
    view.show(frame, seen, 1.0)
    assert _green(view.jpeg()) > 300
    view.show(frame, [], 1.3)
    assert _green(view.jpeg()) > 300
    view.show(frame, [], 3.0)
    assert _green(view.jpeg()) == 0


def _pixels(jpeg: bytes) -> Grey:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _green(jpeg: bytes) -> int:
    blue, green, red = (channel.astype(int) for channel in cv2.split(_pixels(jpeg)))
    return int(np.count_nonzero((green > blue + 50) & (green > red + 50)))
