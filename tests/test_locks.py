"""The locks of this tree are whole and name no place, and each check is shown to bite on a planted fault."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tidy import locks

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    ".gitignore",
    "pyproject.toml",
    "requirements.txt",
    "requirements-boot.txt",
    "kiosk_ui/web/.npmrc",
    "kiosk_ui/web/package.json",
    "kiosk_ui/web/package-lock.json",
)
Fault = Callable[[Path], None]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in COPIED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_locks_are_whole() -> None:
    assert locks.problems(ROOT) == []


def appended(name: str, text: str) -> Fault:
    def plant(root: Path) -> None:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return plant


def replaced(name: str, old: str, new: str) -> Fault:
    def plant(root: Path) -> None:
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new, 1), "utf-8")

    return plant


def in_npm_lock(key: str, value: str) -> Fault:
    def plant(root: Path) -> None:
        path = root / "kiosk_ui/web/package-lock.json"
        lock = json.loads(path.read_text("utf-8"))
        lock["packages"]["node_modules/preact"][key] = value
        path.write_text(json.dumps(lock), "utf-8")

    return plant


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (appended("requirements.txt", "--find-links wheels\n"), "neither a pin nor a hash"),
        (appended("requirements.txt", "--index-url https://mirror.test/simple\n"), "neither a pin"),
        (appended("requirements.txt", "shelf @ file:///shelf.whl\n"), "neither a pin nor a hash"),
        (appended("requirements-boot.txt", "pip==1.0\n"), "pip has no hash"),
        (replaced("requirements.txt", "msgspec==", "msgspec==0.0.1+"), "nothing fits msgspec"),
        (
            replaced("pyproject.toml", '"biip>=3,<6"', '"biip>=3,<6", "shelf-label"'),
            "nothing fits shelf-label",
        ),
        (replaced("pyproject.toml", '"hatchling>=1.27,<2"', '"hatchling>=1.26,<2"'), "`build` differ"),
        (replaced(".gitignore", "uv.lock\n", ""), "does not refuse uv.lock"),
        (appended("uv.lock", ""), "remove it"),
        (in_npm_lock("resolved", "https://mirror.test/preact.tgz"), "names where it was taken from"),
        (in_npm_lock("link", "shelf"), "names where it was taken from"),
        (replaced("kiosk_ui/web/package-lock.json", '"integrity"', '"no"'), "has no integrity"),
        (replaced("kiosk_ui/web/package.json", '"preact"', '"react"'), "run npm install"),
        (replaced("kiosk_ui/web/.npmrc", "omit-lock", "keep-lock"), "is missing"),
    ],
)
def test_a_fault_in_a_lock_is_found(copied: Path, fault: Fault, words: str) -> None:
    assert locks.problems(copied) == []
    fault(copied)
    assert words in "\n".join(locks.problems(copied))
