"""The shop's own codes: goods weighed or priced at the counter, and what is no goods at all. Pure."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from edge.domain.gtin import check_digit, gtin14

LENGTH = 13
_TEMPLATE = re.compile(r"(?:02|2\d)\d{0,4}I{2,7}(?:V?(?:W{3,6}|P{3,6}))C", re.ASCII)

OwnKind = Literal["member", "coupon", "pickup", "ticket"]


class ShopCodes(msgspec.Struct, frozen=True, kw_only=True):
    """`weighed` are templates of EAN-13, as "21IIIIIWWWWWC": I the item, W grams or P fen, V a check of the
    value that is not looked at, C the check digit. The others are what such a code begins with.
    """

    weighed: tuple[str, ...] = ()
    member: str = "MB-"
    coupon: str = "CP-"
    pickup: str = "PU-"
    ticket: str = "PT-"

    def begins(self) -> tuple[tuple[OwnKind, str], ...]:
        return (
            ("member", self.member),
            ("coupon", self.coupon),
            ("pickup", self.pickup),
            ("ticket", self.ticket),
        )


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """`gtin` is the item's own number: the same code with the value and its check at zero."""

    gtin: str
    weight_g: int = 0
    price_fen: int = 0


def template_problem(template: str) -> str:
    """'' for a template that can be used, else why not."""
    if len(template) != LENGTH:
        return f"has {len(template)} places, and an EAN-13 has {LENGTH}"
    if not _TEMPLATE.fullmatch(template):
        return 'must begin with 02 or 20 to 29, then I for the item, W or P for the value, C: "21IIIIIWWWWWC"'
    return ""


def weighed(text: str, codes: ShopCodes) -> Weighed | None:
    """What a label of the counter's scale says; `text` is an EAN-13 with a right check digit."""
    for template in codes.weighed:
        if len(text) == LENGTH == len(template) and _fits(text, template):
            pairs = list(zip(template, text, strict=True))
            body = "".join("0" if mark in "WPV" else digit for mark, digit in pairs[:-1])
            return Weighed(
                gtin=gtin14(body + check_digit(body)),
                weight_g=_value(pairs, "W"),
                price_fen=_value(pairs, "P"),
            )
    return None


def own_kind(text: str, codes: ShopCodes) -> OwnKind | None:
    """Whether a code is one of a member, a coupon, an order to fetch or a car park."""
    for kind, begin in codes.begins():
        if begin and text.startswith(begin) and len(text) > len(begin):
            return kind
    return None


def _fits(text: str, template: str) -> bool:
    return all(mark == digit for mark, digit in zip(template, text, strict=True) if mark.isdigit())


def _value(pairs: list[tuple[str, str]], mark: str) -> int:
    return int("".join(digit for one, digit in pairs if one == mark) or "0")
