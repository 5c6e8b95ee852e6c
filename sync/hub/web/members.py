"""Members over HTTP: masked, with their ledgers; erased, given a coupon, given a fresh code."""

from __future__ import annotations

from edge.domain.coupon import Coupon
from sync.hub.member_sheet import MemberSheet
from sync.hub.web.answers import Done, Grant, MemberCode, Members, Nothing
from sync.hub.web.route import Call

DAY_MS = 24 * 3_600_000


async def members(call: Call) -> Members:
    found = await call.desk.members.rows(
        call.query("q"), overdrawn=call.query("overdrawn") == "1", limit=call.limit()
    )
    return Members(members=found)


async def member(call: Call) -> MemberSheet:
    return await call.desk.members.sheet(call.part("member_id"))


async def erase(call: Call, _: Nothing) -> Done:
    await call.desk.members.erase(call.part("member_id"))
    return Done()


async def grant(call: Call, wish: Grant) -> Coupon:
    coupon = Coupon(
        coupon_id="",
        title_zh=wish.title_zh,
        title_en=wish.title_en,
        off_fen=wish.off_fen,
        least_fen=wish.least_fen,
        until_ms=call.front.clock.now_ms() + wish.days * DAY_MS,
    )
    return await call.desk.members.grant(call.part("member_id"), coupon)


async def code(call: Call, _: Nothing) -> MemberCode:
    """For the member's own app, which shows it as a QR and asks again every minute."""
    return MemberCode(code=await call.desk.members.code(call.part("member_id")))
