"""The driver of an ESC/POS receipt printer: one owner task, the status read back around every job."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

import msgspec

from devices.device import Device, DevicePorts, line_to, typed
from devices.link import Link
from devices.pos.options import PrinterOptions
from devices.pos.printer_codec import (
    AnswerFramer,
    Ask,
    JobThrough,
    RealTime,
    Sensor,
    Status,
    ask,
    job_bytes,
    job_digits,
    status_of,
)
from devices.pos.printer_sim import PaperPrinter
from devices.pos.receipt import receipt
from edge.app.ports import Finished
from edge.config import DeviceConfig
from edge.domain.effect import Effect, Finish, Print
from edge.errors import DeviceError

ANSWER_S = 2.0  # a printer answers DLE EOT at once, even without paper
WATCH_EVERY_S = (
    3.0  # an idle printer is asked this often, so that paper is known to be out before it is needed
)
READY_EVERY_S = 0.5  # a printer that a person is busy with
THROUGH_EVERY_S = 0.1
THROUGH_S = 20.0  # a job on a printer without trouble
JOBS_MAX = 8  # waiting here; the rest wait in the store
TRIES_MAX = 3  # of one job, the second and third marked on the paper
SPARE_MS = 300  # of the deadline, so that the outcome is known before it

log = logging.getLogger(__name__)


class EscPosPrinter:
    """Jobs wait here while the paper is out or the line is down, until their deadline.

    One whose line broke in the middle is printed again, and says so on the paper.
    """

    def __init__(self, config: DeviceConfig, options: PrinterOptions, ports: DevicePorts, link: Link) -> None:
        self.name = config.id
        self._options, self._ports, self._link = options, ports, link
        self._framer = AnswerFramer()
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(maxsize=JOBS_MAX)
        self._job: Job | None = None
        self._through = False
        self._digits = ""

    async def run(self) -> None:
        """Until the printer is silent or its line breaks (`DeviceError`); the job in hand is kept."""
        self._framer.reset()
        await self._link.open()
        try:
            await self._status()
            while True:
                self._job = self._job or await self._next_job()
                if self._job is not None:
                    await self._print(self._job)
                    self._job = None
                await self._status()
        finally:
            await self._link.close()

    async def perform(self, effect: Effect) -> Finished:
        """Print by the deadline: done when the printer says so, missed when nothing was sent."""
        if not isinstance(effect.payload, Print):
            return Finished(outcome="missed", note="no_such_effect_here")
        left_s = (effect.deadline_ms - SPARE_MS - self._ports.clock.now_ms()) / 1000
        job = Job(effect_id=effect.effect_id, payload=effect.payload)
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                await self._jobs.put(job)
                return await job.finished
        except TimeoutError:
            # The time-out cancelled `finished`: nobody waits any more, and it is not begun again.
            return Finished(outcome="unknown" if job.tries else "missed", note=job.trouble or "no_line")

    async def _next_job(self) -> Job | None:
        """The next job that is still waited for; None when it is time to look after the printer."""
        try:
            async with asyncio.timeout(WATCH_EVERY_S):
                job = await self._jobs.get()
        except TimeoutError:
            return None
        return None if job.finished.done() else job

    async def _print(self, job: Job) -> None:
        while (status := await self._status()).trouble and not job.finished.done():
            job.trouble = status.trouble
            await asyncio.sleep(READY_EVERY_S)
        if job.finished.done():
            return
        if job.tries >= TRIES_MAX:
            job.finish("unknown", "tried_enough")
            return
        job.tries += 1
        payload = msgspec.structs.replace(job.payload, again=job.payload.again or job.tries > 1)
        blocks = receipt(payload, job_id=job.effect_id, columns=self._options.columns)
        self._digits, self._through = job_digits(job.effect_id), False
        await self._link.write(
            job_bytes(
                blocks, columns=self._options.columns, confirm=self._options.confirm, digits=self._digits
            )
        )
        await self._wait_through(job)

    async def _wait_through(self, job: Job) -> None:
        """A printer out of paper keeps the rest and goes on with the new roll: only a well one is timed."""
        healthy_since = self._ports.clock.monotonic()
        while not job.finished.done():
            status = await self._status()
            if self._through:
                job.finish("done", "")
                return
            now = self._ports.clock.monotonic()
            if status.trouble:
                job.trouble, healthy_since = status.trouble, now
            elif now - healthy_since > THROUGH_S:
                job.finish("unknown", "not_confirmed")
                return
            await asyncio.sleep(THROUGH_EVERY_S)

    async def _status(self) -> Status:
        """Ask for all four, tell the board, and take note of a job's end that comes in between."""
        bits: dict[Ask, int] = {}
        for what in Ask:
            await self._link.write(ask(what))
            bits[what] = await self._real_time()
        status = status_of(bits)
        if status.trouble:
            self._ports.report(self.name, "needs_person", status.trouble)
        elif status.paper_low:
            self._ports.report(self.name, "degraded", "printer_paper_low")
        else:
            self._ports.report(self.name, "ok")
        return status

    async def _real_time(self) -> int:
        found: int | None = None
        try:
            async with asyncio.timeout(ANSWER_S):
                while found is None:
                    for answer in self._framer.feed(await self._link.read()):
                        match answer:
                            case RealTime(bits=bits):
                                found = bits
                            case Sensor():
                                self._through |= self._options.confirm == "paper_sensor"
                            case JobThrough(digits=digits):
                                self._through |= digits == self._digits
        except TimeoutError:
            cure = "switch it on, check its cable and baud"
            raise DeviceError(f"The printer {self.name} does not answer: {cure}.") from None
        return found


@dataclass(slots=True, kw_only=True)
class Job:
    """A receipt on its way to the paper. `tries` counts how often its bytes were sent."""

    effect_id: str
    payload: Print
    tries: int = 0
    trouble: str = ""
    finished: asyncio.Future[Finished] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def finish(self, outcome: Finish, note: str) -> None:
        if not self.finished.done():
            self.finished.set_result(Finished(outcome=outcome, note=note))


def build(config: DeviceConfig, ports: DevicePorts) -> Device:
    """A printer on a serial port, on the network (port 9100), or virtual."""
    options = typed(config, PrinterOptions)
    line = line_to(config.link)
    sim = PaperPrinter(line.memory, columns=options.columns) if line.memory else None
    driver = EscPosPrinter(config, options, ports, line.link)
    return Device(part=driver, performer=driver, sim=sim)
