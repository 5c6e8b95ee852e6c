"""Tasks with whom they are for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.app.reads import TaskFile
from edge.domain.task import Task, TaskState
from edge.store.database import Connection
from edge.store.latest import latest
from edge.store.read_people import contacts

TASKS_MAX = 500

_IN_STATE = "select asked_ms, task_id, body from task where state = ? order by asked_ms desc limit ?"
_LONGEST = "select asked_ms, task_id, body from task where state = ? order by asked_ms, task_id limit ?"
_TASK = msgspec.json.Decoder(Task)


def task_file(connection: Connection, task_id: str) -> TaskFile | None:
    row = connection.execute("select body from task where task_id = ?", (task_id,)).fetchone()
    return None if row is None else _files(connection, [_TASK.decode(row[0])])[0]


def tasks(connection: Connection, states: Sequence[TaskState], *, limit: int) -> tuple[TaskFile, ...]:
    """The latest `limit` in these states, the longest waiting first."""
    newest = latest(connection, _IN_STATE, states, min(limit, TASKS_MAX))
    return _files(connection, [_TASK.decode(body) for body in newest])


def waiting(connection: Connection, states: Sequence[TaskState], *, limit: int) -> tuple[TaskFile, ...]:
    """The `limit` that have waited longest in these states, those first."""
    size = max(0, min(limit, TASKS_MAX))
    rows = [row for state in dict.fromkeys(states) for row in connection.execute(_LONGEST, (state, size))]
    rows.sort(key=lambda row: (row[0], row[1]))
    return _files(connection, [_TASK.decode(body) for _, _, body in rows[:size]])


def _files(connection: Connection, found: Sequence[Task]) -> tuple[TaskFile, ...]:
    wanted = [task.contact_id for task in found if task.contact_id]
    people = {contact.contact_id: contact for contact in contacts(connection, wanted)}
    return tuple(TaskFile(task=task, contact=people.get(task.contact_id)) for task in found)
