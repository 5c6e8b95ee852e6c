"""Which tasks the pages are shown where there are more than fit: of open ones those that wait longest."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from edge.app.reads import Reads, TaskFile
from edge.domain.task import Task, TaskState
from edge.store.database import open_writer
from edge.store.reads import SqlReads
from edge.store.task import Tasks
from kiosk_ui.memory.reads import MemoryReads

STATES: tuple[TaskState, ...] = ("asked", "accepted")


def task(number: int, state: TaskState) -> Task:
    return Task(
        order_id=f"o{number}",
        attempt=1,
        number=str(number),
        way="ship",
        lines=(),
        deadline_ms=0,
        asked_ms=1_000 + number // 2,
        changed_ms=0,
        state=state,
    )


TASKS = [task(n, "accepted" if n % 3 == 0 else "asked") for n in range(8)] + [task(9, "packed")]


@pytest.fixture(params=["sqlite", "memory"])
async def reads(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reads]:
    if request.param == "memory":
        memory = MemoryReads()
        memory.task_files = {one.task_id: TaskFile(task=one, contact=None) for one in reversed(TASKS)}
        yield memory
        return
    path = tmp_path / "store.db"
    writer = open_writer(path)
    rows = Tasks(writer)
    for one in reversed(TASKS):
        rows.put(one)
    found = SqlReads(path, now_ms=lambda: 0, zone=ZoneInfo("Asia/Shanghai"))
    yield found
    await found.close()
    writer.close()


def numbers(found: tuple[TaskFile, ...]) -> str:
    return "".join(file.task.number for file in found)


async def test_those_that_wait_longest_are_shown_where_not_all_fit(reads: Reads) -> None:
    assert numbers(await reads.tasks_waiting(STATES, limit=5)) == "01234"
    assert numbers(await reads.tasks_waiting(STATES)) == "01234567"
    assert numbers(await reads.tasks_waiting(("accepted",), limit=2)) == "03"
    assert numbers(await reads.tasks_waiting(STATES, limit=0)) == ""
    assert numbers(await reads.tasks(STATES, limit=3)) == "567", "of what has ended the latest"
