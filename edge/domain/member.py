"""Members: one person everywhere; their data lives in `contact`."""

from __future__ import annotations

import msgspec


class Member(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A member as the centre tells the store: level and consent; name and phone under `contact_id`."""

    member_id: str
    contact_id: str
    level: str = "basic"
    consent: bool = False
