"""Members in a shop of one file: who they are, what the centre says of them, codes as a phone shows them."""

from __future__ import annotations

import msgspec

from edge.domain.coupon import Coupon
from edge.domain.ids import COUNTER_BITS
from edge.domain.member import (
    AskPhoneCode,
    MemberCard,
    MemberFile,
    MemberSignedUp,
    ShowMemberCode,
    SignUp,
    VerifyPhone,
)
from edge.domain.member_code import ChainKey, code_hash
from edge.domain.profile import Profile, Told
from tests.app.shop import SHOPPER, Shop, one

PHONE = "13812340000"
OTHER = "13956780000"
CHAIN = ChainKey("the chain's secret")
MEMBER = "01900000000070008000000000000001"


class Card:
    """The centre's cards, each at the next position of the stream."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._pos = 0

    def keys(self) -> None:
        self._tell(CHAIN.keys)

    def tell(self, card: MemberCard) -> None:
        self._tell(card)

    def _tell(self, item: MemberCard | object) -> None:
        self._pos += 1
        self._shop.feed("member", (item,), first=self._pos)  # type: ignore[arg-type]


def card(shop: Shop, member_id: str = MEMBER, **fields: object) -> MemberCard:
    """A verified member with 5,000 points, told now."""
    at = shop.clock.now_ms() << COUNTER_BITS
    profile = Profile(
        member_id=member_id, verified=True, level="gold", name_hlc=at, phone_hlc=at, level_hlc=at
    )
    told = MemberCard(profile=profile, name="周晚晴", phone=PHONE, points=5_000, as_of_ms=shop.clock.now_ms())
    return msgspec.structs.replace(told, **fields)


def sign_up(shop: Shop, phone: str = PHONE, name: str = "林听澜") -> str:
    signed = one(shop.act(SignUp(phone=phone, name=name, consent=True)), MemberSignedUp)
    return signed.profile.member_id


def show_code(shop: Shop, member_id: str = MEMBER) -> None:
    shop.act(ShowMemberCode(text=CHAIN.code(member_id, shop.clock.now_ms())), SHOPPER)


def send_code(shop: Shop, code: str = "123456") -> None:
    shop.act(AskPhoneCode(salt="s", code_hash=code_hash("s", code)))


def prove(shop: Shop, code: str = "123456") -> None:
    send_code(shop, code)
    shop.act(VerifyPhone(code=code))


def file(shop: Shop, member_id: str = MEMBER) -> MemberFile:
    found = shop.rows.members.get(member_id)
    assert found is not None
    return found


def told(rows: int, points: int, shop: Shop) -> dict[str, Told]:
    """What the centre holds of this shop's own log."""
    return {shop.writer._logbook.current: Told(rows=rows, points=points)}


def coupon(shop: Shop, off_fen: int = 300, least_fen: int = 1_000) -> Coupon:
    until_ms = shop.clock.now_ms() + 86_400_000
    return Coupon(
        coupon_id="C1",
        title_zh="满减",
        title_en="Off",
        off_fen=off_fen,
        least_fen=least_fen,
        until_ms=until_ms,
    )
