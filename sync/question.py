"""What a box asks while a person waits, and its answers: who somebody is, who has a thing, what was sold."""

from __future__ import annotations

from edge.domain.ids import Id
from edge.domain.member import MemberCard
from edge.domain.returned import SoldOrder
from edge.domain.stock import StoreStock
from sync.sent import Sent


class FindMember(Sent, frozen=True, kw_only=True, tag="find_member"):
    """Who is this? By id, or by the keyed hash of a phone; the phone itself stands in no message."""

    box: Id
    ask: Id
    member_id: Id = ""
    phone_hash: Id = ""


class MemberFound(Sent, frozen=True, kw_only=True, tag="member_found"):
    """What the centre knows now; no card for nobody."""

    ask: str
    card: MemberCard | None = None


class FindStock(Sent, frozen=True, kw_only=True, tag="find_stock"):
    """Who has a SKU, of all stores? Answered at once under `ask`."""

    box: Id
    ask: Id
    sku: Id


class StockFound(Sent, frozen=True, kw_only=True, tag="stock_found"):
    """The stores that have some, the nearest first; none too where nobody has any."""

    ask: str
    stores: tuple[StoreStock, ...] = ()


class FindOrder(Sent, frozen=True, kw_only=True, tag="find_order"):
    """Which paid order of the chain has this number, or this id? Answered at once under `ask`."""

    box: Id
    ask: Id
    text: Id


class OrderFound(Sent, frozen=True, kw_only=True, tag="order_found"):
    """Those that have it, the newest first: two stores may give one number. None where nobody has it."""

    ask: str
    orders: tuple[SoldOrder, ...] = ()


Question = FindMember | FindStock | FindOrder
Found = MemberFound | StockFound | OrderFound
