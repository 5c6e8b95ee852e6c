"""Members and workers at the head office: found without a trace, erased with a reason; shards in sight."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.clientele import GONE, LIN, OWES, PHONE
from tests.browser.conftest import OpenPage
from tests.browser.people import Cashier, HeadOffice
from tests.browser.test_members import MANAGER, PIN, listed

pytestmark = pytest.mark.browser
LEASED = 257
LONG_MS = 184_000


def finds(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("searchbox").press("Enter")


def test_a_member_is_found_looked_at_and_erased_to_the_last_store(
    office: HeadOffice, open_page: OpenPage
) -> None:
    page = office.page
    person = listed()[6]
    phone, name = person["phone"], person["name"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    office.goes("Members")
    finds(page, phone)
    expect(page.locator("h1")).to_have_text(f"{name[0]}**")
    expect(page.locator(".facts").first).to_contain_text(f"{phone[:3]}****{phone[-4:]}")
    expect(page.locator("body")).not_to_contain_text(phone)
    expect(page.locator("body")).not_to_contain_text(name)
    expect(page.locator(".panel").filter(has_text="Seen in")).to_contain_text("Chengji Lakeside")
    page.get_by_role("button", name="Erase this person").click()
    erase = page.get_by_role("button", name="Erase for good")
    expect(erase).to_be_disabled()
    page.get_by_label(re.compile("In words")).fill(f"{name} asked")
    page.get_by_label(re.compile("to confirm")).fill(phone[-4:])
    erase.click()
    expect(page.locator(".sheet [role=alert]")).to_contain_text("Leave names")
    page.get_by_label(re.compile("In words")).fill("ticket 2026-118")
    erase.click()
    office.hears("every store follows")
    expect(page.locator("h1")).to_have_text("Erased member")
    reached = page.locator(".reached")
    expect(reached).to_contain_text("by 许知行: The person asked")
    expect(reached).to_contain_text("ticket 2026-118")
    expect(reached).to_contain_text("Every store has done it")
    expect(reached.locator("li")).to_have_text(re.compile("Chengji Lakeside.*Done, it took"))
    assert asked
    assert not [url for url in (*asked, page.url) if phone in url]
    assert phone not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    till = open_page("till")
    Cashier(till).signs_in(MANAGER, PIN)
    till.locator(".member input").fill(phone)
    till.locator(".member form button").click()
    expect(till.locator(".next .member .note")).to_contain_text("Nobody is known")


def test_nobody_is_found_by_a_part_and_many_lines_are_turned_page_by_page(head_office: HeadOffice) -> None:
    page = head_office.page
    head_office.goes("Members")
    for text, words in (("林", "Type the whole phone"), ("154000", "Type the whole phone"), ("M1.x", "code")):
        finds(page, text)
        expect(page.locator("[role=alert]")).to_contain_text(words)
    finds(page, "15400009999")
    expect(page.locator("main")).to_contain_text("There is no such member")
    finds(page, LIN[:-2])
    expect(page.locator(".found-members .member-row")).to_have_count(3)
    finds(page, PHONE)
    expect(page.locator(".facts").first).to_contain_text("Gold")
    expect(page.locator(".aliases code")).to_have_count(1)
    lines = page.locator(".points .ledger li")
    expect(lines).to_have_count(20)
    expect(lines.first.locator(".moved")).to_contain_text("Balance 2,223")
    page.get_by_role("button", name="Earlier").click()
    page.get_by_role("button", name="Earlier").click()
    expect(lines).to_have_count(17)
    expect(lines.last.locator(".moved")).to_contain_text("Balance 30")
    page.get_by_role("link", name="A6990").click()
    expect(page.locator("h1")).to_have_text("A6990")


def test_what_is_owed_and_who_is_not_forgotten_yet_is_listed(head_office: HeadOffice) -> None:
    page = head_office.page
    head_office.goes("Members")
    page.locator(".member-row").filter(has_text="Overdrawn by 20").click()
    expect(page).to_have_url(re.compile(OWES))
    expect(page.locator(".note.red")).to_contain_text("None can be spent until it is made up for")
    expect(page.locator(".ledger li").filter(has_text="while cut off")).to_contain_text("-60")
    page.get_by_role("link", name="Members").last.click()
    page.locator(".member-row").filter(has_text="1 store to go").click()
    expect(page).to_have_url(re.compile(GONE))
    reached = page.locator(".reached li")
    expect(reached).to_have_count(3)
    expect(reached.filter(has_text="Chengji Creekside")).to_contain_text("Silent for 9 min")
    expect(reached.filter(has_text="Chengji Lakeside")).to_contain_text("Done, it took 2 s")
    expect(page.get_by_role("button", name="Erase this person")).to_have_count(0)


def test_every_shard_is_in_sight_and_held(office: HeadOffice) -> None:
    page = office.page
    office.goes("Workers")
    expect(page.locator(".alarms .good")).to_contain_text("2 workers are at it; all 257 shards are held")
    expect(page.locator(".cell")).to_have_count(LEASED)
    expect(page.locator(".cell.free")).to_have_count(0)
    holders = {cell.get_attribute("data-holder") for cell in page.locator(".cell").all()}
    assert len(holders) == 2
    rows = page.locator(".crew-table tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.locator(".badge")).to_have_text(["At work", "At work"])
    store = page.locator(".table").last.locator("tbody tr").filter(has_text="Chengji Lakeside")
    expect(store).to_contain_text("All here")


def test_a_silent_worker_and_a_centre_without_any_are_said_with_their_cure(head_office: HeadOffice) -> None:
    page = head_office.page
    told: dict[str, Any] = page.request.get("/api/workers").json()
    one, two = told["workers"]
    gone = {key: two[key] for key in ("worker", "host", "pid")} | {"beat_ms": two["beat_ms"] - LONG_MS}
    free = len(two["held"])
    two.update(alive=False, held=[], lease_ms=0, beat_ms=gone["beat_ms"])
    told["crew"] = {"alive": 1, "free": free, "silent": [gone]}

    def tells(route: Route) -> None:
        answer = route.fetch(headers={**route.request.headers, "if-none-match": ""})
        whole = told if route.request.url.endswith("/workers") else {}
        route.fulfill(response=answer, json={**answer.json(), **whole, "crew": told["crew"]})

    page.route(re.compile("/api/(workers|overview)$"), tells)
    need = page.locator(".needs li").first
    expect(need).to_contain_text("The worker on centre-2 has been silent for 3 min")
    need.get_by_role("link").click()
    expect(page.locator(".alarms .amber").first).to_contain_text("Look at centre-2")
    expect(page.locator(".alarms .blue")).to_contain_text(f"{free} shards are free just now")
    expect(page.locator(".cell.free")).to_have_count(free)
    expect(page.locator(".crew-table tbody tr").filter(has_text="centre-2")).to_contain_text("Silent")
    one.update(alive=False, held=[], lease_ms=0)
    told["crew"] = {"alive": 0, "free": LEASED, "silent": []}
    expect(page.locator(".alarms [role=alert]")).to_contain_text("store-edge hub --worker-only")
    expect(page.locator(".cell.free")).to_have_count(LEASED)
    head_office.goes("Overview")
    expect(page.locator(".needs li").first).to_contain_text("No worker takes in what the stores send")
