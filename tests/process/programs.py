"""How the tests start the project's own programs: this Python, this tree, whatever the folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UP_S = 60.0  # until a program listens, on a machine that is busy with others


def program(module: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *words)


def environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {"PYTHONPATH": path}
