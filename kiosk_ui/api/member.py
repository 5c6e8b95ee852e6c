"""Members at a kiosk and at the till: found, signed up, proven, erased; the centre is asked at need."""

from __future__ import annotations

import asyncio

from edge.domain.contact import phone_of
from edge.domain.coupon import UseCoupon
from edge.domain.member import (
    AskPhoneCode,
    AttachMember,
    ChangeMember,
    DropMember,
    EraseMember,
    NameMember,
    PhoneCodeAsked,
    PhoneCodeWrong,
    ShowMemberCode,
    SignUp,
    VerifyPhone,
)
from edge.domain.member_code import code_hash, digits_of, is_code
from edge.domain.points import SpendPoints
from edge.errors import EdgeError, Rejected
from kiosk_ui.answers import Done
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.refusal import CONFLICT, UNAVAILABLE, Refused
from kiosk_ui.route import Call
from kiosk_ui.wishes import (
    ChangeMemberWish,
    CouponWish,
    FindMemberWish,
    MemberWish,
    NoWish,
    PhoneCodeWish,
    PhoneWish,
    PointsWish,
    SignUpWish,
)

SEND_S = 5.0


async def phone(call: Call, wish: PhoneWish) -> Done:
    await _named(call, wish.phone)
    return DONE


async def find(call: Call, wish: FindMemberWish) -> Done:
    """A phone, or the text of a member code, as staff type or scan it."""
    if is_code(wish.text):
        await call.order(ShowMemberCode(text=wish.text))
    else:
        await _named(call, wish.text)
    return DONE


async def sign_up(call: Call, wish: SignUpWish) -> Done:
    """Whom another store knows is that person here too, and no second one."""
    await _ask_centre(call, wish.phone)
    await call.order(SignUp(phone=wish.phone, name=wish.name, consent=wish.consent))
    return DONE


async def send_code(call: Call, _: NoWish) -> Done:
    """The code is kept as a hash first, then sent; one that could not be sent is asked for again."""
    desk, texts = call.desk, call.desk.texts
    if texts is None:
        raise Refused(UNAVAILABLE, "text_not_sent")
    code, salt = digits_of(desk.new_secret()), desk.new_secret()
    wish = AskPhoneCode(salt=salt, code_hash=code_hash(salt, code))
    events = await desk.dispatch(wish, actor=call.actor)
    to = next((event.contact_id for event in events if isinstance(event, PhoneCodeAsked)), "")
    people = await desk.log.contacts((to,))
    if not people or not people[0].phone:
        raise Refused(UNAVAILABLE, "text_not_sent")
    try:
        async with asyncio.timeout(SEND_S):
            await texts.send(people[0].phone, f"{desk.shop.name_zh}: {code}")
    except (EdgeError, TimeoutError):
        raise Refused(UNAVAILABLE, "text_not_sent") from None
    return DONE


async def verify(call: Call, wish: PhoneCodeWish) -> Done:
    events = await call.desk.dispatch(VerifyPhone(code=wish.code), actor=call.actor, key=call.key)
    for event in events:
        if isinstance(event, PhoneCodeWrong):
            raise Refused(CONFLICT, "code_wrong", {"left": event.left})
    return DONE


async def drop(call: Call, _: NoWish) -> Done:
    await call.order(DropMember())
    return DONE


async def points(call: Call, wish: PointsWish) -> Done:
    await call.order(SpendPoints(points=wish.points))
    return DONE


async def coupon(call: Call, wish: CouponWish) -> Done:
    await call.order(UseCoupon(coupon_id=wish.coupon_id))
    return DONE


async def attach(call: Call, _: NoWish) -> Done:
    await call.order(AttachMember(order_id=call.part("order_id")))
    return DONE


async def change(call: Call, wish: ChangeMemberWish) -> Done:
    await call.order(
        ChangeMember(member_id=wish.member_id, name=wish.name, level=wish.level, consent=wish.consent)
    )
    return DONE


async def erase(call: Call, wish: MemberWish) -> Done:
    await call.order(EraseMember(member_id=wish.member_id))
    return DONE


async def _named(call: Call, text: str) -> None:
    try:
        await call.order(NameMember(phone=text))
    except Rejected as refused:
        if refused.code != "no_member" or not await _ask_centre(call, text):
            raise
        await call.order(NameMember(phone=text))


async def _ask_centre(call: Call, text: str) -> bool:
    number, finder = phone_of(text), call.desk.finder
    return bool(number) and finder is not None and await finder.find(phone=number)
