"""A keyboard's event file as a Link: opened for this store alone, read through the loop."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from devices.descriptor import DescriptorReader
from edge.errors import DeviceError, Retry

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int): what is typed reaches nobody else, no console and no page
Grab = Callable[[int], None]


class HidLink:
    """One keyboard. It is looked for at every opening, since a replug may have moved it."""

    def __init__(self, find: Callable[[], Path], *, grab: Grab | None = None) -> None:
        self._find, self._grab = find, grab or grab_alone
        self._fileno = -1
        self._reader = DescriptorReader(_gone)

    async def open(self) -> None:
        await self.close()
        path = self._find()
        try:
            self._fileno = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._grab(self._fileno)
        except OSError as error:
            self._let_go()
            raise refused(path, error) from error
        self._reader.start(self._fileno)

    async def close(self) -> None:
        """The kernel ends the grab with the last descriptor."""
        self._reader.fail(DeviceError("The keyboard was closed."))
        self._let_go()

    async def read(self) -> bytes:
        if self._fileno < 0:
            raise DeviceError("The keyboard is not open.")
        return await self._reader.read()

    async def write(self, data: bytes) -> None:
        """A keyboard takes no orders."""
        raise DeviceError("A gun that plays a keyboard takes no signals: set none.", retry=Retry.PERMANENT)

    def _let_go(self) -> None:
        fileno, self._fileno = self._fileno, -1
        if fileno >= 0:
            os.close(fileno)


def grab_alone(fileno: int) -> None:
    """`OSError` where another program has it, or where it is no event file."""
    fcntl.ioctl(fileno, EVIOCGRAB, 1)


def refused(path: Path, error: OSError) -> DeviceError:
    """Why a keyboard did not open, as a sentence that names the cure."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            cure = "add the user that runs the store to the group input, then start again"
            return DeviceError(f"The keyboard {path} may not be opened: {cure}.", retry=Retry.PERMANENT)
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO:
            return DeviceError(f"The keyboard {path} is missing: plug the gun in, or correct its link.")
        case errno.EBUSY:
            return DeviceError(f"The keyboard {path} is in use: end the other program that grabbed it.")
        case errno.ENOTTY | errno.EINVAL | errno.EISDIR:
            cure = "name an event file, as they lie in /dev/input/by-id"
            return DeviceError(f"{path} is no keyboard: {cure}.", retry=Retry.PERMANENT)
        case _:
            words = error.strerror or str(error)
            return DeviceError(f"The keyboard {path} does not open ({words}): check its plug and its link.")


def _gone() -> DeviceError:
    return DeviceError("The keyboard vanished: put the gun's plug back in.")
