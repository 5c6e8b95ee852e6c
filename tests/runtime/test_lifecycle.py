"""One agent per file, a clean stop on a signal, and systemd told."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from edge.errors import Retry, StoreError
from edge.runtime.lifecycle import holder, lock_path, notify, only_agent_of, stopping_on_signals

PATIENCE_S = 30
HOLD = """
import sys
from pathlib import Path
from edge.runtime.lifecycle import only_agent_of
with only_agent_of(Path(sys.argv[1])):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    sys.stdin.read()
"""


def test_a_second_agent_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    database = tmp_path / "new folder" / "store.db"
    command = [sys.executable, "-c", HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        assert holder(database) == first.pid
        with (
            pytest.raises(
                StoreError, match=rf"in use by process {first.pid}: stop it first \(kill"
            ) as refused,
            only_agent_of(database),
        ):
            pytest.fail("two agents on one file")
        assert refused.value.retry is Retry.FATAL
        first.kill()
    assert holder(database) is None
    with only_agent_of(database):
        assert holder(database) == os.getpid()
    assert holder(database) is None


def test_a_folder_that_cannot_be_made_is_named_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = tmp_path / "file" / "store.db"
    with pytest.raises(StoreError, match="a folder that this user may write"), only_agent_of(database):
        pytest.fail("locked nothing")


def test_a_lock_without_a_number_names_nobody(tmp_path: Path) -> None:
    database = tmp_path / "store.db"
    with only_agent_of(database):
        lock_path(database).write_text("garbage")
        assert holder(database) == 0
        with pytest.raises(StoreError, match="another process"), only_agent_of(database):
            pytest.fail("two agents on one file")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_asks_for_a_clean_stop(number: signal.Signals) -> None:
    stop = asyncio.Event()
    with stopping_on_signals(stop):
        os.kill(os.getpid(), number)
        async with asyncio.timeout(PATIENCE_S):
            await stop.wait()


def test_systemd_is_told_where_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
    path = f"\0store-edge-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + path[1:])
        assert notify("READY=1")
        assert listener.recv(100) == b"READY=1"
    assert not notify("READY=1")
