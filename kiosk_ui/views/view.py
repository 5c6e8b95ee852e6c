"""What every answer to a page is built on."""

from __future__ import annotations

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything sent to a page."""


class Problem(View, frozen=True, kw_only=True):
    """Every refusal: a stable `code` the page translates, and what fills the sentence."""

    code: str
    detail: dict[str, str | int] = {}
