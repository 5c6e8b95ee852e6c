"""Photographs of printed codes that no camera took: slanted, bent, blurred, glaring, dark, noisy. Seeded."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from devices.scanner.bars import long_upc
from edge.domain.barcode import check_digit

Grey = NDArray[np.uint8]
MODULE = 6  # pixels of a module of the print before the camera sees it
FORMATS = ("EAN13", "UPCA", "EAN8", "UPCE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture and the code that is in it, '' for none."""

    picture: Grey
    text: str
    format: str


def photo(seed: int, *, hard: float = 1.0, turn: float | None = None) -> Photo:
    """One of endless photographs of EAN and UPC codes; `hard` 0 is a clean scan, 1 a poor phone's."""
    chance = np.random.default_rng(seed)
    kind = str(chance.choice(FORMATS, p=(0.45, 0.3, 0.1, 0.15)))
    text = number(chance, kind)
    side = int(chance.choice((240, 320, 480, 640), p=(0.4, 0.2, 0.2, 0.2)))
    scene = _scene(chance, printed(text, kind), side * 2)
    angle = float(chance.normal(0, 6 * hard)) if turn is None else turn
    seen = taken(chance, scene, side=side, turn=angle, hard=hard)
    return Photo(picture=seen, text=_as_read(text, kind), format=kind)


def empty(seed: int) -> Photo:
    """Letters, stripes, grids, crumbs: a scene without a code."""
    chance = np.random.default_rng(seed)
    side = int(chance.choice((240, 480, 640)))
    scene = _clutter(chance, side * 2)
    if chance.random() < 0.5:
        _stripes(chance, scene)
    return Photo(picture=taken(chance, scene, side=side, turn=0, hard=0.7), text="", format="none")


def number(chance: np.random.Generator, kind: str) -> str:
    """A number of this kind with its right check digit."""
    if kind == "UPCE":
        short = "0" + "".join(map(str, [*chance.integers(3, 10, 5), chance.integers(0, 10)]))
        return short + check_digit(long_upc(short + "0")[:-1])
    body = "".join(map(str, chance.integers(0, 10, {"EAN13": 12, "UPCA": 11, "EAN8": 7}[kind])))
    return body + check_digit(body)


def printed(text: str, kind: str) -> Grey:
    """The label as it left the printer, with its digits."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    image = np.asarray(drawn.to_image(scale=MODULE, add_hrt=True, add_quiet_zones=True))
    return np.ascontiguousarray(image.astype(np.uint8))


def taken(chance: np.random.Generator, scene: Grey, *, side: int, turn: float, hard: float) -> Grey:
    """What a camera of `side` pixels makes of a scene."""
    seen = _slanted(chance, _bent(chance, scene, hard), turn=turn, hard=hard)
    small = cv2.resize(seen, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    shot = _blurred(chance, _lit(chance, small, hard), hard)
    noise = chance.uniform(0, 9) * hard
    whole = np.clip(shot + chance.normal(0, 1, shot.shape) * noise, 0, 255).astype(np.uint8)
    if chance.random() < 0.7 * hard:
        quality = int(chance.integers(35, 90))
        packed = cv2.imencode(".jpg", whole, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        whole = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return whole


def _as_read(text: str, kind: str) -> str:
    return (long_upc(text) if kind == "UPCE" else text).zfill(13) if kind != "EAN8" else text


def _scene(chance: np.random.Generator, label: Grey, side: int) -> Grey:
    scene = _clutter(chance, side)
    wide = side * chance.uniform(0.5, 0.92)
    tall = max(12.0, wide * chance.uniform(0.18, 0.7))
    label = label[int(label.shape[0] * chance.uniform(0, 0.3)) :]
    small = cv2.resize(label, (int(wide), int(min(tall, side * 0.9))), interpolation=cv2.INTER_AREA)
    ink, paper = chance.uniform(0, 70), chance.uniform(150, 255)
    small = (ink + small.astype(np.float32) / 255 * (paper - ink)).astype(np.uint8)
    top = int(chance.integers(0, side - small.shape[0] + 1))
    left = int(chance.integers(0, side - small.shape[1] + 1))
    scene[top : top + small.shape[0], left : left + small.shape[1]] = small
    return scene


def _clutter(chance: np.random.Generator, side: int) -> Grey:
    scene = np.full((side, side), chance.integers(60, 240), np.uint8)
    for _ in range(int(chance.integers(4, 20))):
        at = tuple(int(v) for v in chance.integers(0, side, 2))
        to = tuple(int(v) for v in chance.integers(0, side, 2))
        tone, kind = int(chance.integers(0, 256)), int(chance.integers(0, 4))
        if kind == 0:
            cv2.rectangle(scene, at, to, tone, int(chance.choice((-1, 2, 6))))
        elif kind == 1:
            cv2.circle(scene, at, int(chance.integers(4, side // 4)), tone, int(chance.choice((-1, 3))))
        elif kind == 2:
            cv2.line(scene, at, to, tone, int(chance.integers(1, 9)))
        else:
            word = "".join(chr(int(c)) for c in chance.integers(48, 91, 10))
            cv2.putText(scene, word, at, 0, float(chance.uniform(0.4, 3)), tone, int(chance.integers(1, 5)))
    return scene


def _stripes(chance: np.random.Generator, scene: Grey) -> None:
    """Bars that are no code: random widths, as a shelf's edge, a grille, a jumper."""
    top, left = (int(v) for v in chance.integers(0, scene.shape[0] // 2, 2))
    x, module = left, float(chance.uniform(3, 10))
    while x < scene.shape[1] - 60 and x < left + module * 110:
        bar, gap = (int(module * chance.integers(1, 5)) for _ in range(2))
        scene[top : top + scene.shape[0] // 3, x : x + bar] = 20
        scene[top : top + scene.shape[0] // 3, x + bar : x + bar + gap] = 230
        x += bar + gap


def _bent(chance: np.random.Generator, scene: Grey, hard: float) -> Grey:
    """Wrapped round a bottle, seen from the front."""
    if chance.random() > 0.3 * hard:
        return scene
    side = scene.shape[0]
    half = chance.uniform(0.3, 0.65)  # of a right angle, how far the label reaches round
    x = np.linspace(-1, 1, side, dtype=np.float32)
    angle = np.arcsin(x * np.sin(half * np.pi / 2)) / (half * np.pi / 2)
    column = ((angle + 1) / 2 * (side - 1)).astype(np.float32)
    sag = (np.cos(angle * half * np.pi / 2) * side * chance.uniform(-0.08, 0.08)).astype(np.float32)
    rows = np.arange(side, dtype=np.float32)[:, None] + sag[None, :] - float(sag.mean())
    columns = np.tile(column, (side, 1))
    bent = cv2.remap(scene, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(bent, np.uint8)


def _slanted(chance: np.random.Generator, scene: Grey, *, turn: float, hard: float) -> Grey:
    side = scene.shape[0]
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    moved = corners + chance.normal(0, 0.035 * hard * side, (4, 2)).astype(np.float32)
    spin = cv2.getRotationMatrix2D((side / 2, side / 2), turn, 1 / (1 + 0.35 * abs(np.sin(np.radians(turn)))))
    whole = np.vstack([spin, [0, 0, 1]]) @ cv2.getPerspectiveTransform(corners, moved)
    seen = cv2.warpPerspective(scene, whole, (side, side), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(seen, np.uint8)


def _lit(chance: np.random.Generator, seen: NDArray[np.float32], hard: float) -> NDArray[np.float32]:
    """A fall of light, a shadow's edge, a glare; and sometimes hardly any light at all."""
    side = seen.shape[0]
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    tilt = chance.normal(0, 0.5 * hard, 2)
    light = np.clip(1 + tilt[0] * (x - 0.5) + tilt[1] * (y - 0.5), 0.25, 1.6)
    if chance.random() < 0.25 * hard:
        edge = (x * chance.normal() + y * chance.normal() + chance.normal(0, 0.3)) > 0
        light = light * np.where(edge, 1.0, chance.uniform(0.35, 0.8))
    if chance.random() < 0.25 * hard:
        cx, cy, r = chance.uniform(0, 1), chance.uniform(0, 1), chance.uniform(0.03, 0.2)
        seen = seen + chance.uniform(60, 250) * np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / (2 * r * r)))
    if chance.random() < 0.25 * hard:
        light = light * chance.uniform(0.15, 0.5)
    return np.asarray(np.clip(seen * light, 0, 255), np.float32)


def _blurred(chance: np.random.Generator, seen: NDArray[np.float32], hard: float) -> NDArray[np.float32]:
    kind, reach = chance.random(), chance.uniform(0, 1.0) * hard * seen.shape[0] / 200
    if kind < 0.5:
        return np.asarray(cv2.GaussianBlur(seen, (0, 0), 0.3 + reach * 1.3), np.float32)
    size = 2 * int(np.ceil(reach * 2.2)) + 1
    y, x = np.mgrid[-size : size + 1, -size : size + 1].astype(np.float32)
    if kind < 0.8:
        spot = np.clip(reach * 2.2 + 0.5 - np.hypot(x, y), 0, 1)
    else:
        way = chance.uniform(0, np.pi)
        along, across = x * np.cos(way) + y * np.sin(way), -x * np.sin(way) + y * np.cos(way)
        spot = np.clip(1.2 - np.abs(across), 0, 1) * np.clip(reach * 3 + 0.6 - np.abs(along), 0, 1)
    return np.asarray(cv2.filter2D(seen, -1, spot / spot.sum()), np.float32)
