"""Tasks: rows with the struct as JSON beside what queries ask."""

from __future__ import annotations

import msgspec

from edge.domain.task import Task
from edge.store.database import Connection

_task = msgspec.json.Decoder(Task)
_encode = msgspec.json.Encoder().encode


class Tasks:
    """Implements `edge.app.uow.Tasks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, task_id: str) -> Task | None:
        row = self._connection.execute("select body from task where task_id=?", (task_id,)).fetchone()
        return _task.decode(row[0]) if row else None

    def put(self, task: Task) -> None:
        self._connection.execute(
            "insert into task values (?,?,?,?,?,?) on conflict (task_id) do update set state=excluded.state, "
            "changed_ms=excluded.changed_ms, code_hash=excluded.code_hash, body=excluded.body",
            (task.task_id, task.state, task.asked_ms, task.changed_ms, task.code_hash, _encode(task)),
        )

    def by_code(self, code_hash: str) -> Task | None:
        row = self._connection.execute(
            "select body from task where code_hash=? and code_hash <> ''", (code_hash,)
        ).fetchone()
        return _task.decode(row[0]) if row else None

    def asked(self, *, limit: int) -> tuple[Task, ...]:
        rows = self._connection.execute(
            "select body from task where state='asked' order by asked_ms, task_id limit ?", (limit,)
        )
        return tuple(_task.decode(row[0]) for row in rows)
