"""`make setup` on a machine without a fitting Python, or without its venv module, names the cure."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements-boot.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def setup_with(clone: Path, python: str) -> tuple[int, str]:
    interpreter = clone / "python"
    interpreter.write_text(f"#!/usr/bin/env bash\n{python}\n", "utf-8")
    interpreter.chmod(0o755)
    done = subprocess.run(
        ["make", "setup", f"PYTHON={interpreter}"],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    return done.returncode, done.stderr


def test_another_python_is_refused(clone: Path) -> None:
    code, said = setup_with(clone, "exit 1")
    assert code != 0
    assert "runs on Python 3.11 or 3.12" in said
    assert not (clone / ".boot").exists()


def test_a_missing_venv_module_names_its_package(clone: Path) -> None:
    code, said = setup_with(clone, f'[[ "$*" == *ensurepip* ]] && exit 1; exec {sys.executable} "$@"')
    assert code != 0
    assert f"python3.{sys.version_info.minor}-venv" in said
    assert not (clone / ".boot").exists()
