"""Which files are sources of ours, and what a finding looks like."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

PYTHON = (".py",)
SCREENS = (".ts", ".tsx", ".css")
# schema.d.ts is what openapi-typescript writes from the served document.
GENERATED = (".gen.ts", ".gen.tsx", ".gen.css", "schema.d.ts")
LOCKS = {"package-lock.json", "requirements.txt", "requirements-boot.txt"}
BINARY = {".png", ".jpg", ".webp", ".woff2", ".ico", ".pdf", ".db"}


@dataclass(frozen=True, slots=True)
class Finding:
    path: Path
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says}"


def files(root: Path) -> Iterator[Path]:
    """Every file of the tree but those that .gitignore names, relative to root and in order."""
    return walk(root, ignored_names(root))


def walk(root: Path, ignored: list[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if not is_ignored(inside / name, ignored))
        yield from (inside / name for name in sorted(names) if not is_ignored(inside / name, ignored))


def ignored_names(root: Path) -> list[str]:
    """The patterns of the top .gitignore: names with `*`, or paths from the root; it uses nothing finer."""
    file = root / ".gitignore"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [".git", *(line.rstrip("/") for line in lines if line and not line.startswith("#"))]


def is_ignored(path: Path, patterns: list[str]) -> bool:
    return any(fnmatch(str(path) if "/" in pattern else path.name, pattern) for pattern in patterns)


def python_files(root: Path) -> Iterator[Path]:
    return (path for path in files(root) if path.suffix in PYTHON)


def screen_files(root: Path) -> Iterator[Path]:
    return (path for path in files(root) if path.suffix in SCREENS and not path.name.endswith(GENERATED))


def text_files(root: Path) -> Iterator[Path]:
    """What people read: no locks, pictures or data."""
    for path in files(root):
        if path.name not in LOCKS and path.suffix not in BINARY and path.suffix not in (".csv", ".bin"):
            yield path
