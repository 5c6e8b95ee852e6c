"""What a store may be asked to do with an order it took."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from sync.hub.desk import REASON_MAX, Name

WITHIN_S = 3600
WITHIN_MAX_S = 30 * 24 * 3600


class OrderAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`command_id` is made by who asks: the same one is taken once. `restock`: a refund's goods return to
    the shelf.
    """

    command_id: Name
    kind: Literal["refund", "cancel"]
    reason: Annotated[str, msgspec.Meta(max_length=REASON_MAX)]
    restock: bool = False
    within_s: Annotated[int, msgspec.Meta(ge=1, le=WITHIN_MAX_S)] = WITHIN_S
