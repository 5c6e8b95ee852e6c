"""Money is integer fen. Sharing out never loses or invents one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BASIS_POINTS = 10_000


def line_amount(*, price_fen: int, quantity: int, step: int) -> int:
    """Amount of a line: price is per `step` units, quantity in units; half a fen rounds away from zero."""
    return _divide_half_up(price_fen * quantity, step)


def share(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split `total_fen` by non-negative weights, largest remainder first; the parts sum exactly."""
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or (whole == 0 and total_fen != 0):
        message = "weights must be non-negative, and not all zero"
        raise ValueError(message)
    if whole == 0:
        return [0] * len(weights)
    sign = -1 if total_fen < 0 else 1
    pairs = [divmod(abs(total_fen) * weight, whole) for weight in weights]
    parts = [part for part, _ in pairs]
    missing = abs(total_fen) - sum(parts)
    by_remainder = sorted(range(len(pairs)), key=lambda i: (-pairs[i][1], i))
    for i in by_remainder[:missing]:
        parts[i] += 1
    return [sign * part for part in parts]


def included_tax(amount_fen: int, rate_bp: int) -> int:
    """Tax inside a tax-inclusive amount, as Chinese shelf prices are."""
    return _divide_half_up(amount_fen * rate_bp, BASIS_POINTS + rate_bp)


def _divide_half_up(top: int, bottom: int) -> int:
    sign = -1 if (top < 0) != (bottom < 0) else 1
    return sign * ((2 * abs(top) + abs(bottom)) // (2 * abs(bottom)))
