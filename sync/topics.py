"""Where on the broker things stand: one topic a store and direction, shards by store.

up/<shard>/<store>        store -> centre: hello and batches
ask/<shard>/<store>       store -> centre: what it lacks of the streams
ack/<store>               centre -> store: welcome, ack, nack
reply/<store>/<box>       centre -> one box: ranges and snapshot chunks it asked for
down/<scope>              centre -> all it concerns: live pushes of a scope
head/<scope>              retained: how far a scope has come
A scope is catalog | price | staff/<store> | command/<store> | member/<store> | stock/<store>.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from edge.errors import SyncError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edge.domain.feed import Stream

ROOT = "store-edge/1"
SHARDS = 256
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_UP_LEVELS = 5  # of root (2), direction, shard, store


def shard(store: str) -> int:
    """The shard of a store, 0..255, the same on every machine for ever."""
    return int.from_bytes(hashlib.blake2b(store.encode(), digest_size=2).digest(), "big") % SHARDS


def checked(name: str) -> str:
    """A store or box id that can stand in a topic; `SyncError` for anything else."""
    if not _NAME.fullmatch(name):
        raise SyncError(f"{name!r} cannot be part of a topic")
    return name


def up(store: str) -> str:
    return f"{ROOT}/up/{shard(store)}/{checked(store)}"


def ask(store: str) -> str:
    return f"{ROOT}/ask/{shard(store)}/{checked(store)}"


def ack(store: str) -> str:
    return f"{ROOT}/ack/{checked(store)}"


def reply(store: str, box: str) -> str:
    return f"{ROOT}/reply/{checked(store)}/{checked(box)}"


def down(scope: str) -> str:
    return f"{ROOT}/down/{scope}"


def head(scope: str) -> str:
    return f"{ROOT}/head/{scope}"


def scope(stream: Stream, store: str) -> str:
    """The scope of a stream as `store` reads it; of `elsewhere` the one that `store` itself feeds."""
    if stream in ("catalog", "price"):
        return stream
    return f"{'stock' if stream == 'elsewhere' else stream}/{checked(store)}"


def hub_filters(shards: Iterable[int] | None) -> tuple[str, ...]:
    """What a hub worker subscribes to; None stands for every shard."""
    ways = ("up", "ask")
    if shards is None:
        return tuple(f"{ROOT}/{way}/+/+" for way in ways)
    return tuple(f"{ROOT}/{way}/{number}/+" for number in shards for way in ways)


def store_rights(store: str) -> tuple[tuple[str, str], ...]:
    """What a broker lets a store do, as (read | write, filter): say what is its own, hear what is for it."""
    return (
        ("write", up(store)),
        ("write", ask(store)),
        ("read", ack(store)),
        ("read", f"{ROOT}/reply/{checked(store)}/#"),
        *(
            ("read", f"{ROOT}/{way}/{of}")
            for way in ("down", "head")
            for of in ("+", f"+/{store}", "stock/+")
        ),
    )


def hub_rights() -> tuple[tuple[str, str], ...]:
    """What a broker lets the centre's workers do."""
    heard, said = ("up", "ask"), ("ack", "reply", "down", "head")
    return (
        *(("read", f"{ROOT}/{way}/#") for way in heard),
        *(("write", f"{ROOT}/{way}/#") for way in said),
    )


def sender(topic: str) -> str:
    """The store that published on `topic` (up or ask), which no payload can contradict."""
    levels = topic.split("/")
    if len(levels) != _UP_LEVELS or levels[3] != str(shard(levels[4])):
        raise SyncError(f"{topic!r} is not a store's topic")
    return checked(levels[4])


def matches(pattern: str, topic: str) -> bool:
    """Whether a filter with `+` and a final `#` covers a topic."""
    wanted, given = pattern.split("/"), topic.split("/")
    for i, level in enumerate(wanted):
        if level == "#":
            return True
        if i >= len(given) or level not in ("+", given[i]):
            return False
    return len(wanted) == len(given)
