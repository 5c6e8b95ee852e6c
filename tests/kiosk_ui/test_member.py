"""Members on the pages: asked for, proven, masked; what a page may do is one command."""

import msgspec
import pytest

from edge.app.ports import LabMessage
from edge.app.reads import MemberAt
from edge.domain.contact import Contact
from edge.domain.coupon import Coupon, UseCoupon
from edge.domain.member import (
    AskPhoneCode,
    AttachMember,
    ChangeMember,
    DropMember,
    EraseMember,
    MemberFile,
    NameMember,
    PhoneCodeAsked,
    PhoneCodeWrong,
    Proof,
    ShowMemberCode,
    SignUp,
    VerifyPhone,
)
from edge.domain.message import Command, Event
from edge.domain.points import SpendPoints
from edge.domain.profile import Member, Profile
from edge.errors import DeviceError, Rejected
from kiosk_ui.memory.desk import MemoryDesk
from kiosk_ui.present.member import member_view
from tests.kiosk_ui.conftest import OpenStand, Stand
from tests.kiosk_ui.goods import order_file

PHONE = "13812340000"
ID = "0190" + "a" * 28
COUPON = Coupon(coupon_id="c1", title_zh="满减", title_en="Off", off_fen=300, least_fen=1_000, until_ms=9)
KIOSK_ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("member/phone", {"phone": PHONE}, NameMember(phone=PHONE)),
    ("member/sign-up", {"phone": PHONE, "consent": True}, SignUp(phone=PHONE, consent=True)),
    ("member/verify", {"code": "123456"}, VerifyPhone(code="123456")),
    ("member/drop", {}, DropMember()),
    ("points", {"points": 50}, SpendPoints(points=50)),
    ("coupon", {"coupon_id": "c1"}, UseCoupon(coupon_id="c1")),
)
TILL_ACTS: tuple[tuple[str, dict[str, object], Command], ...] = (
    ("member/find", {"text": PHONE}, NameMember(phone=PHONE)),
    ("member/find", {"text": "M1.abc"}, ShowMemberCode(text="M1.abc")),
    ("member/sign-up", {"phone": PHONE, "name": "林"}, SignUp(phone=PHONE, name="林")),
    ("member/change", {"member_id": ID, "level": "gold"}, ChangeMember(member_id=ID, level="gold")),
    ("member/erase", {"member_id": ID}, EraseMember(member_id=ID)),
    ("o1/member", {}, AttachMember(order_id="o1")),
)


class Asked:
    """Implements `MemberFinder`; `knows` is what the centre would answer."""

    def __init__(self, memory: MemoryDesk, *, knows: bool) -> None:
        self.memory, self.knows = memory, knows
        self.phones: list[str] = []

    async def find(self, *, phone: str = "", member_id: str = "") -> bool:
        self.phones.append(phone)
        if self.knows:
            self.memory.dispatch.answers.pop(NameMember, None)
        return self.knows


class Post:
    """Implements `Texts` and `Phones`."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.sent: list[tuple[str, str]] = []

    async def send(self, phone: str, text: str) -> None:
        if self.broken:
            raise DeviceError("no signal")
        self.sent.append((phone, text))

    def messages(self) -> tuple[LabMessage, ...]:
        return tuple(LabMessage(phone="138****0000", text=text, at_ms=1) for _, text in self.sent)

    def code(self, member_id: str) -> str:
        return f"M1.{member_id}"


def at(proof: Proof = "code", **fields: object) -> MemberAt:
    member = Member(profile=Profile(member_id=ID, level="gold", verified=True), name="周晚晴", phone=PHONE)
    whole = MemberAt(
        member_id=ID,
        proof=proof,
        file=MemberFile(member=member, contact_id="c", heard_ms=7),
        left=900,
        may=700,
        fresh=True,
        coupons=(COUPON,),
    )
    return msgspec.structs.replace(whole, **fields)


@pytest.mark.parametrize(("act", "body", "command"), KIOSK_ACTS)
async def test_a_shoppers_act_is_one_command(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    async with shop.page.post(f"/api/kiosk/{act}", json=body) as answer:
        assert (answer.status, await answer.json()) == (200, {})
    assert [taken.command for taken in shop.memory.dispatch.taken] == [command]


@pytest.mark.parametrize(("act", "body", "command"), TILL_ACTS)
async def test_staff_act_for_a_member(
    shop: Stand, act: str, body: dict[str, object], command: Command
) -> None:
    assert (await shop.refused("POST", f"/api/till/{act}", json=body))[0] == 401
    await shop.sign_in()
    async with shop.page.post(f"/api/till/{act}", json=body) as answer:
        assert answer.status == 200
    assert shop.memory.dispatch.taken[-1].command == command


@pytest.mark.parametrize(("status", "knows"), [(200, "yes"), (409, "")])
async def test_a_phone_unknown_here_is_asked_of_the_centre(
    open_stand: OpenStand, status: int, knows: str
) -> None:
    asked: list[Asked] = []

    def desk(memory: MemoryDesk) -> object:
        def refuse(_: Command) -> tuple[Event, ...]:
            raise Rejected("no_member")

        memory.dispatch.answers[NameMember] = refuse
        asked.append(Asked(memory, knows=bool(knows)))
        return msgspec.structs.replace(memory.desk, finder=asked[0])

    stand = await open_stand(desk)  # type: ignore[arg-type]
    async with stand.page.post("/api/kiosk/member/phone", json={"phone": "138 1234 0000"}) as answer:
        assert answer.status == status
    assert asked[0].phones == [PHONE]


async def test_a_code_is_kept_as_a_hash_and_sent(open_stand: OpenStand) -> None:
    post = Post()

    def desk(memory: MemoryDesk) -> object:
        memory.dispatch.answers[AskPhoneCode] = lambda _: (PhoneCodeAsked(contact_id="c1"),)
        memory.log.people["c1"] = Contact(contact_id="c1", version=1, phone=PHONE)
        return msgspec.structs.replace(memory.desk, texts=post, phones=post)

    stand = await open_stand(desk)  # type: ignore[arg-type]
    async with stand.page.post("/api/kiosk/member/send-code", json={}) as answer:
        assert answer.status == 200
    ((phone, text),) = post.sent
    code = text.split(": ")[1]
    assert (phone, len(code), code.isdigit()) == (PHONE, 6, True)
    assert code not in str(stand.memory.dispatch.taken[-1].command)
    post.broken = True
    assert (await stand.refused("POST", "/api/kiosk/member/send-code", json={}))[1] == "text_not_sent"
    stand.memory.log.people.clear()
    assert (await stand.refused("POST", "/api/kiosk/member/send-code", json={}))[1] == "text_not_sent"


async def test_without_a_gateway_no_code_is_promised(shop: Stand) -> None:
    assert await shop.refused("POST", "/api/kiosk/member/send-code", json={}) == (503, "text_not_sent")
    assert not shop.memory.dispatch.taken


async def test_a_wrong_code_says_how_many_tries_are_left(shop: Stand) -> None:
    shop.memory.dispatch.answers[VerifyPhone] = lambda _: (PhoneCodeWrong(place="kiosk-1", left=2),)
    async with shop.page.post("/api/kiosk/member/verify", json={"code": "1"}) as answer:
        assert (answer.status, (await answer.json())["detail"]) == (409, {"left": 2})


async def test_the_lab_holds_a_members_phone_before_a_scanner(open_stand: OpenStand) -> None:
    stand = await open_stand(lambda memory: msgspec.structs.replace(memory.desk, phones=Post()))
    async with stand.page.post("/api/lab/scanner-1/member", json={"member_id": ID}) as answer:
        assert answer.status == 200
    assert list(stand.memory.lab.done) == [("scanner-1", f"scan M1.{ID}")]


async def test_a_lab_without_the_chains_key_has_no_phones(shop: Stand) -> None:
    assert (await shop.refused("POST", "/api/lab/scanner-1/member", json={"member_id": ID}))[0] == 404


def test_a_proven_member_sees_a_masked_name_and_what_half_the_basket_may_take() -> None:
    order = msgspec.structs.replace(order_file().order, state="open")
    view = member_view(at(may=10**9), order, texts=True)
    assert view is not None
    assert (view.name, view.phone, view.level, view.points) == ("周**", "138****0000", "gold", 900)
    assert view.may == sum(line.amount_fen for line in order.lines) // 2
    assert [one.counts for one in view.coupons] == [True]
    empty = member_view(at(), None, texts=True)
    assert empty is not None
    assert (empty.may, [one.counts for one in empty.coupons]) == (0, [False])


def test_a_typed_phone_shows_its_own_ends_and_no_more() -> None:
    view = member_view(at("typed"), None, texts=True)
    assert view is not None
    assert (view.name, view.phone, view.level, view.points, view.may, view.coupons) == (
        "", "138****0000", "basic", 0, 0, ()
    )  # fmt: skip
    staff = member_view(at("typed"), None, texts=False, staff=True)
    assert staff is not None
    assert (staff.name, staff.level, staff.points) == ("周**", "gold", 0)


def test_who_is_not_known_here_yet_is_shown_as_proven_and_nothing_else() -> None:
    view = member_view(at(file=None), None, texts=True)
    assert view is not None
    assert (view.proven, view.known, view.texts, view.points) == (True, False, False, 0)
    assert member_view(None, None, texts=True) is None
