"""Global Trade Item Numbers and their check digit."""

from __future__ import annotations

GTIN_LENGTHS = (8, 12, 13, 14)


def check_digit(body: str) -> str:
    """The GS1 mod-10 digit that completes `body` (digits only, any length)."""
    weighted = sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN-8/12/13/14 with a right check digit."""
    return len(text) in GTIN_LENGTHS and is_digits(text) and check_digit(text[:-1]) == text[-1]


def gtin14(text: str) -> str:
    """The 14-digit form by which GTINs of all lengths compare."""
    return text.zfill(14)


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
