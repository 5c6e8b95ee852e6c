"""Members in one store: how they are known, what each way allows, and how they are forgotten."""

from __future__ import annotations

import pytest

from edge.domain.member import (
    SEEN_MS,
    AttachMember,
    ChangeMember,
    DropMember,
    MemberChanged,
    MemberErased,
    MemberShown,
    MemberVerified,
    NameMember,
    PhoneCodeWrong,
    ShowMemberCode,
    SweepMembers,
    VerifyPhone,
)
from edge.domain.member_code import AGAIN_MS, CODE_MS, SENT_MS, SENT_PER_DAY, TRIES_MAX
from edge.domain.order import ClearBasket, ParkOrder
from edge.domain.shelf import ScanCode
from edge.errors import Rejected
from tests.app.members import (
    CHAIN,
    MEMBER,
    OTHER,
    PHONE,
    Card,
    card,
    file,
    prove,
    send_code,
    show_code,
    sign_up,
)
from tests.app.shop import CASHIER, MANAGER, SCANNER, SYSTEM, Shop, one


@pytest.fixture
def centre(shop: Shop) -> Card:
    centre = Card(shop)
    centre.keys()
    return centre


def test_a_sign_up_is_a_member_whose_data_the_log_does_not_hold(shop: Shop) -> None:
    shop.filled()
    member_id = sign_up(shop)
    assert (file(shop, member_id).member.phone, file(shop, member_id).profile.verified) == (PHONE, False)
    assert (shop.shelf().member_id, shop.shelf().proof) == (member_id, "typed")
    assert shop.basket().member_id == member_id
    bodies = b"".join(row[0] for row in shop.connection.execute("select body from log"))
    assert member_id.encode() in bodies
    assert PHONE.encode() not in bodies
    assert "林".encode() not in bodies


def test_a_typed_phone_finds_its_member_and_a_second_sign_up_makes_no_other(shop: Shop) -> None:
    with pytest.raises(Rejected, match="no_member"):
        shop.act(NameMember(phone=PHONE))
    member_id = sign_up(shop)
    shop.act(DropMember())
    assert shop.shelf().member_id == ""
    shop.act(NameMember(phone="138 1234-0000"))
    assert shop.shelf().member_id == member_id
    shop.act(ClearBasket())
    assert shop.shelf().member_id == ""
    with pytest.raises(ValueError, match="unpack"):
        sign_up(shop)
    assert shop.shelf().member_id == member_id


@pytest.mark.parametrize(
    ("phone", "name", "code"), [("12", "林", "member_phone"), (PHONE, "x" * 61, "member_name")]
)
def test_what_nobody_is_called_is_refused(shop: Shop, phone: str, name: str, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        sign_up(shop, phone, name)


def test_a_scanned_code_proves_a_member_of_another_store(shop: Shop, centre: Card) -> None:
    code = CHAIN.code(MEMBER, shop.clock.now_ms())
    shown = one(shop.act(ScanCode(text=code), SCANNER), MemberShown)
    assert (shown.place, shown.member_id, shown.proof) == ("k1", MEMBER, "code")
    shop.filled()
    assert shop.basket().member_id == MEMBER
    centre.tell(card(shop))
    assert file(shop).member.name == "周晚晴"


def test_a_code_is_taken_once_and_for_a_minute(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop))
    code = CHAIN.code(MEMBER, shop.clock.now_ms())
    shop.act(ShowMemberCode(text=code))
    shop.act(ShowMemberCode(text=code))  # the same person, scanned twice
    shop.act(ClearBasket())
    with pytest.raises(Rejected, match="member_code_used"):
        shop.act(ShowMemberCode(text=code))
    shop.act(ScanCode(text=code), SCANNER)
    notice = shop.shelf().notice
    assert notice is not None
    assert (notice.code, notice.text) == ("member_code_used", "")
    shop.clock.advance(CODE_MS)
    with pytest.raises(Rejected, match="member_code_old"):
        shop.act(ShowMemberCode(text=code))


def test_a_code_without_the_chains_keys_is_a_clear_word(shop: Shop) -> None:
    with pytest.raises(Rejected, match="member_keys"):
        show_code(shop)


def test_a_sent_code_proves_the_phone_and_verifies_it_for_good(shop: Shop) -> None:
    member_id = sign_up(shop)
    send_code(shop)
    verified = one(shop.act(VerifyPhone(code=" 123456 ")), MemberVerified)
    assert verified.profile.verified
    assert shop.shelf().proof == "phone"
    assert file(shop, member_id).profile.verified
    with pytest.raises(Rejected, match="code_old"):
        shop.act(VerifyPhone(code="123456"))


def test_a_wrong_code_counts_even_though_it_is_refused(shop: Shop) -> None:
    sign_up(shop)
    send_code(shop)
    for left in reversed(range(TRIES_MAX)):
        assert one(shop.act(VerifyPhone(code="000000")), PhoneCodeWrong).left == left
    with pytest.raises(Rejected, match="code_tries"):
        shop.act(VerifyPhone(code="123456"))


def test_a_code_grows_old_and_cannot_be_asked_for_without_end(shop: Shop) -> None:
    with pytest.raises(Rejected, match="no_member"):
        send_code(shop)
    sign_up(shop)
    send_code(shop)
    with pytest.raises(Rejected, match="code_wait"):
        send_code(shop)
    shop.clock.advance(SENT_MS)
    with pytest.raises(Rejected, match="code_old"):
        shop.act(VerifyPhone(code="123456"))
    for _ in range(SENT_PER_DAY - 1):
        send_code(shop)
        shop.clock.advance(AGAIN_MS)
    with pytest.raises(Rejected, match="code_enough"):
        send_code(shop)


def test_fields_are_changed_by_staff_and_levels_by_a_manager(shop: Shop) -> None:
    member_id = sign_up(shop)
    changed = one(
        shop.act(ChangeMember(member_id=member_id, name="林澜", consent=False), CASHIER), MemberChanged
    )
    assert not changed.profile.consent
    assert file(shop, member_id).member.name == "林澜"
    with pytest.raises(Rejected, match="not_allowed"):
        shop.act(ChangeMember(member_id=member_id, level="black"), CASHIER)
    shop.act(ChangeMember(member_id=member_id, level="black"), MANAGER)
    assert file(shop, member_id).profile.level == "black"
    assert shop.act(ChangeMember(member_id=member_id), MANAGER) == ()


def test_staff_attach_a_member_to_a_parked_order(shop: Shop) -> None:
    order = shop.filled()
    shop.act(ParkOrder())
    sign_up(shop, OTHER)
    shop.act(NameMember(phone=OTHER), CASHIER)
    shop.act(AttachMember(order_id=order.order_id), CASHIER)
    assert shop.order(order.order_id).member_id == shop.rows.shelves.get("till-1").member_id


def test_an_old_id_leads_to_the_member_it_was_joined_to(shop: Shop, centre: Card) -> None:
    old = sign_up(shop)
    centre.tell(card(shop, old, profile=card(shop, old, name="").profile))
    centre.tell(card(shop))
    joined = card(shop, old).profile
    centre.tell(card(shop, old, profile=type(joined)(member_id=old, alias_of=MEMBER)))
    assert file(shop, old).profile.member_id == MEMBER
    assert shop.rows.members.group(MEMBER) == (MEMBER, old)


def test_the_centre_erases_here_and_hears_that_it_was_done(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop))
    known = file(shop)
    gone = card(shop, profile=type(known.profile)(member_id=MEMBER, erased=True), name="", phone="")
    centre.tell(gone)
    kinds = [row[0] for row in shop.connection.execute("select kind from log where kind like 'Member%'")]
    assert kinds == ["MemberErased"]
    contact = shop.rows.contacts.get(known.contact_id)
    assert contact is not None
    assert (contact.erased, contact.phone) == (True, "")
    centre.tell(gone)
    centre.tell(card(shop))
    assert shop.connection.execute("select count(*) from log where kind='MemberErased'").fetchone()[0] == 1
    with pytest.raises(Rejected, match="no_member"):
        show_code(shop)


def test_who_was_not_here_for_long_is_forgotten(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop))
    shop.clock.advance(SEEN_MS // 2)
    prove_later = sign_up(shop, OTHER)
    shop.clock.advance(SEEN_MS // 2 + 1)
    shop.act(SweepMembers(), SYSTEM)
    assert shop.rows.members.get(MEMBER) is None
    assert file(shop, prove_later).member.phone == OTHER


def test_a_phone_proven_again_says_nothing_to_the_centre(shop: Shop, centre: Card) -> None:
    centre.tell(card(shop))
    shop.act(NameMember(phone=PHONE))
    before = shop.writer.seq
    prove(shop)
    assert shop.shelf().proof == "phone"
    assert shop.writer.seq == before
    assert not [event for event in shop.act(DropMember()) if isinstance(event, MemberErased)]
