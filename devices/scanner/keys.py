"""Key events as scans: what a gun that plays a keyboard typed. Pure, total over garbage.

A scan of which a key is unknown, or was lost, is thrown away whole: half a code is a wrong code.
"""

from __future__ import annotations

from devices.framing import LINE_BYTES
from devices.scanner.codec import ENDS, FNC1, Scan, scan_of
from devices.scanner.input_event import (
    EV_KEY,
    EV_SYN,
    PRESSED,
    RELEASED,
    SYN_DROPPED,
    SYN_REPORT,
    EventFramer,
    InputEvent,
)
from devices.scanner.layouts import (
    CAPS_LOCK,
    HARMLESS,
    LAYOUTS,
    LEFT_ALT,
    LEFT_CTRL,
    LEFT_SHIFT,
    MODIFIERS,
    PAD_DIGITS,
    RIGHT_ALT,
    RIGHT_CTRL,
    RIGHT_SHIFT,
    after_dead,
    padded,
    with_keys,
)
from devices.scanner.options import HidOptions

_CONTROLS = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"  # with Ctrl, each is the control character of its place
ALT_DIGITS = 7  # the longest number that Alt and the pad write


class KeyReader:
    """At most LINE_BYTES characters wait for their end; a longer scan is cut, and is no code."""

    def __init__(self, options: HidOptions) -> None:
        self._options = options
        self._layout = with_keys(LAYOUTS[options.layout], options.keys)
        self._ends = ENDS[options.ends].decode()
        self._events = EventFramer()
        self.broken = 0
        self._text, self._dead, self._alt = "", "", ""
        self._cut, self._spoilt, self._dropping = False, False, False
        self._held: set[int] = set()
        self._caps = False

    def reset(self) -> None:
        self._events.reset()
        self._dropping = False
        self._forget_keys()
        self._forget_text()

    @property
    def pending(self) -> bool:
        """Also while a key is held: one that is never let go would turn the next scan's case."""
        keys = self._held or self._caps or self._dropping or self._events.pending
        return bool(keys or self._half)

    @property
    def waiting(self) -> int:
        """Characters of a scan that has not ended; never more than LINE_BYTES."""
        return len(self._text)

    def feed(self, data: bytes) -> list[Scan]:
        return [scan for event in self._events.feed(data) for scan in self._heard(event)]

    def pause(self) -> list[Scan]:
        """Silence ends a scan where nothing else does; elsewhere half a scan is thrown away."""
        scans: list[Scan] = []
        if not self._ends:
            self._typed(" " if self._dead else "")
            scans = self._ended()
        self.broken += self._half
        self.reset()
        return scans

    @property
    def _half(self) -> bool:
        return bool(self._text or self._spoilt or self._dead or self._alt)

    def _heard(self, event: InputEvent) -> list[Scan]:
        if event.type == EV_SYN:
            self._sync(event.code)
        elif event.type == EV_KEY and not self._dropping:
            if event.code in MODIFIERS:
                return self._modified(event)
            if event.value == PRESSED:
                return self._pressed(event.code)
        return []

    def _sync(self, code: int) -> None:
        if code == SYN_DROPPED:
            self._dropping = True
            self._forget_keys()
            self._spoil()
        elif code == SYN_REPORT:
            self._dropping = False

    def _modified(self, event: InputEvent) -> list[Scan]:
        if event.value == PRESSED:
            self._held.add(event.code)
        elif event.value == RELEASED:
            self._held.discard(event.code)
            if event.code == LEFT_ALT and self._alt:
                char, self._alt = padded(self._alt), ""
                return self._typed(char) if char else self._spoil()
        return []

    def _pressed(self, code: int) -> list[Scan]:
        if code == CAPS_LOCK:
            self._caps = not self._caps
            return []
        if code in HARMLESS:
            return []
        if code in self._options.fnc1_keys:
            return self._typed(FNC1)
        if LEFT_ALT in self._held and not self._ctrl:
            self._alt += PAD_DIGITS.get(code, "")
            return [] if code in PAD_DIGITS and len(self._alt) <= ALT_DIGITS else self._spoil()
        return self._written(code)

    def _written(self, code: int) -> list[Scan]:
        levels = self._layout.keys.get(code)
        if levels is None:
            return self._spoil()
        graved = RIGHT_ALT in self._held or (LEFT_ALT in self._held and self._ctrl)
        shifted = bool(self._held & {LEFT_SHIFT, RIGHT_SHIFT})
        if self._caps and levels[0].upper() == levels[1]:
            shifted = not shifted
        level = 2 if graved else int(shifted)
        char = levels[level]
        if self._ctrl and not graved:
            char = chr(_CONTROLS.index(char.upper())) if char and char.upper() in _CONTROLS else ""
        if not char:
            return self._spoil()
        if (char, level) in self._layout.dead and not self._dead:
            self._dead = char
            return []
        return self._typed(char)

    @property
    def _ctrl(self) -> bool:
        return bool(self._held & {LEFT_CTRL, RIGHT_CTRL})

    def _typed(self, char: str) -> list[Scan]:
        if self._dead:
            char, self._dead = after_dead(self._dead, char), ""
        scans: list[Scan] = []
        for one in char:
            if one in self._ends:
                scans += self._ended()
            elif len(self._text) == LINE_BYTES:
                self._cut = True
            elif one != "\0":
                self._text += one
        return scans

    def _spoil(self) -> list[Scan]:
        """What is typed until the next end, or silence, is no scan."""
        self._forget_text()
        self._spoilt = True
        return []

    def _ended(self) -> list[Scan]:
        text, cut, spoilt = self._text, self._cut, self._spoilt
        self._forget_text()
        if spoilt:
            self.broken += 1
            return []
        scan = Scan(text=text) if cut else scan_of(text, self._options)
        return [scan] if scan is not None else []

    def _forget_text(self) -> None:
        self._text = self._dead = self._alt = ""
        self._cut = self._spoilt = False

    def _forget_keys(self) -> None:
        self._held.clear()
        self._caps = False
