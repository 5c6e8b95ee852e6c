"""What can be set of each scanner in the store's configuration."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Ends = Literal["line", "cr", "lf", "tab", "pause"]
Encoding = Literal["auto", "utf-8", "gb18030", "latin-1"]


class SerialOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`ends` is what ends a scan; `line` is CR, LF or both.

    `pause_ms` of silence end it where `ends` is pause, and throw half a scan away elsewhere. `prefix` and
    `suffix` are what the gun sends around a code; with `aim`, a leading `]E0` or the like is the symbology.
    """

    ends: Ends = "line"
    pause_ms: Annotated[int, msgspec.Meta(ge=20, le=5000)] = 200
    prefix: Annotated[str, msgspec.Meta(max_length=16)] = ""
    suffix: Annotated[str, msgspec.Meta(max_length=16)] = ""
    aim: bool = True
    encoding: Encoding = "auto"
