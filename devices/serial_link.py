"""A serial port as a Link: pyserial sets the port up, the event loop moves the bytes, no thread."""

from __future__ import annotations

import asyncio
import errno
import os
import termios
from contextlib import suppress

import serial

from devices.address import SerialAddress
from devices.descriptor import DescriptorReader
from edge.errors import DeviceError, Retry

_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO)


class SerialLink:
    """One port, opened exclusively."""

    def __init__(self, address: SerialAddress) -> None:
        self._address = address
        self._port: serial.Serial | None = None
        self._reader = DescriptorReader(lambda: gone(address.path))

    async def open(self) -> None:
        await self.close()
        address = self._address
        try:
            self._port = serial.Serial(
                port=address.path,
                baudrate=address.baud,
                bytesize=address.bits,
                parity=address.parity,
                stopbits=address.stop,
                timeout=0,
                write_timeout=0,
                exclusive=True,
            )
        except (OSError, ValueError, termios.error) as error:  # SerialException is an OSError
            raise refused(address.path, error) from error
        self._reader.start(self._port.fileno())

    async def close(self) -> None:
        port = self._port
        if port is None:
            return
        self._reader.fail(DeviceError(f"The port {self._address.path} was closed."))
        self._port = None
        asyncio.get_running_loop().remove_writer(port.fileno())
        with suppress(OSError, termios.error):
            port.reset_output_buffer()  # a dead line would hold the close back while it drains
        with suppress(OSError, termios.error):
            port.close()

    async def read(self) -> bytes:
        if self._port is None:
            raise self._closed()
        return await self._reader.read()

    async def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            if self._port is None or self._reader.trouble is not None:
                raise self._reader.trouble or self._closed()
            try:
                left = left[os.write(self._port.fileno(), left) :]
            except BlockingIOError:
                await self._writable(self._port.fileno())
            except OSError as error:
                self._reader.fail(gone(self._address.path))
                raise gone(self._address.path) from error

    def _closed(self) -> DeviceError:
        return DeviceError(f"The port {self._address.path} is not open.")

    async def _writable(self, fileno: int) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_writer(fileno, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_writer(fileno)


def refused(path: str, error: Exception) -> DeviceError:
    """Why a port did not open, as a sentence that names the cure."""
    inner = error.__context__ if isinstance(error.__context__, termios.error) else error
    number = (
        inner.args[0] if isinstance(inner, termios.error) and inner.args else getattr(error, "errno", None)
    )
    words = str(error)
    if number == errno.EACCES or "Permission denied" in words:
        cure = "add the user that runs the store to the group dialout, then start again"
        return DeviceError(f"The port {path} may not be opened: {cure}.", retry=Retry.PERMANENT)
    if number in _GONE:
        return DeviceError(f"The port {path} is missing: plug the device in, or correct its link.")
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in words:
        return DeviceError(f"The port {path} is in use: end the other program that holds it.")
    if isinstance(error, ValueError | termios.error) or number in (errno.EINVAL, errno.ENOTTY):
        cure = "correct baud, bits, parity and stop, or name a serial port"
        return DeviceError(f"The port {path} does not take these settings: {cure}.", retry=Retry.PERMANENT)
    return DeviceError(f"The port {path} does not open ({words}): check its cable and its link.")


def gone(path: str) -> DeviceError:
    """A port that was open and vanished."""
    return DeviceError(f"The port {path} vanished: put the plug back in.")
