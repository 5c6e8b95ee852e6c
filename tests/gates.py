"""Runs every gate of `make test`, says what each took, and ends with one line that counts them all.

A gate counts as one; of pytest each test counts. `python -m tests.gates --list` only names them.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from hatch_build import wheel_folder

ROOT = Path(__file__).resolve().parent.parent
WEB = "kiosk_ui/web"
GATE_TIMEOUT_S = 1080  # of one that hangs: as long as all may take, 8 + 7 + 3 minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One command that must end with 0; `report` is the JUnit file of a gate that counts its own tests."""

    name: str
    command: tuple[str, ...]
    folder: str = "."
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    passed: int
    failed: int


def gates(workers: int) -> tuple[Gate, ...]:
    here = Path(sys.executable).parent
    node = str(wheel_folder() / "bin" / "node")
    tsc = (node, "node_modules/typescript/bin/tsc", "--noEmit", "-p")
    vitest = (node, "node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
    report = ".cache/pytest.xml"
    spread = ("-n", str(workers), "--dist", "loadfile") if workers > 1 else ()
    return (
        Gate(name="ruff check", command=(f"{here}/ruff", "check", ".")),
        Gate(name="ruff format", command=(f"{here}/ruff", "format", "--check", ".")),
        Gate(name="lock check", command=(sys.executable, "-m", "tests.tidy.locks")),
        Gate(name="lint-imports", command=(f"{here}/lint-imports", "--cache-dir", ".cache/imports")),
        Gate(name="mypy", command=(f"{here}/mypy",)),
        Gate(name="tsc screens", command=(*tsc, "tsconfig.json"), folder=WEB),
        Gate(name="tsc tools", command=(*tsc, "tsconfig.tools.json"), folder=WEB),
        Gate(name="vitest", command=vitest, folder=WEB),
        Gate(
            name="pytest",
            command=(sys.executable, "-m", "pytest", "-q", *spread, f"--junitxml={report}"),
            report=report,
        ),
    )


def run_all(planned: Sequence[Gate], root: Path) -> Count:
    """Every gate, even after one has failed."""
    counts = [run_gate(gate, root) for gate in planned]
    total = Count(sum(count.passed for count in counts), sum(count.failed for count in counts))
    say(f"{total.passed} passed, {total.failed} failed")
    return total


def run_gate(gate: Gate, root: Path) -> Count:
    """Its output is shown as it comes if it reports tests, and only on failure otherwise."""
    started_s = time.monotonic()
    report = None if gate.report is None else root / gate.report
    if report is not None:
        report.parent.mkdir(exist_ok=True)
        report.unlink(missing_ok=True)
    code, output = run_command(gate, root, shown=report is not None)
    if code != 0 and output:
        say(output.rstrip())
    say(f"{'ok  ' if code == 0 else 'FAIL'}  {gate.name:<14}{time.monotonic() - started_s:7.1f} s")
    tests = None if report is None else count_tests(report)
    if tests is None or (code != 0 and tests.failed == 0):
        return Count(int(code == 0), int(code != 0))
    return tests


def run_command(gate: Gate, root: Path, *, shown: bool) -> tuple[int, str]:
    pipe = None if shown else subprocess.PIPE
    try:
        done = subprocess.run(
            gate.command,
            cwd=root / gate.folder,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=GATE_TIMEOUT_S,
        )
    except FileNotFoundError as missing:
        return 127, f"{missing}: run `make setup`"
    except subprocess.TimeoutExpired:
        return 124, f"{gate.name} took more than {GATE_TIMEOUT_S} s"
    return done.returncode, done.stdout or ""


def count_tests(report: Path) -> Count | None:
    """The sums of a JUnit file; None where the run ended before it wrote one. A skipped test is neither."""
    if not report.is_file():
        return None
    suites = list(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 - written by our own run
    tests, skipped, failed = (
        sum(int(suite.get(name, "0")) for suite in suites for name in names)
        for names in (("tests",), ("skipped",), ("failures", "errors"))
    )
    return Count(tests - skipped - failed, failed)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Run every gate of `make test`.")
    parser.add_argument("--workers", type=int, default=2, help="pytest processes")
    parser.add_argument("--list", action="store_true", help="name the gates and stop")
    wanted = parser.parse_args()
    planned = gates(wanted.workers)
    if wanted.list:
        for gate in planned:
            say(gate.name)
        return 0
    return int(run_all(planned, ROOT).failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
