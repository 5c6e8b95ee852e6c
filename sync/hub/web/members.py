"""Members over HTTP: masked, with their ledgers; erased, given a coupon, given a fresh code."""

from __future__ import annotations

from edge.domain.coupon import Coupon
from edge.errors import Rejected
from sync.hub.member_sheet import MemberSheet
from sync.hub.web.answers import (
    Done,
    Erase,
    Erasures,
    Grant,
    MemberCode,
    Members,
    Nothing,
    Orders,
    Search,
)
from sync.hub.web.route import Call

DAY_MS = 24 * 3_600_000
SEARCH_SHOWN = 50


async def search(call: Call, wish: Search) -> Members:
    """A POST, so that what somebody's phone is stands in no address, and so in no log and no history."""
    if not wish.text.strip():
        raise Rejected("member_search")
    return Members(members=await call.desk.members.rows(wish.text, limit=SEARCH_SHOWN))


async def overdrawn(call: Call) -> Members:
    return Members(members=await call.desk.members.overdrawn(limit=call.limit()))


async def member(call: Call) -> MemberSheet:
    return await call.desk.members.sheet(call.part("member_id"), skip=call.number("skip"))


async def orders(call: Call) -> Orders:
    return Orders(orders=await call.desk.members.orders(call.part("member_id"), limit=call.limit()))


async def erase(call: Call, wish: Erase) -> Done:
    await call.desk.members.erase(call.part("member_id"), wish.code, why=wish.why, by=call.by)
    return Done()


async def erasures(call: Call) -> Erasures:
    return Erasures(erasures=await call.desk.members.erasures(limit=call.limit()))


async def grant(call: Call, wish: Grant) -> Coupon:
    coupon = Coupon(
        coupon_id=wish.coupon_id,
        title_zh=wish.title_zh,
        title_en=wish.title_en,
        off_fen=wish.off_fen,
        least_fen=wish.least_fen,
        until_ms=call.front.clock.now_ms() + wish.days * DAY_MS,
    )
    return await call.desk.members.grant(call.part("member_id"), coupon, by=call.by)


async def code(call: Call, _: Nothing) -> MemberCode:
    """For the member's own app, which shows it as a QR and asks again every minute; with one a person at the
    desk could stand at a kiosk as that member.
    """
    if call.holder is None or not call.holder.program:
        raise Rejected("program_only")
    return MemberCode(code=await call.desk.members.code(call.part("member_id")))
