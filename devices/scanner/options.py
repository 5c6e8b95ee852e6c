"""What can be set of each scanner in the store's configuration."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Ends = Literal["line", "cr", "lf", "tab", "pause"]
Encoding = Literal["auto", "utf-8", "gb18030", "latin-1"]
Signals = Literal["none", "bel", "datalogic", "powerscan"]
PauseMs = Annotated[int, msgspec.Meta(ge=20, le=5000)]
Affix = Annotated[str, msgspec.Meta(max_length=16)]
Substitute = Annotated[str, msgspec.Meta(min_length=1, max_length=8)]
KeyCode = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,2}$")]
Levels = Annotated[str, msgspec.Meta(min_length=1, max_length=3)]
Bytes = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-fA-F]{2}){0,32}$")]


class GunOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every gun has. `ends` is what ends a scan; `line` is CR, LF or both.

    `pause_ms` of silence end it where `ends` is pause, and throw half a scan away elsewhere. `prefix` and
    `suffix` are what the gun sends around a code; with `aim`, a leading `]E0` or the like is the symbology.
    `fnc1` are the texts that this gun sends for FNC1, which it cannot send itself.
    """

    ends: Ends = "line"
    pause_ms: PauseMs = 200
    prefix: Affix = ""
    suffix: Affix = ""
    aim: bool = True
    fnc1: Annotated[tuple[Substitute, ...], msgspec.Meta(max_length=8)] = ()


class SerialOptions(GunOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A gun on a serial line. `signals` is the model's way to be told to beep and light up (signals.py).

    `taken` and `refused` are such commands of another model, as hexadecimal digits.
    """

    encoding: Encoding = "auto"
    signals: Signals = "none"
    taken: Bytes = ""
    refused: Bytes = ""


class HidOptions(GunOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A gun that plays a keyboard. `layout` is the one it is set to, `keys` are those that differ from it.

    `keys`: code of Linux -> its characters alone, with Shift, with AltGr. `fnc1_keys` are pressed for FNC1.
    """

    layout: Literal["us", "uk", "de", "fr"] = "us"
    keys: Annotated[dict[KeyCode, Levels], msgspec.Meta(max_length=120)] = {}
    fnc1_keys: Annotated[
        tuple[Annotated[int, msgspec.Meta(ge=1, le=767)], ...], msgspec.Meta(max_length=8)
    ] = ()


class EyeOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A camera that scans. A code that stays, or comes back within `hold_off_ms`, is one scan.

    `fps`, `width` and `height` are asked of the camera. `still_ok` is for a picture that may stand still to
    the last pixel, as a film's; a real camera's never does. The account, where a camera has one, is `user`
    and the file (mode 0600, whole path) with the password.
    """

    fps: Annotated[int, msgspec.Meta(ge=5, le=60)] = 25
    width: Annotated[int, msgspec.Meta(ge=320, le=3840)] = 1280
    height: Annotated[int, msgspec.Meta(ge=240, le=2160)] = 720
    hold_off_ms: Annotated[int, msgspec.Meta(ge=200, le=60_000)] = 1500
    still_ok: bool = False
    user: Annotated[str, msgspec.Meta(max_length=64)] = ""
    password_file: Annotated[str, msgspec.Meta(max_length=1024)] = ""
