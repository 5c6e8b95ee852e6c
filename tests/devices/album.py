"""Albums of photographs by `photographer`, read by the votes and by every single engine.

python -m tests.devices.album --count 200            # the album one may look at while working on the reader
python -m tests.devices.album --count 200 --sealed   # the one that is only ever counted, never looked at
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from devices.scanner import reader
from devices.scanner.single import engines
from edge.domain.barcode import gtin14
from tests.devices.photographer import empty, photo

ANGLES = (0, 20, 45)
SEALED = 9_000_000  # seeds from here on belong to the sealed album


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many pictures were read, by us and by each engine; `wrong` counts wrong texts of ours."""

    pictures: int = 0
    ours: int = 0
    wrong: int = 0
    singles: dict[str, int] = field(default_factory=dict)

    @property
    def best_single(self) -> int:
        return max(self.singles.values(), default=0)


def gathered(seeds: Iterable[int], *, angles: Sequence[int], empties: int) -> Tally:
    """The counts of an album; the empty scenes have the first seeds."""
    seeds, single = list(seeds), engines()
    count = Tally(singles=dict.fromkeys(single, 0))
    for seed in seeds:
        for angle in angles:
            one = photo(seed, turn=angle or None)
            texts = [gtin14(code.text) for code in reader.read(one.picture).codes]
            count.pictures += 1
            count.ours += gtin14(one.text) in texts
            count.wrong += any(text != gtin14(one.text) for text in texts)
            for name, read in single.items():
                count.singles[name] += gtin14(one.text) in {gtin14(text) for text in read(one.picture)}
    for seed in seeds[:empties]:
        count.wrong += bool(reader.read(empty(seed).picture).codes)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description="Read an album of photographs that no camera took.")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--sealed", action="store_true")
    asked = parser.parse_args()
    first = SEALED if asked.sealed else 0
    seeds = range(first, first + asked.count)
    wrong = 0
    for angle in ANGLES:
        count = gathered(seeds, angles=(angle,), empties=asked.count if angle == 0 else 0)
        wrong += count.wrong
        shares = "  ".join(f"{name} {read / count.pictures:.1%}" for name, read in count.singles.items())
        ours = f"{count.ours / count.pictures:.1%} read, {count.wrong} wrong"
        sys.stdout.write(f"{angle:>2} degrees: {ours}  ({shares})\n")
        sys.stdout.flush()
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
