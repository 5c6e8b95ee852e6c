"""The root of all messages between store and centre."""

from __future__ import annotations

from typing import Literal

import msgspec


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Root of all messages. A field may be added under the same `v`; a changed meaning is another `v`."""

    v: Literal[1] = 1
