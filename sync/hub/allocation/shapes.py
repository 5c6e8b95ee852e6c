"""What a cloud store or a flagship shop places at the centre, and what it is shown of it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from edge.domain.allocation import Strategy
from edge.domain.ask import TaskWay, Wanted
from edge.domain.contact import ADDRESS_MAX, NAME_MAX
from edge.domain.fulfilment import AttemptState, DemandState
from edge.domain.task import LINES_MAX

QUANTITY_MAX = 1_000_000
ANSWER_S_MAX = 24 * 3600
KEY_MAX = 64
REF_MAX = 64

Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class PlacedLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=QUANTITY_MAX)] = 1


class Receiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kept in the one erasable table, never in the order."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_MAX)]
    phone: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    address: Annotated[str, msgspec.Meta(max_length=ADDRESS_MAX)] = ""


class Placing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order paid elsewhere, `paid_ref` by its word. `store`: where it is picked up, or near which it is
    shipped, unless `lat` and `lon` say where it goes. `strategy`: else the chain's. `answer_s`: how long a
    store may think.
    """

    lines: Annotated[tuple[PlacedLine, ...], msgspec.Meta(min_length=1, max_length=LINES_MAX)]
    way: TaskWay = "ship"
    store: Annotated[str, msgspec.Meta(max_length=64)] = ""
    receiver: Receiver | None = None
    paid_ref: Annotated[str, msgspec.Meta(max_length=REF_MAX)] = ""
    source: Literal["cloud", "flagship"] = "cloud"
    strategy: Strategy | None = None
    lat: Degrees | None = None
    lon: Degrees | None = None
    answer_s: Annotated[int, msgspec.Meta(ge=1, le=ANSWER_S_MAX)] = 900


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    attempt: int
    part: int
    store: str
    state: AttemptState
    lines: tuple[Wanted, ...]
    asked_ms: int
    deadline_ms: int
    changed_ms: int
    reason: str
    tracking: str


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """`state` of one parcel; `store` who has it, '' while nobody does; `code` opens it at the counter."""

    part: int
    state: DemandState
    store: str
    lines: tuple[Wanted, ...]
    code: str = ""
    tracking: str = ""


class DemandRow(msgspec.Struct, frozen=True, kw_only=True):
    """`store`: where it is picked up, or near which it was placed; `holders`: who has it now or is asked, of
    a cancelled one who had it last.
    """

    order_id: str
    number: str
    source: str
    way: TaskWay
    store: str
    state: DemandState
    made_ms: int
    changed_ms: int
    holders: tuple[str, ...] = ()


class DemandView(msgspec.Struct, frozen=True, kw_only=True):
    """An order's whole path. 'promised' only where a store has accepted every piece."""

    order_id: str
    number: str
    source: str
    way: TaskWay
    store: str
    state: DemandState
    made_ms: int
    strategy: Strategy | None
    paid_ref: str
    parts: tuple[PartView, ...]
    attempts: tuple[AttemptView, ...]
    returned: tuple[Wanted, ...]
