"""The local door: only this user's, one answer for each line, no caller can harm the agent."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.errors import Rejected, StoreError
from edge.runtime.admin import AdminDoor, Reply, ask, socket_path


async def echo(args: Mapping[str, Any]) -> dict[str, object]:
    return dict(args)


async def refuse(args: Mapping[str, Any]) -> dict[str, object]:
    raise Rejected("name_taken", name="Li")


async def break_down(args: Mapping[str, Any]) -> dict[str, object]:
    raise KeyError("x")


async def full(args: Mapping[str, Any]) -> dict[str, object]:
    raise StoreError("the disk is full")


PATIENCE_S = 30
OPERATIONS = {"echo": echo, "refuse": refuse, "break": break_down, "full": full}


@contextlib.asynccontextmanager
async def door(path: Path) -> AsyncIterator[AdminDoor]:
    opened = AdminDoor(path, OPERATIONS)
    task = asyncio.create_task(opened.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await opened.open.wait()
        yield opened
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_an_operation_is_asked_and_answered(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    path = socket_path(deep / "store.db")
    async with door(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert await ask(path, "echo", name="李", counts=[1] * 100_000) == {
            "name": "李",
            "counts": [1] * 100_000,
        }
    assert not path.exists()


@pytest.mark.parametrize(
    ("do", "code", "sentence"),
    [
        ("refuse", "name_taken", "name_taken name=Li"),
        ("break", "bug", "KeyError: 'x'"),
        ("full", "StoreError", "the disk is full"),
        ("fly", "unknown", "this agent does not know 'fly': update it"),
    ],
)
async def test_a_refusal_says_why(tmp_path: Path, do: str, code: str, sentence: str) -> None:
    async with door(tmp_path / "s"):
        with pytest.raises(Rejected) as refused:
            await ask(tmp_path / "s", do)
    assert (refused.value.code, refused.value.detail["sentence"]) == (code, sentence)


async def test_without_an_agent_the_caller_hears_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        await ask(tmp_path / "s", "echo")


async def test_a_left_over_socket_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("")
    opened = AdminDoor(tmp_path / "s", OPERATIONS)
    task = asyncio.create_task(opened.run())
    async with asyncio.timeout(PATIENCE_S):
        await opened.open.wait()
    assert await ask(tmp_path / "s", "echo", a=1) == {"a": 1}
    task.cancel()


async def test_a_folder_that_is_not_there_is_told_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="writable"):
        await AdminDoor(tmp_path / "none" / "s", OPERATIONS).run()


@given(line=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_line_gets_a_reply(tmp_path: Path, line: bytes) -> None:
    reply = asyncio.run(AdminDoor(tmp_path / "s", OPERATIONS)._answer(line))
    assert isinstance(reply, Reply)
