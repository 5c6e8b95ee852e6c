"""The driver of a barrier behind a Modbus RTU relay board.

A car gets one pulse, ever. What the limit switches say afterwards is the outcome; nothing is guessed.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Literal

from devices.device import Device, DevicePorts, line_to, typed
from devices.framing import RtuFramer
from devices.gate.barrier_sim import RelayBarrier
from devices.gate.modbus import (
    Answer,
    Inputs,
    ReadInputs,
    Refusal,
    Request,
    WriteCoil,
    answer_length,
    answers,
    read_answer,
    refused,
    request_bytes,
)
from devices.gate.options import BarrierOptions
from devices.link import Link
from edge.app.ports import Finished
from edge.config import DeviceConfig
from edge.domain.effect import Effect, OpenBarrier
from edge.errors import DeviceError

ANSWER_S = 0.5  # a board answers within a few character times
WATCH_EVERY_S = 2.0  # an idle board is asked this often: a pulled plug is known before the next car
LOOK_EVERY_S = 0.1
LINE_WAIT_S = 1.5  # a line that is being taken up again gets this long
RELEASE_TRIES = 3  # letting go of the relay harms nobody, holding it keeps the boom up
SPARE_MS = 300  # of the deadline, so that the outcome is known before it

log = logging.getLogger(__name__)


class ModbusBarrier:
    """One board, one conversation at a time: the watch of `run` and the pulse of `perform` take turns."""

    def __init__(self, config: DeviceConfig, options: BarrierOptions, ports: DevicePorts, link: Link) -> None:
        self.name = config.id
        self._options, self._ports, self._link = options, ports, link
        self._framer = RtuFramer(answer_length)
        self._turn = asyncio.Lock()
        self._ready = asyncio.Event()

    async def run(self) -> None:
        """Until the board is silent, refuses or its line breaks (`DeviceError`)."""
        async with self._turn:
            await self._link.open()
        try:
            await self._coil(on=False)  # whatever happened before, the relay is let go
            await self._limits()
            self._ready.set()
            self._ports.report(self.name, "ok")
            while True:
                await asyncio.sleep(WATCH_EVERY_S)
                await self._limits()
        finally:
            self._ready.clear()
            await self._link.close()

    async def perform(self, effect: Effect) -> Finished:
        """Open for one car: done when the boom stands open, missed when it surely did not move."""
        if not isinstance(effect.payload, OpenBarrier):
            return Finished(outcome="missed", note="no_such_effect_here")
        left_s = (effect.deadline_ms - SPARE_MS - self._ports.clock.now_ms()) / 1000
        if left_s <= 0:
            return Finished(outcome="missed", note="too_late")
        attempt = Attempt()
        try:
            async with asyncio.timeout(left_s):
                await self._open(attempt)
        except TimeoutError:
            pass
        finished = attempt.outcome()
        if finished.outcome != "done":
            log.warning("%s: %s for %s: %s", self.name, finished.outcome, effect.payload.plate, finished.note)
        return finished

    async def _open(self, attempt: Attempt) -> None:
        try:
            async with asyncio.timeout(LINE_WAIT_S):
                await self._ready.wait()
        except TimeoutError:
            return
        await self._pulse(attempt)
        while attempt.pulse != "refused" and attempt.limits != "open":
            try:
                attempt.limits = await self._limits()
            except DeviceError:
                attempt.limits = "unseen"
            await asyncio.sleep(LOOK_EVERY_S)

    async def _pulse(self, attempt: Attempt) -> None:
        attempt.pulse = "sent"
        try:
            await self._coil(on=True)
            attempt.pulse = "taken"
            await asyncio.sleep(self._options.pulse_ms / 1000)
        except BoardRefused:
            attempt.pulse = "refused"
        except DeviceError as error:
            log.warning("%s: the pulse was not answered: %s", self.name, error)
        finally:
            await self._release()

    async def _release(self) -> None:
        for _ in range(RELEASE_TRIES):
            try:
                await self._coil(on=False)
            except DeviceError:
                continue
            return
        log.warning("%s: the relay may still be held; it is let go when the line is back", self.name)

    async def _limits(self) -> Limits:
        """What the two limit switches say."""
        options = self._options
        first = min(options.open_input, options.closed_input)
        count = abs(options.open_input - options.closed_input) + 1
        answer = await self._asked(ReadInputs(unit=options.unit, first=first, count=count))
        values = answer.values if isinstance(answer, Inputs) else ()
        if values[options.open_input - first]:
            return "open"
        return "closed" if values[options.closed_input - first] else "between"

    async def _coil(self, *, on: bool) -> None:
        await self._asked(WriteCoil(unit=self._options.unit, coil=self._options.open_coil, on=on))

    async def _asked(self, request: Request) -> Answer:
        async with self._turn:
            self._framer.reset()
            await self._link.write(request_bytes(request))
            try:
                async with asyncio.timeout(ANSWER_S):
                    return await self._answer(request)
            except TimeoutError:
                cure = "check its power and wiring, and unit and baud in its configuration"
                raise DeviceError(f"The relay board of {self.name} does not answer: {cure}.") from None

    async def _answer(self, request: Request) -> Answer:
        while True:
            for frame in self._framer.feed(await self._link.read()):
                answer = read_answer(frame)
                if answer is None or not answers(request, answer):
                    continue  # a late answer to an earlier question, or another board's
                if isinstance(answer, Refusal):
                    raise BoardRefused(str(refused(answer)), retry=refused(answer).retry)
                return answer


class BoardRefused(DeviceError):
    """The board understood the request and did not do it."""


Limits = Literal["open", "closed", "between", "unseen"]


@dataclass(slots=True, kw_only=True)
class Attempt:
    """What is known of one opening so far; `limits` is the last look, after the pulse."""

    pulse: Literal["none", "sent", "taken", "refused"] = "none"
    limits: Limits = "unseen"

    def outcome(self) -> Finished:
        if self.limits == "open":
            return Finished(outcome="done")
        if self.pulse in ("none", "refused"):
            return Finished(outcome="missed", note="no_line" if self.pulse == "none" else "board_refused")
        if self.limits == "closed":
            return Finished(outcome="missed", note="stayed_closed")
        return Finished(outcome="unknown", note="not_seen_open")


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A barrier on a serial port, behind a serial server, or virtual."""
    options = typed(config, BarrierOptions)
    line = line_to(config.link)
    sim = RelayBarrier(line.memory, options, ports.clock) if line.memory else None
    driver = ModbusBarrier(config, options, ports, line.link)
    return Device(part=driver, performer=driver, sim=sim)
