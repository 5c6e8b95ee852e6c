"""Runs a coroutine of a test on a loop whose time jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from edge.runtime.virtual import VirtualLoop

T = TypeVar("T")


async def passes(virtual_s: float) -> None:
    """So much of the loop's own time goes by, and none of ours."""
    assert isinstance(asyncio.get_running_loop(), VirtualLoop)
    await asyncio.sleep(virtual_s)


def in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
