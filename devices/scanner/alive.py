"""Whether a camera's picture lives: trouble is noticed within two seconds, its end at once. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

TICK_S = 0.25  # how often it is asked
TROUBLE_S = 1.0  # a picture in trouble for so long is said to be
REOPEN_S = 5.0  # a picture that stands still for so long is opened anew

Alive = Literal["", "ok", "camera_still", "camera_dark", "camera_no_picture"]


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The picture at one moment: how many frames came, the newest one's mark, and whether it is dark."""

    at_s: float
    frames: int
    mark: int
    dark: bool


class Pulse:
    """Of one opening; asked every TICK_S."""

    def __init__(self, *, at_s: float, still_ok: bool) -> None:
        self._still_ok = still_ok
        self._last = Look(at_s=at_s, frames=0, mark=0, dark=False)
        self._came_s = self._changed_s = self._bright_s = at_s
        self._changes = 0

    def felt(self, look: Look) -> Alive:
        """What to say of the picture; '' while it is too early to tell."""
        if look.frames != self._last.frames:
            self._came_s = look.at_s
        if look.mark != self._last.mark:
            self._changed_s = look.at_s
            self._changes += 1
        if not look.dark:
            self._bright_s = look.at_s
        self._last = look
        if look.at_s - self._came_s >= TROUBLE_S:
            return "camera_no_picture"
        if not self._still_ok and look.at_s - self._changed_s >= TROUBLE_S:
            return "camera_still"
        if look.at_s - self._bright_s >= TROUBLE_S:
            return "camera_dark"
        alive = self._changes > (0 if self._still_ok else 1)
        return "ok" if alive and not look.dark else ""

    @property
    def hopeless(self) -> bool:
        """Opening it again is better than waiting on."""
        at_s = self._last.at_s
        still_s = 0.0 if self._still_ok else at_s - self._changed_s
        return max(at_s - self._came_s, still_s) >= REOPEN_S
