"""A disk that forgets every write since the last sync when the power goes, as an apsw VFS over real files.

SIGKILL spares the page cache, a power cut does not. Beside each file an image is kept of what was synced;
after the cut the images are all there is. Given chance, some forgotten writes survive, as on real disks.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

SECTOR = 512
SURVIVES = 0.5
SHARED_MEMORY = "-shm"  # rebuilt by whoever opens first


class PowerCut(Exception):
    """Raised by every touch of the disk from the cut on."""


@contextmanager
def quiet() -> Iterator[None]:
    """SQLite goes on touching a dead disk while it gives up; those PowerCuts have nobody to catch them."""
    told = sys.unraisablehook

    def tell(unraisable: sys.UnraisableHookArgs) -> None:
        if not isinstance(unraisable.exc_value, PowerCut):
            told(unraisable)

    sys.unraisablehook = tell
    try:
        yield
    finally:
        sys.unraisablehook = told


class Platter:
    """One file: what is safe, and what was written or cut off since."""

    def __init__(self, image: bytes | None) -> None:
        self._image = bytearray(image or b"")
        self._safe = image is not None
        self._since: list[tuple[int, bytes | None]] = []  # offset and data, or new size and None

    def write(self, data: bytes, offset: int) -> None:
        for start in range(0, len(data), SECTOR):
            self._since.append((offset + start, data[start : start + SECTOR]))

    def truncate(self, size: int) -> None:
        self._since.append((size, None))

    def sync(self) -> None:
        for offset, data in self._since:
            put(self._image, data, offset)
        self._since.clear()
        self._safe = True

    def after_cut(self, chance: random.Random | None) -> bytes | None:
        """The file's bytes when the power is back; with `chance`, half the forgotten changes survived."""
        image = bytearray(self._image)
        kept = [] if chance is None else [change for change in self._since if chance.random() < SURVIVES]
        for offset, data in kept:
            put(image, data, offset)
        return bytes(image) if self._safe or kept else None


def put(image: bytearray, data: bytes | None, offset: int) -> None:
    """Write `data` at `offset`; None cuts the file there."""
    if data is None:
        del image[offset:]
        data = b""
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


class Disk:
    """All files below one VFS name. The power goes at touch number `cut_at` (counted from 1); 0: never."""

    def __init__(self, name: str, *, cut_at: int = 0) -> None:
        self.name = name
        self.cut_at = cut_at
        self.touches = 0
        self.syncs = 0
        self.dead = False
        self.platters: dict[str, Platter] = {}
        self._vfs = ForgetfulVfs(self)

    def alive(self) -> bool:
        """One write, truncate, sync or delete is about to happen; False from the cut on."""
        self.touches += 1
        self.dead = self.dead or self.touches == self.cut_at
        return not self.dead

    def touch(self) -> None:
        if not self.alive():
            raise PowerCut(f"at touch {self.touches}")

    def platter(self, path: str) -> Platter:
        """A file that stood there before the disk was watched is safe as it stands."""
        if path not in self.platters:
            file = Path(path)
            self.platters[path] = Platter(file.read_bytes() if file.exists() else None)
        return self.platters[path]

    def leave(self, folder: Path, *, chance: random.Random | None = None) -> None:
        """Write what the cut left into `folder`, under the files' own names."""
        folder.mkdir(parents=True, exist_ok=True)
        for path, platter in self.platters.items():
            image = platter.after_cut(chance)
            if image is not None and not path.endswith(SHARED_MEMORY):
                (folder / Path(path).name).write_bytes(image)

    def eject(self) -> None:
        self._vfs.unregister()


class ForgetfulVfs(apsw.VFS):
    """The system's own VFS, watched by a Disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(disk.name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> ForgetfulFile:  # noqa: N802
        return ForgetfulFile(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        if self._disk.alive():  # a dead disk deletes nothing; SQLite asks while it gives up
            super().xDelete(filename, syncdir)
            self._disk.platters.pop(filename, None)


class ForgetfulFile(apsw.VFSFile):
    """Passes everything on to the real file, and tells the disk."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._platter = Platter(None) if path is None else disk.platter(path)
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.touch()
        super().xWrite(data, offset)
        self._platter.write(bytes(data), offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.touch()
        super().xTruncate(newsize)
        self._platter.truncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.touch()
        self._platter.sync()  # the real sync is spared: this disk's truth is its images
        self._disk.syncs += 1
