"""Whose an order or a payment is: of who told of it first. What another store says under its id counts for
nothing, and hides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sync.hub.database import Conn
    from sync.hub.facts import Told

T = TypeVar("T", bound="Told")


async def owned(conn: Conn, known: str, told: Sequence[T], id_of: Callable[[T], str]) -> Sequence[T]:
    """One word an id. `known` reads (id, store) of the ids in $1."""
    if not (ids := disputed(told, id_of)):
        return told
    found = await conn.fetch(known, ids)
    return of_owners(told, id_of, {record["id"]: record["store"] for record in found})


def disputed(told: Sequence[T], id_of: Callable[[T], str]) -> list[str]:
    """Ids that more than one store spoke of."""
    stores: dict[str, set[str]] = defaultdict(set)
    for one in told:
        stores[id_of(one)].add(one.store)
    return [name for name, speakers in stores.items() if len(speakers) > 1]


def of_owners(told: Sequence[T], id_of: Callable[[T], str], known: Mapping[str, str]) -> list[T]:
    """One word an id: of its store in `known` (id -> store), else of who spoke of it first."""
    owner = dict(known)
    return [one for one in told if owner.setdefault(id_of(one), one.store) == one.store]
