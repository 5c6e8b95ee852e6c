"""A small file beside the database: up to where the centre had acknowledged its log, and by which chain.

A database that was copied back by hand is older than it, and would give numbers twice.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from edge.app.reads import LogReads
from edge.store.database import Connection
from edge.store.read_log import chain_at, origins


class HighWater(msgspec.Struct, frozen=True, kw_only=True):
    """The log that was current, and its last acknowledged entry."""

    origin: str
    seq: int
    chain: str


def path_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.highwater")


def read(database: Path) -> HighWater | None:
    """None where there is none, or none that can be read: it only warns."""
    try:
        return msgspec.json.decode(path_of(database).read_bytes(), type=HighWater)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def write(database: Path, mark: HighWater) -> None:
    part = path_of(database).with_name(f".{database.name}.highwater.part")
    part.touch(mode=0o600)
    part.write_bytes(msgspec.json.encode(mark))
    part.replace(path_of(database))


def older(connection: Connection, mark: HighWater) -> bool:
    """Whether the database stands before what was acknowledged of it."""
    held = {origin.origin: origin for origin in origins(connection)}
    current = next((origin for origin in held.values() if origin.current), None)
    if current is None:
        return False
    if mark.origin == current.origin:
        known = chain_at(connection, mark.origin, mark.seq)
        return current.max_seq < mark.seq or known not in {"", mark.chain}
    return mark.origin not in held and current.max_seq > 0


class Keeper:
    """Writes the mark when it has moved."""

    def __init__(self, database: Path, log: LogReads) -> None:
        self._database, self._log = database, log
        self._last: HighWater | None = None

    async def __call__(self) -> None:
        for origin in await self._log.origins():
            if origin.current:
                chain = await self._log.chain_at(origin.origin, origin.acked)
                mark = HighWater(origin=origin.origin, seq=origin.acked, chain=chain)
                if mark != self._last:
                    write(self._database, mark)
                    self._last = mark
