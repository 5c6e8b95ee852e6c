"""The barrier's driver, with the virtual board and boom at the far end: one pulse a car, told true."""

from __future__ import annotations

import asyncio

import pytest

from devices.framing import RtuFramer
from devices.gate.barrier import ModbusBarrier
from devices.gate.barrier_sim import Boom, RelayBarrier
from devices.gate.modbus import WriteCoil, read_request, request_length
from devices.gate.options import BarrierOptions
from devices.link import Faults, MemoryLine
from edge.app.ports import Finished
from edge.domain.effect import GATE_MS
from edge.errors import DeviceError, Retry
from tests.devices.chance import seeded
from tests.devices.desk import Desk, config, ends, part, running, soon
from tests.devices.goods import CAR, RECEIPT, effect
from tests.devices.virtual_time import virtual_time

DONE = Finished(outcome="done")


def barrier_on(
    line: MemoryLine, desk: Desk, options: BarrierOptions | None = None
) -> tuple[ModbusBarrier, RelayBarrier]:
    chosen = options or BarrierOptions()
    made = config("barrier.modbus", options=chosen)
    return ModbusBarrier(made, chosen, desk.ports, line.host), RelayBarrier(line, chosen, desk.clock)


async def opened(driver: ModbusBarrier, desk: Desk, last_ms: int = GATE_MS) -> Finished:
    return await driver.perform(effect(CAR, now_ms=desk.clock.now_ms(), last_ms=last_ms))


@virtual_time
async def test_a_car_gets_one_pulse_and_the_boom_is_seen_open() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    seen: list[str] = []
    sim.watch(lambda: seen.append(sim.state))
    async with part(driver):
        await desk.said("ok")
        before = desk.clock.monotonic()
        assert await opened(driver, desk) == DONE
        assert 1.5 <= desk.clock.monotonic() - before < 2.5
        assert (sim.state, sim.pulses, sim.held) == ("open", 1, False)
        await soon_closed(sim)
    assert seen == ["opening", "open", "closing", "closed"]


async def soon_closed(sim: RelayBarrier) -> None:
    async with asyncio.timeout(60):
        while sim.state != "closed":  # noqa: ASYNC110 - virtual time passes
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.1)


@virtual_time
async def test_through_the_registry() -> None:
    desk = Desk()
    options = BarrierOptions(unit=9, open_coil=3, open_input=6, closed_input=2)
    async with running(desk, config("barrier.modbus", options=options)) as device:
        assert isinstance(device.performer, ModbusBarrier)
        assert await opened(device.performer, desk) == DONE
        assert isinstance(device.sim, RelayBarrier)
        assert device.sim.state == "open"


@virtual_time
async def test_an_effect_of_another_kind_is_missed() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    async with part(driver):
        other = effect(RECEIPT, now_ms=desk.clock.now_ms(), last_ms=GATE_MS)
        assert (await driver.perform(other)).outcome == "missed"
    assert sim.pulses == 0


@virtual_time
async def test_with_its_plug_pulled_it_is_missed_well_before_the_deadline() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    await sim.set_plugged(plugged=False)
    async with part(driver) as task:
        assert isinstance(await ends(task), DeviceError)
    before = desk.clock.monotonic()
    assert await opened(driver, desk) == Finished(outcome="missed", note="no_line")
    assert desk.clock.monotonic() - before < 2.0
    assert sim.pulses == 0


@virtual_time
async def test_a_line_that_comes_back_in_time_still_opens() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    opening = asyncio.create_task(opened(driver, desk))
    await asyncio.sleep(0)
    async with part(driver):
        assert await opening == DONE
    assert sim.pulses == 1


@virtual_time
async def test_a_jammed_boom_is_missed_and_not_pulsed_again() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    sim.jammed = True
    async with part(driver):
        before = desk.clock.now_ms()
        assert await opened(driver, desk) == Finished(outcome="missed", note="stayed_closed")
        assert desk.clock.now_ms() - before < GATE_MS
    assert (sim.pulses, sim.held) == (1, False)


@virtual_time
async def test_a_slow_boom_still_between_its_switches_is_unknown() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk, BarrierOptions(travel_s=9.0))
    async with part(driver):
        assert await opened(driver, desk) == Finished(outcome="unknown", note="not_seen_open")
    assert sim.pulses == 1


@virtual_time
async def test_a_plug_pulled_right_after_the_pulse_is_unknown_and_the_relay_is_let_go_when_it_is_back() -> (
    None
):
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    async with part(driver) as task:
        await desk.said("ok")
        opening = asyncio.create_task(opened(driver, desk))
        await soon(lambda: sim.held)
        await sim.set_plugged(plugged=False)
        assert await opening == Finished(outcome="unknown", note="not_seen_open")
        assert isinstance(await ends(task), DeviceError)
    assert still_held(sim)
    await sim.set_plugged(plugged=True)
    desk.reports.clear()
    async with part(driver):
        await desk.said("ok")
        assert not still_held(sim)
    assert sim.pulses == 1


def still_held(sim: RelayBarrier) -> bool:
    return sim.held


@virtual_time
async def test_a_boom_last_seen_closed_before_its_line_broke_is_unknown_all_the_same() -> None:
    desk = Desk()
    driver, sim = barrier_on(MemoryLine(), desk)
    sim.jammed = True
    async with part(driver):
        await desk.said("ok")
        began = desk.clock.monotonic()
        opening = asyncio.create_task(opened(driver, desk))
        await soon(lambda: desk.clock.monotonic() > began + 1.0)
        await sim.set_plugged(plugged=False)
        assert await opening == Finished(outcome="unknown", note="not_seen_open")


class DeafBoard:
    """Does what it is told and loses its answers: the pulses are counted at the relay."""

    def __init__(self, line: MemoryLine, *, answers: int) -> None:
        self._line, self._answers = line, answers
        self._framer = RtuFramer(request_length)
        self.pulses = 0
        line.device.listen(self._heard)

    def _heard(self, data: bytes) -> None:
        for frame in self._framer.feed(data):
            request = read_request(frame)
            self.pulses += isinstance(request, WriteCoil) and request.on
            if self._answers > 0:
                self._answers -= 1
                self._line.device.put(frame if isinstance(request, WriteCoil) else CLOSED)


CLOSED = bytes.fromhex("010201022049")  # closed, not open


@virtual_time
async def test_a_pulse_without_an_answer_is_never_given_twice() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, _ = barrier_on(line, desk)
    board = DeafBoard(line, answers=2)  # to the release and the first look, then none
    async with part(driver):
        await desk.said("ok")
        assert await opened(driver, desk) == Finished(outcome="unknown", note="not_seen_open")
    assert board.pulses == 1


@virtual_time
async def test_a_board_that_refuses_needs_a_person_and_the_car_is_missed() -> None:
    desk = Desk()
    line = MemoryLine()
    options = BarrierOptions(open_coil=200)
    driver = ModbusBarrier(config("barrier.modbus", options=options), options, desk.ports, line.host)
    RelayBarrier(line, BarrierOptions(), desk.clock)
    async with part(driver) as task:
        error = await ends(task)
    assert isinstance(error, DeviceError)
    assert error.retry is Retry.PERMANENT
    assert "no such coil" in str(error)


@virtual_time
async def test_a_silent_board_is_an_error_that_says_what_to_check() -> None:
    desk = Desk()
    line = MemoryLine()
    driver, _ = barrier_on(line, desk)
    line.stall()
    async with part(driver) as task:
        assert "check its power and wiring" in str(await ends(task))


@pytest.mark.parametrize("seed", range(12))
def test_on_a_bad_line_a_car_gets_one_pulse_and_done_is_never_a_guess(seed: int) -> None:
    @virtual_time
    async def scene() -> None:
        desk = Desk()
        faults = Faults(drop=0.05, split=0.3, corrupt=0.1)
        driver, sim = barrier_on(MemoryLine(faults=faults, chance=seeded(seed)), desk)
        sim.jammed = seed % 2 == 1
        opening = asyncio.create_task(opened(driver, desk))
        while not opening.done():
            async with part(driver) as task:
                await asyncio.wait([opening, task], return_when=asyncio.FIRST_COMPLETED)
        assert sim.pulses <= 1
        if (await opening).outcome == "done":
            assert sim.state == "open"

    scene()


def test_the_boom_moves_at_its_pace_and_turns_round_where_it_is() -> None:
    boom = Boom(travel_s=2.0, hold_s=4.0)
    assert boom.state(0.0) == "closed"
    boom.pulse(10.0)
    assert [boom.state(at) for at in (10.0, 11.9, 12.0, 15.9, 16.0, 17.9, 18.0, 99.0)] == [
        "opening",
        "opening",
        "open",
        "open",
        "closing",
        "closing",
        "closed",
        "closed",
    ]
    assert boom.position(11.0) == pytest.approx(0.5)
    boom.pulse(17.0)  # half closed
    assert boom.position(17.0) == pytest.approx(0.5)
    assert boom.state(17.5) == "opening"
    assert boom.state(18.0) == "open"
    boom.pulse(19.0)  # held open for the next car
    assert boom.state(22.9) == "open"
