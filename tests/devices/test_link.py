"""One contract for every kind of line: memory, serial port, TCP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from devices.link import READ_BYTES
from edge.errors import DeviceError, Retry
from tests.devices.far_end import FarEnd, MemoryFarEnd, PtyFarEnd, TcpFarEnd

KINDS: dict[str, Callable[[Path], FarEnd]] = {
    "memory": lambda _: MemoryFarEnd(),
    "pty": PtyFarEnd,
    "tcp": lambda _: TcpFarEnd(),
}
PATIENCE_S = 10.0
LONG = bytes(range(256)) * 1200  # more than any buffer on the way


@pytest.fixture(params=KINDS)
async def far(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FarEnd]:
    end = KINDS[request.param](tmp_path)
    await end.start()
    await end.link.open()
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield end
    finally:
        await end.link.close()
        await end.stop()


async def turns() -> None:
    """Let what is on its way arrive at the buffers."""
    for _ in range(20):
        await asyncio.sleep(0.001)


async def write_on(far: FarEnd) -> None:
    """TCP finds out at the second try."""
    for _ in range(100):
        await far.link.write(b"x" * 1000)
        await asyncio.sleep(0)


async def read_exactly(far: FarEnd, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        chunk = await far.link.read()
        assert 0 < len(chunk) <= READ_BYTES
        data += chunk
    return bytes(data)


async def test_bytes_arrive_in_both_directions(far: FarEnd) -> None:
    await far.send(b"\x00\xff]E06901234567892\r\n")
    assert await read_exactly(far, 20) == b"\x00\xff]E06901234567892\r\n"
    await far.link.write(b"\x10\x04\x01\x11\x13")
    assert await far.receive(5) == b"\x10\x04\x01\x11\x13"


async def test_a_long_write_waits_for_its_reader_and_loses_nothing(far: FarEnd) -> None:
    writing = asyncio.create_task(far.link.write(LONG))
    assert await far.receive(len(LONG)) == LONG
    await writing


async def test_a_slow_reader_holds_the_far_end_back(far: FarEnd) -> None:
    flood = LONG * far.longs_it_cannot_hold
    sending = asyncio.create_task(far.send(flood))
    await asyncio.wait([sending], timeout=0.2)
    assert not sending.done()
    assert await read_exactly(far, len(flood)) == flood
    await sending


async def test_a_cancelled_read_loses_nothing(far: FarEnd) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await far.link.read()
    await far.send(b"after")
    assert await read_exactly(far, 5) == b"after"


async def test_a_pulled_plug_ends_a_read(far: FarEnd) -> None:
    reading = asyncio.create_task(far.link.read())
    await asyncio.sleep(0)
    await far.unplug()
    with pytest.raises(DeviceError) as caught:
        await reading
    assert caught.value.retry is Retry.TRANSIENT
    with pytest.raises(DeviceError):
        await far.link.read()


async def test_without_its_plug_a_line_does_not_open_and_says_what_to_do(far: FarEnd) -> None:
    await far.unplug()
    with pytest.raises(DeviceError, match=r"plug|check"):
        await far.link.open()


async def test_plugged_in_again_it_opens_and_has_forgotten_the_half_frame(far: FarEnd) -> None:
    await far.send(b"half a fra")
    await turns()
    await far.unplug()
    await far.plug()
    await far.link.open()
    await far.send(b"whole")
    assert await read_exactly(far, 5) == b"whole"


async def test_a_write_after_the_plug_was_pulled_is_an_error_in_the_end(far: FarEnd) -> None:
    await far.unplug()
    with pytest.raises(DeviceError):
        await write_on(far)


async def test_closing_ends_a_read_and_may_be_done_twice(far: FarEnd) -> None:
    reading = asyncio.create_task(far.link.read())
    await asyncio.sleep(0)
    await far.link.close()
    await far.link.close()
    with pytest.raises(DeviceError):
        await reading


async def test_a_closed_line_neither_reads_nor_writes(far: FarEnd) -> None:
    await far.link.close()
    with pytest.raises(DeviceError):
        await far.link.read()
    with pytest.raises(DeviceError):
        await far.link.write(b"x")
