"""The printer's driver, with the virtual printer at the far end: every receipt is told true."""

from __future__ import annotations

import asyncio
from xml.etree import ElementTree as ET

import msgspec
import pytest

from devices.link import MemoryLine
from devices.pos.options import Confirm, PrinterOptions
from devices.pos.paper import MARKS_MAX, Paper
from devices.pos.printer import JOBS_MAX, EscPosPrinter
from devices.pos.printer_codec import Status, sensor_byte
from devices.pos.printer_sim import PaperPrinter
from devices.pos.receipt import AGAIN
from devices.pos.thermal import Cut, Mark, Printed, PrintedQr, Run
from edge.app.ports import Finished
from edge.domain.effect import Print
from edge.errors import DeviceError
from tests.devices.desk import Desk, config, ends, part, running, soon
from tests.devices.goods import CAR, RECEIPT, effect
from tests.devices.virtual_time import virtual_time

DONE = Finished(outcome="done")
LAST_MS = 600_000


def printer_on(
    line: MemoryLine, desk: Desk, confirm: Confirm = "paper_sensor"
) -> tuple[EscPosPrinter, PaperPrinter]:
    options = PrinterOptions(confirm=confirm)
    made = config("printer.escpos", options=options)
    return EscPosPrinter(made, options, desk.ports, line.host), PaperPrinter(line, columns=48)


async def printed(
    driver: EscPosPrinter, desk: Desk, job: Print = RECEIPT, last_ms: int = LAST_MS
) -> Finished:
    return await driver.perform(effect(job, now_ms=desk.clock.now_ms(), last_ms=last_ms))


def texts(sim: PaperPrinter) -> list[list[str]]:
    """The strips of paper as lines of text."""
    return [
        ["".join(run.text for run in mark.runs) for mark in strip if isinstance(mark, Printed)]
        for strip in sim.marks()
    ]


@pytest.mark.parametrize("confirm", ["paper_sensor", "job_id"])
def test_a_receipt_is_printed_and_confirmed(confirm: Confirm) -> None:
    @virtual_time
    async def scene() -> None:
        desk = Desk()
        driver, sim = printer_on(MemoryLine(), desk, confirm)
        async with part(driver):
            assert await printed(driver, desk) == DONE
            assert await printed(driver, desk) == DONE
        first, second = texts(sim)
        assert first == second
        assert "K7P-0042" in first
        assert not any(AGAIN in line for line in first)
        assert any(isinstance(mark, PrintedQr) and mark.data == "K7P-0042" for mark in sim.marks()[0])
        assert sim.unknown == ()
        assert desk.reports == [("device-1", "ok", "")]

    scene()


@virtual_time
async def test_through_the_registry_the_paper_can_be_seen() -> None:
    desk = Desk()
    async with running(desk, config("printer.escpos")) as device:
        assert isinstance(device.performer, EscPosPrinter)
        assert await printed(device.performer, desk) == DONE
        assert isinstance(device.sim, PaperPrinter)
        assert "K7P-0042" in device.sim.paper()


@virtual_time
async def test_an_effect_of_another_kind_is_missed() -> None:
    desk = Desk()
    driver, _ = printer_on(MemoryLine(), desk)
    async with part(driver):
        other = effect(CAR, now_ms=desk.clock.now_ms(), last_ms=LAST_MS)
        assert (await driver.perform(other)).outcome == "missed"


@virtual_time
async def test_without_paper_the_job_waits_for_the_new_roll() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.load_paper(0)
    async with part(driver):
        job = asyncio.create_task(printed(driver, desk))
        await desk.said("needs_person", "printer_paper_out")
        assert sim.length == 0
        sim.load_paper()
        assert await job == DONE
        await desk.said("ok")
    assert len(texts(sim)) == 1


@virtual_time
async def test_paper_that_ends_in_the_middle_is_gone_on_with_and_not_begun_again() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.load_paper(10)
    async with part(driver):
        job = asyncio.create_task(printed(driver, desk))
        await desk.said("needs_person", "printer_paper_out")
        assert sim.length == 10
        sim.load_paper(100)
        assert await job == DONE
    (strip,) = texts(sim)
    assert strip.count("K7P-0042") == 1


@virtual_time
async def test_an_open_cover_and_little_paper_are_told_while_idle() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    async with part(driver):
        await desk.said("ok")
        sim.open_cover(opened=True)
        await desk.said("needs_person", "printer_cover_open")
        sim.open_cover(opened=False)
        await desk.said("ok")
        sim.load_paper(32)
        assert await printed(driver, desk) == DONE
        await desk.said("degraded", "printer_paper_low")


@virtual_time
async def test_a_job_that_finds_no_paper_by_its_deadline_is_missed() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.load_paper(0)
    async with part(driver):
        assert await printed(driver, desk, last_ms=5_000) == Finished(
            outcome="missed", note="printer_paper_out"
        )
        sim.load_paper()
        assert await printed(driver, desk) == DONE
    assert len(texts(sim)) == 1


@virtual_time
async def test_a_job_half_printed_at_its_deadline_is_unknown() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.load_paper(5)
    async with part(driver):
        assert await printed(driver, desk, last_ms=5_000) == Finished(
            outcome="unknown", note="printer_paper_out"
        )


@virtual_time
async def test_a_printer_that_never_confirms_leaves_the_job_unknown() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.confirms = False
    async with part(driver):
        assert await printed(driver, desk) == Finished(outcome="unknown", note="not_confirmed")


@virtual_time
async def test_a_late_confirmation_of_one_job_is_none_of_the_next() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, sim = printer_on(line, desk)
    sim.confirms = False
    async with part(driver):
        assert (await printed(driver, desk)).note == "not_confirmed"
        line.device.put(sensor_byte(Status()))
        assert (await printed(driver, desk)).note == "not_confirmed"


@virtual_time
async def test_unplugged_in_the_middle_the_job_is_kept_and_its_second_print_says_so() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    sim.load_paper(7)
    async with part(driver) as task:
        job = asyncio.create_task(printed(driver, desk))
        await desk.said("needs_person", "printer_paper_out")
        await sim.set_plugged(plugged=False)
        assert isinstance(await ends(task), DeviceError)
    assert not job.done()
    await sim.set_plugged(plugged=True)
    sim.load_paper()
    async with part(driver):
        assert await job == DONE
    assert sim.length > 7
    lines = [line for strip in texts(sim) for line in strip]
    assert sum(AGAIN in line for line in lines) == 1
    assert lines.count("K7P-0042") == 2


@virtual_time
async def test_a_line_that_breaks_every_time_ends_in_unknown_and_not_in_a_roll_of_receipts() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, sim = printer_on(line, desk)
    sim.confirms = False
    job = asyncio.create_task(printed(driver, desk))
    for _ in range(5):
        before = sim.length
        async with part(driver) as task:
            await soon(lambda: sim.length > before or job.done())  # noqa: B023 - awaited at once
            line.unplug()
            await ends(task)
        line.plug()
        if job.done():
            break
    async with part(driver):
        assert await job == Finished(outcome="unknown", note="tried_enough")
    assert [line for strip in texts(sim) for line in strip].count("K7P-0042") == 3


@virtual_time
async def test_a_silent_printer_is_an_error_that_says_what_to_do() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, _ = printer_on(line, desk)
    line.stall()
    async with part(driver) as task:
        assert "switch it on" in str(await ends(task))


@virtual_time
async def test_without_a_line_jobs_are_missed_at_their_deadline_and_their_queue_is_bounded() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    jobs = [asyncio.create_task(printed(driver, desk, last_ms=2_000)) for _ in range(JOBS_MAX + 2)]
    assert await asyncio.gather(*jobs) == [Finished(outcome="missed", note="no_line")] * (JOBS_MAX + 2)
    async with part(driver):
        assert await printed(driver, desk) == DONE
    assert len(texts(sim)) == 1


@virtual_time
async def test_an_effect_past_its_deadline_is_missed() -> None:
    desk = Desk()
    driver, sim = printer_on(MemoryLine(), desk)
    async with part(driver):
        await desk.said("ok")
        assert (await printed(driver, desk, last_ms=-1)).outcome == "missed"
    assert sim.length == 0


def test_the_paper_is_a_document_with_its_code_drawn_and_its_length_bounded() -> None:
    paper = Paper(48)
    marks: list[Mark] = [
        Printed(runs=(Run(text="<合计> & Total", bold=True),), align="center"),
        PrintedQr(data="K7P-0042", module=6, align="center"),
        Printed(runs=()),
        Cut(),
    ]
    for _ in range(MARKS_MAX):
        for mark in marks:
            paper.add(mark)
    root = ET.fromstring(paper.svg())  # noqa: S314 - our own document
    svg = "{http://www.w3.org/2000/svg}"
    assert len(paper.strips()) == MARKS_MAX / len(marks)
    assert paper.length == MARKS_MAX * len(marks)
    words = [word.text for word in root.iter(f"{svg}text")]
    assert words[:7] == ["<", "合", "计", ">", "&", "Total", "<"]
    assert any("scale(4.32)" in path.get("transform", "") for path in root.iter(f"{svg}path"))


def test_empty_paper_is_a_document_too() -> None:
    assert ET.fromstring(Paper(32).svg()).tag.endswith("svg")  # noqa: S314 - our own document


def test_receipts_with_a_mark_from_before_keep_it() -> None:
    @virtual_time
    async def scene() -> None:
        desk = Desk()
        driver, sim = printer_on(MemoryLine(), desk)
        async with part(driver):
            assert await printed(driver, desk, msgspec.structs.replace(RECEIPT, again=True)) == DONE
        assert AGAIN in texts(sim)[0][0]

    scene()
