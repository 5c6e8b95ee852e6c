"""What the centre tells a store about fulfilment: the question, its confirmation, its end."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.contact import Contact

TaskWay = Literal["ship", "pickup"]
ShippingState = Literal["finding", "back_order", "promised", "done", "cancelled"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a SKU, in its step."""

    sku: str
    quantity: int


class AskFulfilment(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The centre's attempt at this store. Told again as `confirmed` once the acceptance counted: only then
    may the goods leave. `secret` makes the pick-up code; `contact` is the receiver as known when it is sent.
    """

    order_id: str
    attempt: int
    number: str
    way: TaskWay
    lines: tuple[Wanted, ...]
    deadline_ms: int
    secret: str = ""
    contact_id: str = ""
    contact: Contact | None = None
    confirmed: bool = False


class WithdrawFulfilment(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The attempt no longer counts: what was held for it goes back on the shelf."""

    order_id: str
    attempt: int
    reason: str


class EndFulfilment(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The attempt's goods have left this house, by its own word; told for a file that was put back since."""

    order_id: str
    attempt: int
    state: Literal["shipped", "picked_up"]


class ShippingTold(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How far the pieces are that this store sold and another one ships."""

    order_id: str
    state: ShippingState
