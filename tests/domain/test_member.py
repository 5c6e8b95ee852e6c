"""Two words about a person merge alike in any order; a code is good for a minute and for nobody else."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.domain.ids import COUNTER_BITS
from edge.domain.member import MemberCard, mask_name
from edge.domain.member_code import (
    CODE_MS,
    SKEW_MS,
    ChainKey,
    code_hash,
    digits_of,
    is_code,
    phone_hash,
    read_code,
)
from edge.domain.profile import AHEAD_MS, Member, Profile, clamped, gone, heard, merge, stamp
from edge.errors import Rejected

ID = "0190" + "a" * 28
NOW_MS = 1_700_000_000_000
KEY = ChainKey("a secret")
STAMPS = st.integers(0, 4)
PROFILES = st.builds(
    Profile,
    member_id=st.just(ID),
    verified=st.booleans(),
    level=st.sampled_from(["basic", "silver", "gold", "black"]),
    consent=st.booleans(),
    name_hlc=STAMPS,
    phone_hlc=STAMPS,
    level_hlc=STAMPS,
    consent_hlc=STAMPS,
    alias_of=st.sampled_from(["", "a", "b"]),
    erased=st.sampled_from([False, False, False, True]),
)
MEMBERS = st.builds(
    Member, profile=PROFILES, name=st.sampled_from(["", "林", "周"]), phone=st.sampled_from(["", "1", "2"])
)


def member(**fields: object) -> Member:
    parts = {"name": fields.pop("name", ""), "phone": fields.pop("phone", "")}
    return msgspec.convert({"profile": {"member_id": ID, **fields}, **parts}, Member)


@given(MEMBERS, MEMBERS, MEMBERS)
def test_merging_does_not_mind_order_or_repeats(a: Member, b: Member, c: Member) -> None:
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(merge(a, b), b) == merge(a, b)


@given(MEMBERS, MEMBERS)
def test_the_later_writer_of_a_field_stands_and_nothing_brings_the_erased_back(a: Member, b: Member) -> None:
    both = merge(a, b)
    if a.profile.erased or b.profile.erased:
        assert both == gone(ID)
        return
    if a.profile.name_hlc > b.profile.name_hlc:
        assert both.name == a.name
    if a.profile.phone_hlc > b.profile.phone_hlc:
        assert (both.phone, both.profile.verified) == (a.phone, a.profile.verified)


def test_a_clock_that_runs_ahead_does_not_write_over_what_comes_later() -> None:
    far = member(name="林", name_hlc=(NOW_MS + 10**9) << COUNTER_BITS)
    taken = msgspec.structs.replace(far, profile=clamped(far.profile, NOW_MS))
    later = member(name="周", name_hlc=(NOW_MS + AHEAD_MS + 1) << COUNTER_BITS)
    assert merge(taken, later).name == "周"


def test_a_store_keeps_what_the_centre_has_not_taken_in_yet() -> None:
    mine = member(name="林", name_hlc=NOW_MS << COUNTER_BITS, level="gold", level_hlc=1)
    theirs = member(name="周", name_hlc=(NOW_MS - 5) << COUNTER_BITS, level="silver", level_hlc=2)
    found = heard(mine, card(theirs, NOW_MS))
    assert (found.name, found.profile.level) == ("林", "silver")
    assert heard(found, card(theirs, NOW_MS)) == found


def test_a_store_whose_clock_ran_ahead_still_hears_the_centre() -> None:
    far = (NOW_MS + 10**9) << COUNTER_BITS
    mine = member(name="林", name_hlc=far)
    taken = msgspec.structs.replace(mine, profile=clamped(mine.profile, NOW_MS))
    here = heard(mine, card(taken, NOW_MS))
    assert here.profile.name_hlc < far
    later = member(name="周", name_hlc=(NOW_MS + 2 * AHEAD_MS) << COUNTER_BITS)
    assert heard(here, card(merge(taken, later), NOW_MS + 2 * AHEAD_MS)).name == "周"


def test_a_stamp_is_after_all_that_was_seen() -> None:
    ahead = Profile(member_id=ID, level_hlc=(NOW_MS << COUNTER_BITS) + 7)
    assert stamp(ahead, NOW_MS) == (NOW_MS << COUNTER_BITS) + 8
    assert stamp(ahead, NOW_MS + 1) == (NOW_MS + 1) << COUNTER_BITS


def test_names_are_masked() -> None:
    assert [mask_name(name) for name in ("", "林", "周晚晴", "Bartholomew")] == ["", "林*", "周**", "B***"]


def test_a_code_names_its_member_for_a_minute() -> None:
    code = KEY.code(ID, NOW_MS)
    assert is_code(f" {code}\r")
    assert read_code(code, KEY.keys, NOW_MS) == (ID, NOW_MS)
    assert read_code(code, KEY.keys, NOW_MS - SKEW_MS)[0] == ID
    for at_ms in (NOW_MS + CODE_MS, NOW_MS - SKEW_MS - 1):
        with pytest.raises(Rejected, match="member_code_old"):
            read_code(code, KEY.keys, at_ms)


@pytest.mark.parametrize("other", [ChainKey("another"), ChainKey("")])
def test_another_chains_code_does_not_count(other: ChainKey) -> None:
    with pytest.raises(Rejected, match="member_code"):
        read_code(other.code(ID, NOW_MS), KEY.keys, NOW_MS)


@given(st.integers(3, 110), st.sampled_from("ABab09_-"))
def test_one_changed_letter_breaks_a_code(at: int, letter: str) -> None:
    code = KEY.code(ID, NOW_MS)
    forged = code[:at] + letter + code[at + 1 :]
    if forged != code:
        with pytest.raises(Rejected, match="member_code"):
            read_code(forged, KEY.keys, NOW_MS)


@given(st.text(max_size=200))
def test_garbage_is_refused_in_words(text: str) -> None:
    with pytest.raises(Rejected, match="member_code"):
        read_code("M1." + text, KEY.keys, NOW_MS)


def test_a_store_without_keys_says_so() -> None:
    with pytest.raises(Rejected, match="member_keys"):
        read_code(KEY.code(ID, NOW_MS), None, NOW_MS)
    with pytest.raises(Rejected, match="no_member"):
        KEY.code("M00001", NOW_MS)


def test_nothing_a_store_is_told_can_make_a_code() -> None:
    told = msgspec.to_builtins(KEY.keys)
    assert "a secret" not in str(told)
    assert all(
        ChainKey(word).keys != KEY.keys for word in (*told.values(), bytes.fromhex(told["find"]).hex())
    )


def test_a_phone_is_asked_for_by_a_keyed_hash() -> None:
    here, there = KEY.keys, ChainKey("another").keys
    assert phone_hash(here, "13800000000") != phone_hash(there, "13800000000")
    assert "1380" not in phone_hash(here, "13800000000")


@given(st.text(max_size=40))
def test_sent_codes_are_six_digits_kept_as_a_hash(secret: str) -> None:
    code = digits_of(secret)
    assert (len(code), code.isdigit()) == (6, True)
    assert code not in code_hash("salt", code)
    assert code_hash("salt", f" {code} ") == code_hash("salt", code) != code_hash("other", code)


def card(member: Member, as_of_ms: int) -> MemberCard:
    return MemberCard(profile=member.profile, name=member.name, phone=member.phone, as_of_ms=as_of_ms)
