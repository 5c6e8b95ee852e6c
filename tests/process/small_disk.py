"""A file system of a few MiB: a tmpfs where this machine lets us mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(folder: Path, *, mib: int) -> Iterator[bool]:
    """`folder` on a file system of its own; False where nobody may mount, and it is a plain folder."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ("-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", str(folder))
    try:
        mounted = subprocess.run(["mount", *options], check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
