"""Which key of which keyboard layout is which character. Codes are those of Linux, by the key's place."""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

import msgspec

Levels = tuple[str, str, str]  # alone, with Shift, with AltGr; '' where there is none

ENTER, TAB, SPACE = 28, 15, 57
LEFT_CTRL, RIGHT_CTRL, LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_ALT = 29, 97, 42, 54, 56, 100
CAPS_LOCK, NUM_LOCK, SCROLL_LOCK = 58, 69, 70
MODIFIERS: Final = frozenset({LEFT_CTRL, RIGHT_CTRL, LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_ALT})
HARMLESS: Final = frozenset({NUM_LOCK, SCROLL_LOCK, 125, 126})  # a gun that presses them writes nothing by it
PAD_DIGITS: Final = {82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9"}
_ALIKE = {ENTER: "\r", 96: "\r", TAB: "\t", 101: "\n", SPACE: " "}  # on every layout
_PAD = {**PAD_DIGITS, 55: "*", 74: "-", 78: "+", 83: ".", 98: "/"}
# The keys of each row from left to right, as they lie on every keyboard.
_ROWS = (
    (41, *range(2, 14)),
    tuple(range(16, 28)),
    (*range(30, 41), 43),
    (86, *range(44, 54)),
)
# Per layout and row: the characters alone, with Shift, with AltGr; a blank is none.
_US = (
    ("`1234567890-=", "~!@#$%^&*()_+", ""),
    ("qwertyuiop[]", "QWERTYUIOP{}", ""),
    ("asdfghjkl;'\\", 'ASDFGHJKL:"|', ""),
    ("<zxcvbnm,./", ">ZXCVBNM<>?", ""),
)
_UK = (
    ("`1234567890-=", '¬!"£$%^&*()_+', "¦   €"),
    ("qwertyuiop[]", "QWERTYUIOP{}", ""),
    ("asdfghjkl;'#", "ASDFGHJKL:@~", ""),
    ("\\zxcvbnm,./", "|ZXCVBNM<>?", ""),
)
_DE = (
    ("^1234567890ß´", '°!"§$%&/()=?`', "  ²³   {[]}\\ "),
    ("qwertzuiopü+", "QWERTZUIOPÜ*", "@ €        ~"),
    ("asdfghjklöä#", "ASDFGHJKLÖÄ'", ""),
    ("<yxcvbnm,.-", ">YXCVBNM;:_", "|      µ"),
)
_FR = (
    ("²&é\"'(-è_çà)=", " 1234567890°+", "  ~#{[|`\\^@]}"),
    ("azertyuiop^$", "AZERTYUIOP¨£", "  €        ¤"),
    ("qsdfghjklmù*", "QSDFGHJKLM%µ", ""),
    ("<wxcvbn,;:!", ">WXCVBN?./§", ""),
)
# Keys that wait for the next one, as a character and its level.
_DEAD: dict[str, frozenset[tuple[str, int]]] = {
    "us": frozenset(),
    "uk": frozenset(),
    "de": frozenset({("^", 0), ("´", 0), ("`", 1)}),
    "fr": frozenset({("^", 0), ("¨", 1), ("~", 2), ("`", 2)}),
}
_ASCII_MAX, _PAGE_MAX = 0x7F, 0xFF
_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_COMBINING = {"^": "\u0302", "´": "\u0301", "`": "\u0300", "¨": "\u0308", "~": "\u0303"}


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Key code -> its characters, and which of them wait for the next key."""

    keys: dict[int, Levels]
    dead: frozenset[tuple[str, int]] = frozenset()


def _layout(name: str, rows: tuple[tuple[str, str, str], ...]) -> Layout:
    keys: dict[int, Levels] = {code: (char, char, "") for code, char in {**_ALIKE, **_PAD}.items()}
    for codes, row in zip(_ROWS, rows, strict=True):
        for at, code in enumerate(codes):
            alone, shifted, graved = (level[at : at + 1].strip() for level in row)
            keys[code] = (alone, shifted, graved)
    return Layout(keys=keys, dead=_DEAD[name])


LAYOUTS: Final[dict[str, Layout]] = {
    name: _layout(name, rows) for name, rows in (("us", _US), ("uk", _UK), ("de", _DE), ("fr", _FR))
}


def with_keys(layout: Layout, keys: dict[str, str]) -> Layout:
    """The layout with some keys of another kind: code -> up to three characters, one a level."""
    own: dict[int, Levels] = {int(code): (chars[:1], chars[1:2], chars[2:3]) for code, chars in keys.items()}
    return Layout(keys={**layout.keys, **own}, dead=layout.dead)


def after_dead(dead: str, char: str) -> str:
    """What a key that waited and the next one write together."""
    if char == " ":
        return dead
    together = unicodedata.normalize("NFC", char + _COMBINING[dead])
    return together if len(together) == 1 else dead + char


def padded(digits: str) -> str:
    """What Alt and these digits write: code page 437, or 1252 behind a zero; '' where that is nothing."""
    number = int(digits)
    if number <= _ASCII_MAX:
        return chr(number)
    if number <= _PAGE_MAX:
        return bytes([number]).decode("cp1252" if digits.startswith("0") else "cp437", "ignore")
    char = chr(number) if number <= sys.maxunicode else ""
    return "" if char in _SURROGATES else char
