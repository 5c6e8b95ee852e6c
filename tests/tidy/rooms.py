"""Plants a tree of empty rooms from the import contracts of pyproject.toml, whole or with chosen faults."""

import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
DOC = '"""A planted room."""\n'


def contracts() -> list[dict[str, Any]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    found: list[dict[str, Any]] = table["contracts"]
    return found


def plant_rooms(root: Path, faults: Iterable[tuple[str, str]] = ()) -> None:
    """Every room that a contract names, each library where it may be, and the (module, import) faults."""
    shutil.copy(ROOT / "pyproject.toml", root / "pyproject.toml")
    for contract in contracts():
        for room in rooms_of(contract):
            plant_module(root, room, "__init__")
        for library in contract.get("protected_modules", []):
            plant_module(root, contract["allowed_importers"][0], "__init__", f"import {library}\n")
    for module, imported in faults:
        package, _, name = module.rpartition(".")
        plant_module(root, package, name, f"import {imported}\n")


def rooms_of(contract: Mapping[str, Any]) -> list[str]:
    layers = [name for line in contract.get("layers", []) for name in re.split(r"[|:]", line)]
    inside = [f"{container}." for container in contract.get("containers", [])] or [""]
    names = [f"{prefix}{name.strip(' ()')}" for name in layers for prefix in inside]
    names += [*contract.get("source_modules", []), *contract.get("allowed_importers", [])]
    return [*names, *contract.get("modules", [])]


def plant_module(root: Path, package: str, name: str, text: str = "") -> None:
    """A module with its packages; text is added to what stands there."""
    folder = root
    for part in package.split("."):
        folder /= part
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    path = folder / f"{name}.py"
    path.write_text((path.read_text("utf-8") if path.exists() else DOC) + text, "utf-8")


def verdicts(output: str) -> dict[str, bool]:
    """What lint-imports printed, as contract name -> kept."""
    lines = ANSI.sub("", output).splitlines()
    matches = (re.match(r"^(.+?) (KEPT|BROKEN)(?: |$)", line) for line in lines)
    return {match[1]: match[2] == "KEPT" for match in matches if match}
