"""What the centre tells and the store keeps: goods, prices, staff, stock elsewhere, tasks, members."""

from __future__ import annotations

from typing import Literal

import msgspec

from edge.domain.ask import AskFulfilment, EndFulfilment, ShippingTold, WithdrawFulfilment
from edge.domain.catalog import Category, Product, Variant
from edge.domain.member import MemberCard, MemberKeys
from edge.domain.message import Command, Event
from edge.domain.price import Price
from edge.domain.staff import StaffMember
from edge.domain.stock import StockElsewhere
from edge.domain.transfer import TransferTold

Stream = Literal["catalog", "price", "staff", "elsewhere", "command", "task", "member"]
ORDERLESS: frozenset[Stream] = frozenset({"elsewhere"})  # last value wins, gaps do no harm
ITEMS_MAX = 200  # of one ApplyFeed or StageSnapshot


class Gone(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A product or staff member withdrawn; `kind` names the item type."""

    kind: Literal["Product", "Variant", "StaffMember"]
    id: str


class AskCorrection(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The centre asks for a stock correction; answered by a movement or a refusal before `deadline_ms`."""

    command_id: str
    sku: str
    quantity: int
    reason: str
    deadline_ms: int


class AskRefund(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The centre asks to give an order's money back; goods return to the shelf when `restock`."""

    command_id: str
    order_id: str
    reason: str
    restock: bool
    deadline_ms: int


class AskCancel(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The centre asks to cancel an order that is not paid."""

    command_id: str
    order_id: str
    reason: str
    deadline_ms: int


FeedItem = (
    Category
    | Product
    | Variant
    | Price
    | StaffMember
    | StockElsewhere
    | Gone
    | AskCorrection
    | AskRefund
    | AskCancel
    | AskFulfilment
    | WithdrawFulfilment
    | EndFulfilment
    | ShippingTold
    | TransferTold
    | MemberCard
    | MemberKeys
)


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far a stream has been applied, of which generation of the hub."""

    stream: Stream
    hub_gen: str = ""
    pos: int = 0


class ApplyFeed(Command, frozen=True, kw_only=True):
    """Items of positions `first`..`last` of a stream. Ignored when applied before, 'feed_gap' on a gap.
    `centre_ms`: what time it was at the centre, by which deadlines are; 0 where it never said one.
    """

    stream: Stream
    hub_gen: str
    first: int
    last: int
    items: tuple[FeedItem, ...]
    centre_ms: int = 0


class StageSnapshot(Command, frozen=True, kw_only=True):
    """One chunk of a whole stream, put beside what is served until swapped; chunks come in order."""

    stream: Stream
    snapshot: str
    chunk: int
    items: tuple[FeedItem, ...]


class SwapSnapshot(Command, frozen=True, kw_only=True):
    """Serve the staged snapshot from now on, at `pos` of `hub_gen`; 'snapshot_chunks' when chunks miss."""

    stream: Stream
    snapshot: str
    chunks: int
    hub_gen: str
    pos: int


class SweepFeed(Command, frozen=True, kw_only=True):
    """Delete one bounded piece of generations no longer served."""


class FeedApplied(Event, frozen=True, kw_only=True):
    """Something the pages show may have changed. `products` is empty when it may be all of them."""

    stream: Stream
    pos: int
    products: tuple[str, ...] = ()


class CommandAnswered(Event, frozen=True, kw_only=True):
    """The store's answer to a command of the centre."""

    command_id: str
    done: bool
    reason: str = ""
