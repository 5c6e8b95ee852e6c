"""One demo of its own for a run of the browser tests: started in a process group, ended by its number."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from edge.cli.demo.plan import HUB_PASSWORD, LOOPBACK, Plan, busy_ports
from edge.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
STOP_S = 20.0
BASES = range(18_400, 19_400, 20)
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the lightest first


class Premises:
    """A demo of some stores. `said` is what it printed so far."""

    def __init__(self, folder: Path, *, stores: int) -> None:
        self.folder = folder
        self.plan = free_plan(folder / "demo", stores)
        self._log = folder / "demo.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def hub(self) -> str:
        return f"http://{LOOPBACK}:{self.plan.hub_port}"

    @property
    def password(self) -> str:
        return HUB_PASSWORD

    def store(self, number: int = 1) -> str:
        """Address of store `number`, counted from 1."""
        return f"http://{LOOPBACK}:{self.plan.store_port(number)}"

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def start(self) -> None:
        plan = self.plan
        words = ("--stores", str(plan.stores), "--data", str(plan.folder), "--port", str(plan.base))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                (sys.executable, "-m", "edge.cli", "demo", *words),
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_open(self) -> bool:
        """Whether every page answers; `AssertionError` with its own words when the demo has ended."""
        ended = self._process is None or self._process.poll() is not None
        assert not ended, f"the demo ended: {self.said[-2000:]}"
        return "open. Ctrl-C" in self.said

    def stop(self) -> None:
        """Ask it to end as Ctrl-C does; what is left after a while is killed."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(STOP_S)


def free_plan(folder: Path, stores: int) -> Plan:
    """A plan whose ports nobody has."""
    for base in BASES:
        plan = Plan(folder=folder, base=base + _worker() * 2 * BASES.step * len(BASES), stores=stores)
        try:
            busy_ports(plan)
        except ConfigError:
            continue
        return plan
    raise AssertionError("no room for a demo: every range of ports is taken")


def _worker() -> int:
    """Which pytest process this is, so that two of them never look at the same ports."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def chromium() -> str:
    """The system's browser; `AssertionError` says how to get one."""
    for name in CHROMIUM:
        path = shutil.which(name)
        if path is not None:
            return path
    raise AssertionError(f"none of {', '.join(CHROMIUM)} is installed: run `bash tests/system_needs.sh`")
