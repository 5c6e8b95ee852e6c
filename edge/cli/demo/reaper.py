"""Waits for the demo to end; however it ended, what its pid files name is told to end too.

Run as a program of its own. Arguments: folders of `NAME.pid` files (process id, kernel start time). Input: a
pipe that the demo holds open.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

STARTED_FIELD = 19  # of /proc/PID/stat after the name
WAIT_S = 15.0


def main(folders: Sequence[str]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()  # until the demo is gone
    end_all(folders)


def end_all(folders: Sequence[str]) -> int:
    """Tell every process of the pid files to end, and wait for it; how many there were."""
    paths = {path for folder in folders for path in Path(folder).rglob("*.pid")}
    told = [pid for path in sorted(paths) if (pid := end(path))]
    for pid in told:
        _gone(pid)
    return len(told)


def end(path: Path) -> int:
    """Tell the process of a pid file to end; 0 when it is not there, or not the one that was started."""
    words = path.read_text("ascii", errors="replace").split()
    if len(words) != 2 or not words[0].isdigit() or born(int(words[0])) != words[1]:  # noqa: PLR2004 - pid, start
        return 0
    try:
        os.kill(int(words[0]), signal.SIGINT)  # PostgreSQL ends fast by it, and ours cleanly
    except OSError:
        return 0
    return int(words[0])


def born(pid: int) -> str:
    """When a process started, as the kernel counts; '' when there is none, or only its name is left."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[STARTED_FIELD]


def _gone(pid: int) -> None:
    """Wait for a process that is no child of ours, then make it end."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return
    try:
        if not select.select([handle], [], [], WAIT_S)[0]:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError:
        pass
    finally:
        os.close(handle)


if __name__ == "__main__":
    main(sys.argv[1:])
