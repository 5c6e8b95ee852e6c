"""The locks pin everything that pyproject.toml and package.json ask for, and name no registry or machine.

Each check takes a root folder and returns sentences; `python -m tests.tidy.locks` prints those of this tree.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tidy.sources import ignored_names, walk

PYTHONS = ("3.11", "3.12")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: *; *([^\\]+?))? *\\?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
WEB = Path("kiosk_ui/web")


def problems(root: Path) -> list[str]:
    return [
        *uv_lock_problems(root),
        *(found for name in ("requirements.txt", "requirements-boot.txt") for found in form(root / name)),
        *missing_pins(root),
        *build_problems(root),
        *npm_form(root / WEB / "package-lock.json"),
        *npm_freshness(root),
        *npm_setting(root),
    ]


def uv_lock_problems(root: Path) -> Iterator[str]:
    """uv.lock records an address on every line: none in the tree, and git refuses one."""
    if "uv.lock" not in (root / ".gitignore").read_text("utf-8").splitlines():
        yield ".gitignore does not refuse uv.lock"
    ignored = [name for name in ignored_names(root) if name != "uv.lock"]
    for path in walk(root, ignored):
        if path.name == "uv.lock":
            yield f"{path}: remove it; requirements.txt is the lock"


def form(path: Path) -> Iterator[str]:
    """Only `name==version ; marker` with its hashes: no option, address, path or index can stand in it."""
    hashes = 1
    pinned = ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if HASH.match(line):
            hashes += 1
        elif found := PIN.match(line):
            if hashes == 0:
                yield f"{path.name}: {pinned} has no hash"
            pinned, hashes = found[1], 0
        else:
            yield f"{path.name}:{number}: neither a pin nor a hash: {line.strip()}"
    if hashes == 0:
        yield f"{path.name}: {pinned} has no hash"


def pins(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Name -> its (version, marker) pairs."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match[1]), []).append((match[2], match[3] or ""))
    return found


def missing_pins(root: Path) -> Iterator[str]:
    """Every dependency of every extra has a pin that fits it, on each Python that is served."""
    locked = pins(root / "requirements.txt")
    for asked in requirements(pyproject(root)):
        for python in PYTHONS:
            where = {"python_version": python, "python_full_version": f"{python}.0"}
            if asked.marker is not None and not asked.marker.evaluate(where):
                continue
            versions = [
                version
                for version, marker in locked.get(canonicalize_name(asked.name), [])
                if not marker or Requirement(f"x ; {marker}").marker.evaluate(where)  # type: ignore[union-attr]
            ]
            if not any(asked.specifier.contains(version, prereleases=True) for version in versions):
                yield f"requirements.txt: nothing fits {asked} on Python {python}; run `make lock`"


def requirements(project: dict[str, Any]) -> Iterator[Requirement]:
    """What the project asks for, its extras of itself left out."""
    table = project["project"]
    asked = [*table["dependencies"], *project["build-system"]["requires"]]
    for extra in table["optional-dependencies"].values():
        asked.extend(extra)
    for text in asked:
        wanted = Requirement(text)
        if canonicalize_name(wanted.name) != canonicalize_name(table["name"]):
            yield wanted


def build_problems(root: Path) -> Iterator[str]:
    project = pyproject(root)
    if sorted(project["build-system"]["requires"]) != sorted(project["dependency-groups"]["build"]):
        yield "pyproject.toml: build-system.requires and the dependency group `build` differ"


def npm_form(path: Path) -> Iterator[str]:
    for name, package in json.loads(path.read_text("utf-8"))["packages"].items():
        if "resolved" in package or package.get("link"):
            yield f"{path.name}: {name} names where it was taken from"
        if name and "integrity" not in package and not package.get("inBundle"):
            yield f"{path.name}: {name} has no integrity"


def npm_freshness(root: Path) -> Iterator[str]:
    wanted = json.loads((root / WEB / "package.json").read_text("utf-8"))
    locked = json.loads((root / WEB / "package-lock.json").read_text("utf-8"))["packages"][""]
    for table in ("dependencies", "devDependencies"):
        if wanted.get(table, {}) != locked.get(table, {}):
            yield f"package-lock.json: its {table} are not those of package.json; run npm install"


def npm_setting(root: Path) -> Iterator[str]:
    if "omit-lockfile-registry-resolved=true" not in (root / WEB / ".npmrc").read_text("utf-8").splitlines():
        yield ".npmrc: omit-lockfile-registry-resolved=true is missing"


def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def main() -> int:
    found = problems(Path(__file__).resolve().parents[2])
    sys.stdout.writelines(f"{line}\n" for line in found)
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
