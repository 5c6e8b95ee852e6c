"""A virtual gun that plays a keyboard: pulls its trigger on a text and types it as a real one would."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devices.device import Watchers
from devices.link import MemoryLine
from devices.scanner.codec import ENDS, worded
from devices.scanner.input_event import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_REPORT, InputEvent, event_bytes
from devices.scanner.layouts import (
    LAYOUTS,
    LEFT_ALT,
    LEFT_SHIFT,
    PAD_DIGITS,
    RIGHT_ALT,
    SPACE,
    Layout,
    with_keys,
)
from devices.scanner.options import HidOptions
from edge.errors import Rejected

_PAD = {digit: code for code, digit in PAD_DIGITS.items()}
_HOLDS = {0: (), 1: (LEFT_SHIFT,), 2: (RIGHT_ALT,)}  # what is held for a level


def typed(text: str, options: HidOptions) -> Iterator[InputEvent]:
    """The keys for `text` and its end. A character that the layout lacks is typed as Alt and its number."""
    layout = with_keys(LAYOUTS[options.layout], options.keys)
    places = _places(layout)
    ends = ENDS[options.ends].decode()[:1]
    for char in worded(text, options) + ends:
        if char not in places:
            yield from _struck((LEFT_ALT,), [_PAD[digit] for digit in _number(char)])
            continue
        code, level = places[char]
        dead = (char, level) in layout.dead
        yield from _struck(_HOLDS[level], [code])
        if dead:
            yield from _struck((), [SPACE])


class HidGun:
    """On the device's end of a memory line. `state` is the last text its beam read."""

    kind = "scanner"

    def __init__(self, line: MemoryLine, options: HidOptions, now_ms: Callable[[], int]) -> None:
        self._line, self._options, self._now_ms = line, options, now_ms
        self._line.device.listen(_deaf)
        self._watchers = Watchers()
        self.state = ""

    @property
    def plugged(self) -> bool:
        return self._line.plugged

    async def set_plugged(self, *, plugged: bool) -> None:
        (self._line.plug if plugged else self._line.unplug)()
        self._watchers.tell()

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    async def scan(self, text: str) -> None:
        """Read a code; `Rejected('unplugged')` where it has no power."""
        if not self.plugged:
            raise Rejected("unplugged")
        at_ms = self._now_ms()
        events = typed(text, self._options)
        await self._line.device.write(b"".join(event_bytes(event, at_ms=at_ms) for event in events))
        self.state = text
        self._watchers.tell()


def _places(layout: Layout) -> dict[str, tuple[int, int]]:
    """Character -> its key and level, the easiest first."""
    places: dict[str, tuple[int, int]] = {}
    for level in (0, 1, 2):
        for code, chars in layout.keys.items():
            if chars[level]:
                places.setdefault(chars[level], (code, level))
    return places


def _number(char: str) -> str:
    """What the pad is given for a character: behind a zero it is of code page 1252, where that has it."""
    try:
        return f"0{char.encode('cp1252')[0]:03d}"
    except UnicodeEncodeError:
        return f"{ord(char):03d}"


def _struck(held: tuple[int, ...], codes: list[int]) -> Iterator[InputEvent]:
    for code in held:
        yield from _key(code, PRESSED)
    for code in codes:
        yield from _key(code, PRESSED)
        yield from _key(code, RELEASED)
    for code in held:
        yield from _key(code, RELEASED)


def _key(code: int, value: int) -> Iterator[InputEvent]:
    yield InputEvent(EV_KEY, code, value)
    yield InputEvent(EV_SYN, SYN_REPORT, 0)


def _deaf(data: bytes) -> None:
    """A keyboard takes no orders."""
