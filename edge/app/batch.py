"""What the bus hands the store's one writer, and what it gets back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from edge.domain.message import Actor, Command, Event


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One command on its way. `key` is '' where a repeat does no harm."""

    command: Command
    actor: Actor
    key: str = ""


class Committed(msgspec.Struct, frozen=True, kw_only=True):
    """The command's events, on the disk. `repeated`: recorded before, and told to nobody again."""

    events: tuple[Event, ...]
    repeated: bool = False


Result = Committed | Exception


class Writer(Protocol):
    """The only thing that writes the file."""

    def apply(self, batch: Sequence[Envelope], *, budget_s: float) -> Sequence[Result]:
        """One transaction for all; results in order, fewer than asked when the time was up."""
        ...

    @property
    def seq(self) -> int:
        """The newest entry of the log."""
        ...
