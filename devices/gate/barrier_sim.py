"""A virtual barrier: a relay board that speaks Modbus RTU, and a boom that takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from devices.device import Watchers
from devices.framing import RtuFramer
from devices.gate.modbus import (
    READ_INPUTS,
    WRITE_COIL,
    Answer,
    Inputs,
    ReadInputs,
    Refusal,
    Request,
    WriteCoil,
    answer_bytes,
    read_request,
    request_length,
)
from devices.gate.options import BarrierOptions
from devices.link import MemoryLine
from edge.app.ports import Clock

BoomState = Literal["closed", "opening", "open", "closing"]
INPUTS, COILS = 8, 8  # of a common board
NO_SUCH_ADDRESS = 2
PAST_S = 0.01  # a turn is told when it is surely past


class Boom:
    """Where the boom is at a moment. A pulse opens it from where it stands; it closes after a while."""

    def __init__(self, *, travel_s: float, hold_s: float) -> None:
        self._travel_s, self._hold_s = travel_s, hold_s
        self._pulsed_at: float | None = None
        self._from = 0.0

    def pulse(self, now: float) -> None:
        self._from, self._pulsed_at = self.position(now), now

    def position(self, now: float) -> float:
        """0.0 closed, 1.0 open."""
        if self._pulsed_at is None:
            return 0.0
        opens, closes, _ = self.turns()
        if now < opens:
            return self._from + (now - self._pulsed_at) / self._travel_s
        return min(1.0, max(0.0, 1.0 - (now - closes) / self._travel_s))

    def state(self, now: float) -> BoomState:
        if self._pulsed_at is None:
            return "closed"
        opens, closes, closed = self.turns()
        if now < opens:
            return "opening"
        if now < closes:
            return "open"
        return "closing" if now < closed else "closed"

    def turns(self) -> tuple[float, float, float]:
        """When it is open, begins to close, is closed, for the last pulse."""
        opens = (self._pulsed_at or 0.0) + (1.0 - self._from) * self._travel_s
        return opens, opens + self._hold_s, opens + self._hold_s + self._travel_s


class RelayBarrier:
    """The board and its boom on the device's end of a memory line. `jammed`: the motor hums, no more."""

    kind = "barrier"

    def __init__(self, line: MemoryLine, options: BarrierOptions, clock: Clock) -> None:
        self._line, self._options, self._clock = line, options, clock
        self._framer = RtuFramer(request_length)
        self._boom = Boom(travel_s=options.travel_s, hold_s=options.hold_s)
        self._coils = [False] * max(COILS, options.open_coil + 1)
        self._watchers = Watchers()
        self._timers: tuple[asyncio.TimerHandle, ...] = ()
        self.jammed = False
        self.pulses = 0
        line.device.listen(self._heard)

    @property
    def plugged(self) -> bool:
        return self._line.plugged

    @property
    def state(self) -> BoomState:
        return self._boom.state(self._clock.monotonic())

    @property
    def held(self) -> bool:
        """Whether the relay that opens is closed."""
        return self._coils[self._options.open_coil]

    async def set_plugged(self, *, plugged: bool) -> None:
        (self._line.plug if plugged else self._line.unplug)()
        self._watchers.tell()

    def watch(self, changed: Callable[[], None]) -> None:
        self._watchers.add(changed)

    def _heard(self, data: bytes) -> None:
        for frame in self._framer.feed(data):
            request = read_request(frame)
            if request is not None and request.unit == self._options.unit:
                self._line.device.put(answer_bytes(self._answer(request)))

    def _answer(self, request: Request) -> Answer:
        match request:
            case ReadInputs(unit=unit, first=first, count=count):
                switches = self._switches()
                if first + count > len(switches):
                    return Refusal(unit=unit, function=READ_INPUTS, code=NO_SUCH_ADDRESS)
                return Inputs(unit=unit, values=tuple(switches[first : first + count]))
            case WriteCoil(unit=unit, coil=coil, on=on):
                if coil >= len(self._coils):
                    return Refusal(unit=unit, function=WRITE_COIL, code=NO_SUCH_ADDRESS)
                rising = on and not self._coils[coil]
                self._coils[coil] = on
                if rising and coil == self._options.open_coil:
                    self._pulsed()
                return request

    def _switches(self) -> list[bool]:
        options, state = self._options, self.state
        switches = [False] * max(INPUTS, options.open_input + 1, options.closed_input + 1)
        switches[options.open_input] = state == "open"
        switches[options.closed_input] = state == "closed"
        return switches

    def _pulsed(self) -> None:
        self.pulses += 1
        if self.jammed:
            return
        now = self._clock.monotonic()
        self._boom.pulse(now)
        loop = asyncio.get_running_loop()
        for timer in self._timers:
            timer.cancel()
        self._timers = tuple(
            loop.call_later(turn - now + PAST_S, self._watchers.tell)
            for turn in self._boom.turns()
            if turn > now
        )
        self._watchers.tell()
