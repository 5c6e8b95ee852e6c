"""The doors between the rooms: what the inner rooms ask of the outer ones, as narrow Protocols."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

import msgspec

from edge.domain.effect import Effect, Finish
from edge.domain.message import Actor, Command, Event
from edge.domain.returned import SoldOrder
from edge.domain.stock import StoreStock

HealthState = Literal["starting", "ok", "degraded", "down", "needs_person", "off"]


class Clock(Protocol):
    """The only source of time and ids; tests bring their own."""

    def now_ms(self) -> int: ...
    def monotonic(self) -> float: ...
    def new_id(self) -> str: ...


class Dispatch(Protocol):
    """The one door for a thing that wants to change state.

    Returns the events of the committed transaction. Raises `Rejected`, or `StoreError` when nothing was kept.
    The same (actor, key, command) returns the recorded events; `bulk` work waits behind people.
    """

    async def __call__(
        self, command: Command, *, actor: Actor, key: str = "", bulk: bool = False
    ) -> tuple[Event, ...]: ...


class Subscription(Protocol):
    """Events after their commit, in order. A reader that lags loses the oldest and sees `lost` set."""

    lost: bool

    def __aiter__(self) -> AsyncIterator[Event]: ...


class Events(Protocol):
    """The one door for a thing that wants to know."""

    def subscribe(self, *kinds: type[Event]) -> AbstractAsyncContextManager[Subscription]: ...


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What a performer says became of an effect."""

    outcome: Finish
    note: str = ""


class Performer(Protocol):
    """Carries out effects at one target (a device or a tender), one at a time, within their deadline."""

    async def perform(self, effect: Effect) -> Finished: ...


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """A part's state as a sentence to act on. `code` is translated by the pages, `detail` fills it."""

    part: str
    state: HealthState
    code: str = ""
    detail: str = ""
    since_ms: int = 0


class ReportHealth(Protocol):
    def __call__(self, part: str, state: HealthState, code: str = "", detail: str = "") -> None: ...


class Part(Protocol):
    """A long-running piece under supervision: opens its line, loops, raises on trouble, never retries."""

    name: str

    async def run(self) -> None: ...


class MemberFinder(Protocol):
    """Asks the centre who somebody is, for at most a second."""

    async def find(self, *, phone: str = "", member_id: str = "") -> bool:
        """Whether it knew somebody, who then is known here too."""
        ...


class StockFinder(Protocol):
    """Asks the centre who has a thing, for at most a second."""

    async def stock(self, sku: str) -> tuple[StoreStock, ...] | None:
        """All stores that have some, nearest first; None when the centre does not answer in time."""
        ...


class OrderFinder(Protocol):
    """Asks the centre what was sold under a number, for at most a second."""

    async def sold(self, text: str) -> tuple[SoldOrder, ...] | None:
        """Paid orders of this number or id, whoever took them; None when the centre is not heard in time."""
        ...


class Texts(Protocol):
    """Sends short messages. `DeviceError` when one could not be handed over; nothing is sent twice."""

    async def send(self, phone: str, text: str) -> None: ...


class LabMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message on a phone of the lab; the phone masked."""

    phone: str
    text: str
    at_ms: int


class Phones(Protocol):
    """The phones of a demo's members."""

    def messages(self) -> Sequence[LabMessage]:
        """What they received, oldest first, bounded."""
        ...

    def code(self, member_id: str) -> str:
        """A fresh member code; `Rejected('no_member')` for what is no id."""
        ...


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A code found in a picture: its text, its format as zxing names it, its corners in pixels.

    `votes` is how many views of the picture gave it. One that is `offered` was not confirmed: a person may be
    asked where the catalogue knows it; it is never taken for read.
    """

    text: str
    format: str
    corners: tuple[tuple[int, int], ...] = ()
    symbology: str = ""
    gtin: str = ""
    votes: int = 1
    offered: bool = False


class LabDevice(msgspec.Struct, frozen=True, kw_only=True):
    """One virtual device as the lab page shows it. `kind`: scanner | printer | barrier | camera | line.
    A line is the uplink or the wallet. `state` is the kind's own word
    (barrier: closed | opening | open | closing). `view`: it has a picture; `faults` are what can be wrong
    with it besides its plug, `fault` what is.
    """

    device: str
    kind: str
    place: str
    plugged: bool
    state: str = ""
    view: bool = False
    fault: str = ""
    faults: tuple[str, ...] = ()


class Lab(Protocol):
    """The virtual devices of a demo store. Unknown device: `Rejected('no_device')`."""

    def devices(self) -> Sequence[LabDevice]: ...
    def changed(self) -> AbstractAsyncContextManager[AsyncIterator[None]]:
        """One tick for each change of any device."""
        ...

    async def plug(self, device: str, *, plugged: bool) -> None: ...
    async def scan(self, device: str, text: str) -> None:
        """Have the scanner's beam read `text`; the bytes take the real driver's way."""
        ...

    def decode(self, picture: bytes) -> Sequence[Found]:
        """Codes of a PNG/JPEG/WebP, blocking (run it in a thread); else `Rejected('no_picture')`."""
        ...

    def paper(self, device: str) -> str:
        """What the printer printed so far, as an SVG document; newest at the bottom, bounded."""
        ...

    async def plate(self, device: str, plate: str, color: str) -> None:
        """Have the camera push this plate."""
        ...

    def view(self, device: str) -> bytes:
        """What a scanning camera sees, as JPEG with its codes outlined; blocking (run it in a thread)."""
        ...

    async def fault(self, device: str, fault: str) -> None:
        """Have something be wrong with a device, '' for nothing; else `Rejected('no_fault')`."""
        ...


Wake = Callable[[], None]
