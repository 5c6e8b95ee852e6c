"""Each gate of `make test` is shown failing on a planted fault, and passing without it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from hatch_build import wheel_folder
from tests import gates

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "kiosk_ui" / "web"
TOOLS = Path(sys.executable).parent
NODE = wheel_folder() / "bin" / "node"
DOC = '"""A planted module."""\n\n'
SOUND = DOC + "\ndef total(prices_fen: list[int]) -> int:\n    return sum(prices_fen)\n"


def run(folder: Path, *command: str | Path) -> tuple[int, str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=50)
    return done.returncode, done.stdout + done.stderr


def plant(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def test_ruff_check_finds_a_fault(tree: Path) -> None:
    faults = {
        "F401": "import os\n",
        "ANN001": "def f(x):\n    return x\n",
        "BLE001": "try:\n    f()\nexcept Exception:\n    pass\n",
        "S101": "assert 1\n",
        "TID252": "from .order import Order\n",
        "T201": "print(1)\n",
    }
    check = (TOOLS / "ruff", "check", "--no-cache", "--output-format", "concise", ".")
    plant(tree, {"edge/__init__.py": DOC, "edge/sound.py": SOUND})
    assert run(tree, *check)[0] == 0
    plant(tree, {f"edge/{rule.lower()}.py": DOC + text for rule, text in faults.items()})
    code, output = run(tree, *check)
    assert code == 1
    found = {match[2] for match in re.finditer(r"^edge/(\w+)\.py:.*? (\w+) ", output, re.MULTILINE)}
    assert set(faults) <= found
    assert "edge/sound.py" not in output


def test_ruff_format_finds_a_fault(tree: Path) -> None:
    check = (TOOLS / "ruff", "format", "--no-cache", "--check", "edge/planted.py")
    plant(tree, {"edge/planted.py": SOUND})
    assert run(tree, *check)[0] == 0
    plant(tree, {"edge/planted.py": SOUND.replace("    ", "  ")})
    assert run(tree, *check)[0] == 1


def test_mypy_finds_a_fault(tree: Path) -> None:
    faults = {
        "no-untyped-def": "def a(x):\n    return x\n",
        "return-value": "def b() -> int:\n    return ''\n",
        "unreachable": "def c(x: int) -> int:\n    if isinstance(x, int):\n        return 1\n    return 2\n",
        "ignore-without-code": "d: int = ''  # type: ignore\n",
    }
    plant(tree, {"edge/sound.py": SOUND, **{f"edge/{name}.py": DOC + text for name, text in faults.items()}})
    code, output = run(tree, TOOLS / "mypy", "edge/sound.py", *(f"edge/{name}.py" for name in faults))
    assert code == 1
    assert {rule for rule in faults if f"edge/{rule}.py:" in output and f"[{rule}]" in output} == set(faults)
    assert "edge/sound.py:" not in output


def test_pytest_finds_a_fault(tree: Path) -> None:
    """Among them a warning, and a mark that nobody declared."""
    start = "import warnings\nimport pytest\n\n"
    faults = {
        "warns": "def test_a() -> None:\n    warnings.warn('old', DeprecationWarning)\n",
        "is_wrong": "def test_a() -> None:\n    assert 1 + 1 == 3\n",
        "is_cured": "@pytest.mark.xfail\ndef test_a() -> None: ...\n",
        "marks": "@pytest.mark.unheard_of\ndef test_a() -> None: ...\n",
    }
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests")
    plant(tree, {"tests/test_sound.py": f"{start}def test_sound() -> None: ...\n"})
    assert run(tree, *command)[0] == 0
    plant(tree, {f"tests/test_{name}.py": start + text for name, text in faults.items()})
    code, output = run(tree, *command, "--continue-on-collection-errors")
    assert code == 1
    assert set(re.findall(r"^(?:FAILED|ERROR) tests/test_(\w+)\.py", output, re.MULTILINE)) == set(faults)
    assert "3 failed, 1 passed, 1 error" in output


def test_pytest_finds_what_hangs(tree: Path) -> None:
    """The limit of 60 s is lowered; it may strike before the test itself has begun."""
    faults = {
        "hangs": "def test_a() -> None:\n    while True:\n        pass\n",
        "waits": "import asyncio\n\nasync def test_a() -> None:\n    await asyncio.Event().wait()\n",
    }
    plant(tree, {f"tests/test_{name}.py": text for name, text in faults.items()})
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-o", "timeout=0.5", "tests")
    code, output = run(tree, *command)
    assert code == 1
    assert set(re.findall(r"^(?:FAILED|ERROR) tests/test_(\w+)\.py", output, re.MULTILINE)) == set(faults)
    assert output.count("Timeout (>0.5s)") >= 2


def test_a_test_may_take_a_minute(request: pytest.FixtureRequest) -> None:
    assert float(request.config.getini("timeout")) == 60


@pytest.fixture
def web(tmp_path: Path) -> Path:
    for name in ("tsconfig.json", "vite.config.ts", "package.json"):
        shutil.copy(WEB / name, tmp_path / name)
    shutil.copytree(WEB / "tools", tmp_path / "tools")
    (tmp_path / "node_modules").symlink_to(WEB / "node_modules")
    return tmp_path


def test_tsc_finds_a_fault(web: Path) -> None:
    faults = {
        "nullable.ts": "export const a: string = document.querySelector('p');\n",
        "index.ts": "export const b = (prices: number[]): number => prices[0];\n",
        "unused.ts": "const c = 1;\nexport {};\n",
        "view.tsx": "export const D = () => <p tabIndex={{}}>1</p>;\n",
    }
    command = (
        NODE,
        "node_modules/typescript/bin/tsc",
        "--noEmit",
        "--pretty",
        "false",
        "-p",
        "tsconfig.json",
    )
    plant(web, {"src/sound.tsx": "export const Sound = () => <p>1</p>;\n"})
    assert run(web, *command) == (0, "")
    plant(web, {f"src/{name}": text for name, text in faults.items()})
    code, output = run(web, *command)
    assert code != 0
    assert set(re.findall(r"^src/([a-z.]+)\(", output, re.MULTILINE)) == set(faults)


def test_vitest_finds_a_fault(web: Path) -> None:
    test = 'import { expect, test } from "vitest";\ntest("sum", () => expect(1 + 1).toBe(SUM));\n'
    command = (NODE, "node_modules/vitest/vitest.mjs", "run", "--reporter=dot")
    plant(web, {"src/planted.test.ts": test.replace("SUM", "2")})
    assert run(web, *command)[0] == 0
    plant(web, {"src/planted.test.ts": test.replace("SUM", "3")})
    assert run(web, *command)[0] == 1


def test_make_test_runs_every_gate() -> None:
    names = [gate.name for gate in gates.gates(2)]
    assert names == [
        *("ruff check", "ruff format", "lock check", "lint-imports", "mypy"),
        *("tsc screens", "tsc tools", "vitest", "pytest"),
    ]
    assert "-m tests.gates" in (ROOT / "Makefile").read_text("utf-8")
    assert "&& make test 2>" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_a_failing_gate_fails_the_run_and_the_others_still_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    planned = [
        gates.Gate(name="broken", command=("sh", "-c", "echo what is wrong; exit 3")),
        gates.Gate(name="absent", command=("no-such-tool-of-a-gate",)),
        gates.Gate(name="sound", command=("true",)),
    ]
    assert gates.run_all(planned, tmp_path) == gates.Count(1, 2)
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "what is wrong"
    assert [line.split()[:2] for line in lines if line.endswith(" s")] == [
        ["FAIL", "broken"],
        ["FAIL", "absent"],
        ["ok", "sound"],
    ]
    assert lines[-1] == "1 passed, 2 failed"


def test_the_tests_of_a_report_are_counted(tmp_path: Path) -> None:
    suite = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"/></testsuites>'
    write = f"echo '{suite}' > report.xml; exit 1"
    gate = gates.Gate(name="pytest", command=("sh", "-c", write), report="report.xml")
    assert gates.run_all([gate], tmp_path) == gates.Count(5, 3)


def test_a_run_that_ends_before_its_report_is_a_failure(tmp_path: Path) -> None:
    plant(tmp_path, {"report.xml": '<testsuite tests="9"/>'})
    gate = gates.Gate(name="pytest", command=("false",), report="report.xml")
    assert gates.run_all([gate], tmp_path) == gates.Count(0, 1)
