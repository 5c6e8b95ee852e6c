"""Random bytes at every kind of gun: none raises, none grows, and the next good scan is found.

`python -m tests.devices.garbage --bytes 10000000` is the campaign; `make test` runs its short form.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
from collections.abc import Callable, Iterator

import msgspec

from devices.framing import LINE_BYTES
from devices.scanner.codec import sent
from devices.scanner.gun import Reader
from devices.scanner.hid_sim import typed
from devices.scanner.input_event import EV_KEY, EV_SYN, InputEvent, event_bytes
from devices.scanner.keys import KeyReader
from devices.scanner.options import HidOptions, SerialOptions
from devices.scanner.serial import LineReader

MILK = "6901234567892"
CHUNK_BYTES = 65_536
GROWTH_KIB = 16_384
SERIAL = ("line", "cr", "tab", "pause")
LAYOUTS = ("us", "de", "fr")
Noise = Callable[[random.Random], bytes]
Stand = tuple[str, Reader, bytes, tuple[Noise, ...]]  # name, reader, a good scan, the noises it gets in turn


def plain(chance: random.Random) -> bytes:
    """Any byte."""
    return chance.randbytes(CHUNK_BYTES)


def keyed(chance: random.Random) -> bytes:
    """Whole events, most of them keys that exist."""
    kinds = (EV_KEY, EV_KEY, EV_KEY, EV_SYN, 4)
    events = (
        InputEvent(chance.choice(kinds), chance.randrange(110), chance.choice((0, 1, 1, 2)))
        for _ in range(CHUNK_BYTES // 24)
    )
    return b"".join(map(event_bytes, events))


def guns() -> Iterator[Stand]:
    """One of every kind."""
    for ends in SERIAL:
        serial = msgspec.convert({"ends": ends, "fnc1": ["~"]}, SerialOptions)
        yield f"serial, {ends}", LineReader(serial), sent(MILK, serial), (plain,)
    for layout in LAYOUTS:
        hid = msgspec.convert({"layout": layout}, HidOptions)
        good = b"".join(map(event_bytes, typed(MILK, hid)))
        yield f"hid, {layout}", KeyReader(hid), good, (plain, keyed)


def survive(reader: Reader, good: bytes, noises: tuple[Noise, ...], *, size: int, seed: int) -> int:
    """Feed `size` bytes; how many scans they made. `AssertionError` where the reader did not hold."""
    chance = random.Random(seed)  # noqa: S311 - garbage on a line
    fed = scans = turn = 0
    while fed < size:
        data = noises[turn % len(noises)](chance)[: size - fed]
        for piece in _pieces(data, chance):
            found = reader.feed(piece)
            assert all(len(scan.text) <= LINE_BYTES for scan in found)
            scans += len(found)
        fed += len(data)
        turn += 1
        reader.pause()
        assert not reader.pending
        last = (reader.feed(good) + reader.pause())[-1:]
        assert [scan.text for scan in last] == [MILK]
    return scans


def _pieces(data: bytes, chance: random.Random) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        size = chance.randrange(1, 4097)
        yield data[at : at + size]
        at += size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, default=10_000_000, help="for each kind of gun")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name, reader, good, noises in guns():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        scans = survive(reader, good, noises, size=options.bytes, seed=options.seed)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        sys.stdout.write(
            f"{name:<16} {options.bytes} bytes, {scans} scans of garbage, {grown} KiB more memory\n"
        )
        if grown > GROWTH_KIB:
            sys.stdout.write(f"{name} grew by more than {GROWTH_KIB} KiB\n")
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
