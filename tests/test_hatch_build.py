"""The screens are built when a source of theirs changed, and only then; a failed build leaves none behind."""

from pathlib import Path

import pytest

import hatch_build

VITE = """
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
mkdirSync("../dist", { recursive: true });
writeFileSync("../dist/kiosk.html", "built");
appendFileSync("../builds", "1");
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A web folder whose packages are in place and whose Vite only counts."""
    web = tmp_path / "kiosk_ui" / "web"
    packages = [web / "package.json", web / "package-lock.json"]
    for path in (*packages, web / "kiosk.html", web / "src" / "kiosk" / "main.tsx"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", "utf-8")
    plant_vite(tmp_path, VITE)
    (web / "node_modules" / ".fingerprint").write_text(hatch_build.fingerprint(web, packages), "ascii")
    return tmp_path


def plant_vite(root: Path, script: str) -> None:
    path = root / "kiosk_ui" / "web" / "node_modules" / "vite" / "bin" / "vite.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name("package.json").write_text('{"type": "module"}', "utf-8")
    path.write_text(script, "utf-8")


def builds(root: Path) -> int:
    return len((root / "kiosk_ui" / "builds").read_text())


def test_a_second_build_does_nothing(root: Path) -> None:
    for _ in range(2):
        built = hatch_build.build_screens(root)
        assert (built / "kiosk.html").read_text() == "built"
    assert builds(root) == 1


@pytest.mark.parametrize("change", ["edited", "renamed", "added", "removed"])
def test_a_changed_source_is_built(root: Path, change: str) -> None:
    hatch_build.build_screens(root)
    source = root / "kiosk_ui" / "web" / "src" / "kiosk" / "main.tsx"
    if change == "edited":
        source.write_text("[]", "utf-8")
    elif change == "renamed":
        source.rename(source.with_name("start.tsx"))
    elif change == "added":
        source.with_name("shelf.css").write_text("", "utf-8")
    else:
        source.unlink()
    hatch_build.build_screens(root)
    assert builds(root) == 2


def test_a_failed_build_carries_the_tools_words_and_is_tried_again(root: Path) -> None:
    plant_vite(root, "console.error('no such page'); process.exit(2);")
    with pytest.raises(hatch_build.BuildFailedError, match="no such page"):
        hatch_build.build_screens(root)
    plant_vite(root, VITE)
    assert (hatch_build.build_screens(root) / "kiosk.html").read_text() == "built"


def test_node_comes_from_the_wheel() -> None:
    assert (hatch_build.wheel_folder() / "bin" / "node").is_file()
