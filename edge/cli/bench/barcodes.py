"""What the votes read in a folder of pictures, beside every single engine, as they lie and turned."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from devices.scanner.engines import Grey
from devices.scanner.eye import Eye
from devices.scanner.picture import PICTURE_BYTES, grey, read
from devices.scanner.single import engines
from edge.cli.bench.figures import Figure, percentile, table
from edge.domain.barcode import GTIN_LENGTHS
from edge.errors import ConfigError, Rejected
from edge.runtime.clock import SystemClock

PICTURES = Path("../shared/data/barcodes")
ANGLES = (0, 20, 45)
RETAIL = {"EAN13", "EAN8", "UPCA", "UPCE"}
LEAD = 0.10  # of the EAN and UPC pictures, over the best single engine
EMPTY_MS = 3
EMPTY_FRAMES, EMPTY_SIZE = 20, (1280, 720)
OURS = "votes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A picture and what is printed in it; '' for nothing."""

    picture: Grey
    text: str
    retail: bool


@dataclass(slots=True)
class Result:
    """Counts by reader and angle."""

    pictures: int = 0
    retail: int = 0
    coded: int = 0
    read: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, int]] = field(default_factory=Counter)
    all_read: Counter[str] = field(default_factory=Counter)
    all_wrong: Counter[str] = field(default_factory=Counter)
    times_ms: list[float] = field(default_factory=list)
    empty_ms: list[float] = field(default_factory=list)

    @property
    def readers(self) -> list[str]:
        return list(self.all_read)

    def figures(self) -> list[Figure]:
        """`read_*` are fractions of the EAN and UPC pictures, `wrong_*` counts; `all_read` is of every
        picture with a code as it lies, `all_wrong` of all pictures at all angles.
        """
        found: list[Figure] = []
        for name in self.readers:
            ahead = "" if name == OURS else f"{name}_"
            for angle in ANGLES:
                least = self._best_single(angle) + LEAD if name == OURS else None
                share = self._share(self.read[name, angle], self.retail)
                found.append(Figure(name=f"{ahead}read_{angle}", value=share, least=least))
            for angle in ANGLES:
                most = 0 if name == OURS else None
                found.append(Figure(name=f"{ahead}wrong_{angle}", value=self.wrong[name, angle], most=most))
        found.append(Figure(name="all_read", value=self._share(self.all_read[OURS], self.coded)))
        found.append(Figure(name="all_wrong", value=self.all_wrong[OURS], most=0))
        empty_ms = percentile(self.empty_ms, 50)
        found.append(Figure(name="empty_frame_ms", value=empty_ms, unit="ms", most=EMPTY_MS))
        mean_ms = sum(self.times_ms) / len(self.times_ms)
        found.append(Figure(name="mean_ms", value=mean_ms, unit="ms"))
        return found

    def table(self) -> str:
        """For people: side by side, and then the figures with their limits."""
        lines = [f"{self.pictures} pictures, {self.coded} with a code, {self.retail} of them EAN or UPC", ""]
        lines.append(f"{'EAN and UPC':<12}" + "".join(f"{name:>18}" for name in self.readers))
        for angle in ANGLES:
            cells = (
                f"{self._share(self.read[name, angle], self.retail):.1%} ({self.wrong[name, angle]} wrong)"
                for name in self.readers
            )
            lines.append(f"{f'{angle} degrees':<12}" + "".join(f"{cell:>18}" for cell in cells))
        cells = (
            f"{self._share(self.all_read[name], self.coded):.1%} ({self.all_wrong[name]} wrong)"
            for name in self.readers
        )
        lines.append(f"{'all, wrong':<12}" + "".join(f"{cell:>18}" for cell in cells))
        ours = [figure for figure in self.figures() if not figure.name.startswith(tuple(self.readers[1:]))]
        return "\n".join([*lines, "", table(ours)])

    def _best_single(self, angle: int) -> float:
        return max(
            (self._share(self.read[name, angle], self.retail) for name in self.readers[1:]), default=0.0
        )

    @staticmethod
    def _share(count: int, of: int) -> float:
        return count / of if of else 0.0


def measure(folder: Path, clock: SystemClock) -> Result:
    """`ConfigError` where the folder has no labels."""
    result = Result()
    singles = engines()
    result.all_read.update(dict.fromkeys((OURS, *singles), 0))
    for one in labelled(folder):
        result.pictures += 1
        result.retail += one.retail
        result.coded += bool(one.text)
        for angle in ANGLES:
            picture = turned(one.picture, angle)
            began_s = clock.monotonic()
            texts = {code.text for code in read(picture).codes}
            if angle == 0:
                result.times_ms.append(1000 * (clock.monotonic() - began_s))
            _count(result, OURS, one, angle, texts)
            for name, engine in singles.items():
                _count(result, name, one, angle, engine(picture))
    eye = Eye()
    for number in range(EMPTY_FRAMES):
        frame = empty_frame(number)
        began_s = clock.monotonic()
        eye.look(frame)
        result.empty_ms.append(1000 * (clock.monotonic() - began_s))
    return result


def labelled(folder: Path) -> list[Labelled]:
    """The pictures of labels.csv: file, format, text."""
    labels = folder / "labels.csv"
    if not labels.is_file():
        raise ConfigError([(str(folder), "has no labels.csv: name a folder of pictures that has one")])
    with labels.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"file", "format", "text"} <= set(rows[0]):
        raise ConfigError([(str(labels), "needs the columns file, format and text, and a row")])
    found: list[Labelled] = []
    for row in rows:
        try:
            with (folder / row["file"]).open("rb") as file:
                picture, _ = grey(file.read(PICTURE_BYTES + 1))
        except (Rejected, OSError):
            raise ConfigError([(str(folder / row["file"]), "is no picture that can be read")]) from None
        found.append(Labelled(picture=picture, text=row["text"], retail=row["format"] in RETAIL))
    return found


def alike(text: str, label: str) -> bool:
    """Whether a text is what is printed: GTINs by their number, else without marks that do not print."""
    return _plain(text) == _plain(label)


def turned(picture: Grey, angle: int) -> Grey:
    """Turned by software on white, nothing cut off."""
    if angle == 0:
        return picture
    image = Image.fromarray(picture).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return np.asarray(image)


def empty_frame(number: int) -> Grey:
    """A frame of a camera that sees shelves, edges and words, and no code."""
    chance = np.random.default_rng(number)
    image = Image.new("L", EMPTY_SIZE, 150)
    pen = ImageDraw.Draw(image)
    for x, y, wide, tall, tone in chance.integers(0, 256, (40, 5)).tolist():
        corner = (x * 5, y * 3)
        pen.rectangle([corner, (corner[0] + wide, corner[1] + tall)], fill=tone, outline=255 - tone)
        pen.text(corner, f"SHELF {tone}", fill=255 - tone)
    noisy = np.asarray(image, np.float32) + chance.normal(0, 4, image.size[::-1])
    return np.clip(noisy, 0, 255).astype(np.uint8)


def _count(result: Result, name: str, one: Labelled, angle: int, texts: set[str]) -> None:
    hit = bool(one.text) and any(alike(text, one.text) for text in texts)
    miss = any(not alike(text, one.text) for text in texts)
    if one.retail:
        result.read[name, angle] += hit
        result.wrong[name, angle] += miss
    if angle == 0:
        result.all_read[name] += hit
    result.all_wrong[name] += miss


def _plain(text: str) -> str:
    shown = " ".join(text.replace("\x1d", "").split())  # FNC1 is no space, whatever Python says
    if shown.isascii() and shown.isdigit() and len(shown) in GTIN_LENGTHS:
        return shown.zfill(14)
    return shown
