"""Text on a receipt's grid: a Latin letter takes one column, what a printer draws double takes two."""

from __future__ import annotations

import unicodedata

YEN, WIDE_YEN = "\u00a5", "\uffe5"  # U+00A5 has four bytes in GB18030, which GBK printers print as "0 6"
_UNPRINTABLE = "?"
_DOUBLE_BYTES = 2


def width(text: str) -> int:
    """Columns that printable text takes."""
    return sum(1 if char.isascii() else 2 for char in text)


def printable(text: str) -> str:
    """Text of one- and two-byte characters in GB18030; accents fall off, the rest becomes `?`."""
    return "".join(_printable(char) for char in text)


def clipped(text: str, columns: int) -> str:
    """As much of the text as fits."""
    used, kept = 0, ""
    for char in text:
        used += width(char)
        if used > columns:
            break
        kept += char
    return kept


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines, broken at spaces where there are any, else anywhere; at least one line."""
    lines: list[str] = []
    left = text.strip()
    while width(left) > columns:
        head = clipped(left, columns)
        at = head.rfind(" ")
        if at > 0 and left[len(head)] != " " and head[-1].isascii() and left[len(head)].isascii():
            head = head[:at]
        lines.append(head.rstrip())
        left = left[len(head) :].lstrip()
    return [*lines, left]


def pair(left: str, right: str, columns: int) -> str:
    """One line with both its ends used; the left one gives way."""
    room = max(0, columns - width(right) - 1)
    head = clipped(left, room)
    return head + " " * max(1, columns - width(head) - width(right)) + right


def _printable(char: str) -> str:
    if char == YEN:
        return WIDE_YEN
    if char.isascii():
        return char if char.isprintable() else " "
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    latin = unicodedata.name(char, "").startswith("LATIN ")
    if not (latin and bare) and len(char.encode("gb18030", "replace")) == _DOUBLE_BYTES:
        return char
    return bare if bare.isprintable() and bare else _UNPRINTABLE
