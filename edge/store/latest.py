"""The newest rows in some states, whatever their table."""

from __future__ import annotations

from collections.abc import Sequence

from edge.store.database import Connection


def latest(connection: Connection, select: str, states: Sequence[str], size: int) -> list[bytes]:
    """Bodies of the newest `size` rows in these states, oldest first; by index, however long the history of a
    state is. `select` takes a state and a number and gives (time, id, body), newest first.
    """
    size = max(0, size)
    rows = [row for state in dict.fromkeys(states) for row in connection.execute(select, (state, size))]
    return [row[2] for row in sorted(rows, key=lambda row: (row[0], row[1]))[max(0, len(rows) - size) :]]
