"""The doctor's look at the machine itself: Python, clock, libraries, pages, disk."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from edge.app.ports import Clock
from edge.compose import folders
from edge.compose.finding import Finding, doubt, fine, wrong

FREE_WARNING_BYTES = 1 << 30
FREE_WRONG_BYTES = 200 << 20
BUILT_MS = 1_735_689_600_000  # 2025-01-01: no store's clock is older
PYTHONS = ((3, 11), (3, 12))


def machine(clock: Clock) -> list[Finding]:
    """What does not depend on the configuration."""
    found: list[Finding] = []
    version = sys.version_info[:2]
    name = f"Python {version[0]}.{version[1]}"
    found.append(
        fine("python", name) if version in PYTHONS else wrong("python", name, "use Python 3.11 or 3.12")
    )
    if clock.now_ms() < BUILT_MS:
        cure = "set it (timedatectl set-ntp true); receipts and prices go by it"
        found.append(wrong("clock", "the machine's clock is years behind", cure))
    else:
        found.append(fine("clock", "set"))
    found += _reading()
    if folders.screens() is None:
        found.append(wrong("screens", "the pages are not built", "make screens, or install the wheel"))
    else:
        found.append(fine("screens", "built"))
    return found


def _reading() -> list[Finding]:
    """What reading codes from pictures is better with."""
    found: list[Finding] = []
    if find_spec("cv2") is None:
        cure = "install store-edge[vision]; without it turned, blurred and dark codes in pictures are missed"
        found.append(doubt("opencv", "not installed", cure))
    else:
        found.append(fine("opencv", "installed"))
    if ctypes.util.find_library("zbar") is None:
        cure = "sudo apt-get install libzbar0, for one more voter in reading codes from pictures"
        found.append(doubt("libzbar", "not installed", cure))
    elif find_spec("pyzbar") is None:
        found.append(doubt("libzbar", "installed, but nothing speaks to it", "install store-edge[zbar]"))
    else:
        found.append(fine("libzbar", "installed"))
    return found


def disk(database: Path) -> list[Finding]:
    """Whether the database's folder can be written, and how much room there is."""
    folder = database.parent
    if not folder.is_dir():
        return [wrong("store.data", f"{folder} does not exist", f"mkdir -p {folder}")]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [
            wrong("store.data", f"{folder} may not be written by this user", f"sudo chown $USER {folder}")
        ]
    free = shutil.disk_usage(folder).free
    words = f"{free // (1 << 20)} MiB free in {folder}"
    cure = "make room: old backups, pictures and logs first"
    if free < FREE_WRONG_BYTES:
        return [wrong("disk", words, cure)]
    return [doubt("disk", words, cure) if free < FREE_WARNING_BYTES else fine("disk", words)]
