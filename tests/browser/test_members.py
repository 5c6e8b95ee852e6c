"""A member at the kiosk, by code and by phone, with the centre behind; and forgotten at the till."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.goods import HOODIE, TOWEL
from tests.browser.people import Cashier, Desk, Engineer, HeadOffice, Shopper, until
from tests.browser.premises import ROOT

pytestmark = pytest.mark.browser
THERE = "15400001074"  # a member of the second store
MANAGER, PIN = "贺知秋", "101010"


def types(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(".pad").last.get_by_role("button", name=digit, exact=True).click()


def shows_code(engineer: Engineer, name: str) -> None:
    engineer.page.locator(".phones .chip").filter(has_text=name).click()


def first_phone(engineer: Engineer) -> tuple[str, str]:
    """Name and masked number of the first member whose phone the lab plays."""
    return phone_on(engineer.page.locator(".phones .chip").first)


def phone_on(chip: Locator) -> tuple[str, str]:
    name, phone = (chip.get_attribute("aria-label") or "").split(":")[0].rsplit(" ", 1)
    return name, phone


def shot(page: Page, folder: Path, name: str) -> None:
    page.screenshot(path=folder / f"{name}.png", animations="disabled")


def test_a_code_shows_the_member_and_its_points_pay(
    shopper: Shopper, engineer: Engineer, desk: Desk, pictures: Path
) -> None:
    page = shopper.page
    name, phone = first_phone(engineer)
    masked = name[:1] + "*" * (len(name) - 1)
    shows_code(engineer, name)
    expect(page.locator(".member .name")).to_have_text(f"Hello, {masked}")
    expect(page.locator(".member")).not_to_contain_text(name)
    expect(page.locator(".member .balance b")).to_be_visible()
    shot(page, pictures, "member-known-en")
    before = int(page.locator(".member .balance b").inner_text())
    shopper.button("Go on shopping").click()
    engineer.scan(HOODIE.gtin)
    shopper.sees_product(HOODIE.en)
    shopper.to_basket()
    expect(page.locator(".member-bar")).to_contain_text(masked)
    shot(page, pictures, "member-basket-en")
    shopper.to_pay()
    shopper.pays()
    shopper.number("paid")
    expect(page.locator(".number .earned")).to_contain_text("points collected")
    shot(page, pictures, "member-earned-en")
    shopper.button("Done").click()
    expect(page.locator(".idle")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(masked)

    (row,) = desk.members(phone_of(name))
    member_id = row["member_id"]
    assert (row["name"], row["phone"]) == (masked, phone)
    moves = until(page, lambda: desk.get(f"/api/members/{member_id}")["moves"], "the centre has the points")
    assert moves[0]["points"] == 289

    page.wait_for_timeout(1_100)  # a code names its second; the next one is another
    shows_code(engineer, name)
    expect(page.locator(".member .balance b")).to_have_text(str(before + 289))
    shopper.button("Go on shopping").click()
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    shopper.to_basket()
    page.locator(".member-bar .toggle").click()
    expect(page.locator(".checkout .total")).to_contain_text("You save")
    expect(page.locator(".member-bar .toggle")).to_have_attribute("aria-checked", "true")
    shot(page, pictures, "member-points-en")


def test_a_typed_phone_of_another_store_earns_and_a_sent_code_proves_it(
    shopper: Shopper, engineer: Engineer, pictures: Path
) -> None:
    page = shopper.page
    shopper.button("touch anywhere").click()
    engineer.scan(TOWEL.gtin)
    shopper.sees_product(TOWEL.en)
    shopper.to_basket()
    page.locator(".member-bar .who").click()
    shot(page, pictures, "member-ask-en")
    types(page, THERE)
    shopper.button("Collect points with this number").click()
    expect(page.locator(".member .card-of")).to_contain_text("154****1074")
    expect(page.locator(".member")).not_to_contain_text("方")
    expect(page.locator(".member .balance")).to_have_count(0)
    shot(page, pictures, "member-typed-en")
    shopper.button("Text a code").click()
    message = engineer.page.locator(".messages li").first
    expect(message).to_contain_text("154****1074")
    code = re.findall(r"\b\d{6}\b", message.inner_text())[-1]
    shot(engineer.page, pictures, "lab-phones-en")
    types(page, code)
    expect(page.locator(".member .name")).to_have_text("Hello, 方**")
    expect(page.locator(".member .balance b")).to_be_visible()


def test_who_is_new_signs_up_and_is_told_apart_in_chinese(
    open_page: OpenPage, shopper: Shopper, pictures: Path
) -> None:
    shopper.page.close()
    page = open_page("kiosk", "zh")
    page.locator(".idle .start").click()
    page.locator(".basket-bar").click()
    page.evaluate("fetch('/api/kiosk/add', {method: 'POST', headers: {'Content-Type': 'application/json'}, "
                  f"body: JSON.stringify({{sku: '{TOWEL.sku}'}})}})")  # fmt: skip
    expect(page.locator("main.basket .line")).to_have_count(1)
    page.locator(".member-bar .who").click()
    types(page, "19912345678")
    page.get_by_role("button", name="用这个号记积分").click()
    expect(page.locator(".member .note")).to_contain_text("这个号还不是会员")
    shot(page, pictures, "member-join-zh")
    page.get_by_role("button", name="加入会员").click()
    expect(page.locator(".member .card-of")).to_contain_text("199****5678")
    shot(page, pictures, "member-typed-zh")
    page.get_by_role("button", name="好，接着买").click()
    expect(page.locator(".member-bar")).to_contain_text("这一单会记积分")
    shot(page, pictures, "member-basket-zh")


def test_a_coupon_of_the_head_office_is_taken_off_at_the_kiosk(
    office: HeadOffice, shopper: Shopper, engineer: Engineer, pictures: Path
) -> None:
    page = office.page
    name, _ = phone_on(engineer.page.locator(".phones .chip").last)
    office.goes("Members")
    page.get_by_role("searchbox").fill(phone_of(name))
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("button", name="Give a coupon").click()
    give = page.get_by_role("button", name="Give it")
    give.click()
    expect(page.locator(".sheet .wrong")).to_have_count(4)
    page.get_by_label("Name in Chinese").fill("秋天见")
    page.get_by_label("Name in English").fill("See you in autumn")
    page.get_by_label("Takes off").fill("30")
    page.get_by_label("From a basket of").fill("200")
    expect(page.locator(".sheet .note")).to_contain_text("¥30.00 off a basket from ¥200.00")
    shot(page, pictures, "hub-coupon-en")
    give.click()
    office.hears("on its way")
    expect(page.locator(".ledger li").filter(has_text="See you in autumn")).to_contain_text("by 许知行")

    shows_code(engineer, name)
    shopper.button("Go on shopping").click()
    engineer.scan(HOODIE.gtin)
    shopper.sees_product(HOODIE.en)
    shopper.to_basket()
    chip = shopper.page.locator(".coupon").filter(has_text="See you in autumn")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(shopper.page.locator(".checkout .total")).to_contain_text("You save ¥30")
    shot(shopper.page, pictures, "member-coupon-en")


def test_a_manager_erases_a_person_everywhere(open_page: OpenPage, desk: Desk, pictures: Path) -> None:
    page = open_page("till")
    Cashier(page).signs_in(MANAGER, PIN)
    (row,) = desk.members(named())
    page.locator(".member input").fill(named())
    page.locator(".member form button").click()
    expect(page.locator(".next .member .who")).to_contain_text("**")
    shot(page, pictures, "till-member-en")
    page.get_by_role("button", name="Erase this person").click()
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.locator(".next .member form")).to_be_visible()
    sheet = until(
        page,
        lambda: (found := desk.get(f"/api/members/{row['member_id']}"))["reach"] and found,
        "the centre heard of it",
    )
    assert (sheet["member"]["erased"], sheet["member"]["name"], sheet["member"]["phone"]) == (True, "", "")
    assert sheet["reach"][0]["state"] == "done"
    assert desk.members(named()) == []
    page.locator(".member input").fill(named())
    page.locator(".member form button").click()
    expect(page.locator(".next .member .note")).to_contain_text("Nobody is known")


def listed() -> list[dict[str, str]]:
    """The members of the seeds."""
    with (ROOT / "seeds" / "members.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def phone_of(name: str) -> str:
    return next(row["phone"] for row in listed() if row["name"] == name)


def named() -> str:
    """The phone of the fourth member of the seeds, who is at home in the first store."""
    return listed()[3]["phone"]
