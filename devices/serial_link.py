"""A serial port as a Link: pyserial sets the port up, the event loop moves the bytes, no thread."""

from __future__ import annotations

import asyncio
import errno
import os
import termios
from contextlib import suppress

import serial

from devices.address import SerialAddress
from devices.link import BUFFER_BYTES, READ_BYTES
from edge.errors import DeviceError, Retry

_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO)


class SerialLink:
    """One port, opened exclusively. With BUFFER_BYTES unread, reading pauses; the kernel holds the rest."""

    def __init__(self, address: SerialAddress) -> None:
        self._address = address
        self._port: serial.Serial | None = None
        self._data = bytearray()
        self._trouble: DeviceError | None = None
        self._readable = asyncio.Event()
        self._reading = False

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
        self._data.clear()
        self._trouble = None
        self._resume()

    async def close(self) -> None:
        port = self._port
        if port is None:
            return
        self._fail(DeviceError(f"The port {self._address.path} was closed."))
        self._port = None
        asyncio.get_running_loop().remove_writer(port.fileno())
        with suppress(OSError, termios.error):
            port.reset_output_buffer()  # a dead line would hold the close back while it drains
        with suppress(OSError, termios.error):
            port.close()

    async def read(self) -> bytes:
        while not self._data:
            if self._trouble is not None:
                raise self._trouble
            if self._port is None:
                raise DeviceError(f"The port {self._address.path} is not open.")
            self._readable.clear()
            await self._readable.wait()
        data = bytes(self._data[:READ_BYTES])
        del self._data[: len(data)]
        self._resume()
        return data

    async def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            if self._port is None or self._trouble is not None:
                raise self._trouble or DeviceError(f"The port {self._address.path} is not open.")
            try:
                left = left[os.write(self._port.fileno(), left) :]
            except BlockingIOError:
                await self._writable(self._port.fileno())
            except OSError as error:
                self._fail(gone(self._address.path))
                raise gone(self._address.path) from error

    def _resume(self) -> None:
        if self._port is not None and self._trouble is None and not self._reading:
            asyncio.get_running_loop().add_reader(self._port.fileno(), self._take)
            self._reading = True

    def _take(self) -> None:
        """The loop says the port is readable."""
        if self._port is None:
            return
        try:
            data = os.read(self._port.fileno(), READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._fail(gone(self._address.path))
            return
        self._data += data
        self._readable.set()
        if len(self._data) > BUFFER_BYTES - READ_BYTES:
            self._pause(self._port.fileno())

    def _pause(self, fileno: int) -> None:
        if self._reading:
            asyncio.get_running_loop().remove_reader(fileno)
            self._reading = False

    def _fail(self, trouble: DeviceError) -> None:
        self._trouble = trouble
        if self._port is not None:
            self._pause(self._port.fileno())
        self._readable.set()

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
