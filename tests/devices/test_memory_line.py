"""The faults of the line in memory: each does what it says, and the same seed does the same again."""

from __future__ import annotations

import pytest

from devices.link import BUFFER_BYTES, STALLED_CHUNKS, Chance, Faults, MemoryLine
from edge.errors import DeviceError
from tests.devices.chance import seeded
from tests.devices.virtual_time import virtual_time

SENT = [bytes([65 + at]) * 8 for at in range(26)]


def deaf(data: bytes) -> None:
    """A device that takes no orders."""


async def carried(faults: Faults | None, chance: Chance | None, sent: list[bytes]) -> list[bytes]:
    """What the host reads of what the device wrote, chunk by chunk."""
    line = MemoryLine(faults=faults, chance=chance)
    await line.host.open()
    got: list[bytes] = []
    line.host.listen(got.append)
    await line.device.open()
    for chunk in sent:
        await line.device.write(chunk)
    return got


@virtual_time
async def test_without_faults_nothing_changes() -> None:
    assert await carried(None, None, SENT) == SENT


@virtual_time
async def test_drop_loses_chunks_and_only_chunks() -> None:
    got = await carried(Faults(drop=0.5), seeded(1), SENT)
    assert 0 < len(got) < len(SENT)
    assert [chunk for chunk in SENT if chunk in got] == got


@virtual_time
async def test_split_loses_nothing() -> None:
    got = await carried(Faults(split=1.0), seeded(2), SENT)
    assert len(got) == 2 * len(SENT)
    assert b"".join(got) == b"".join(SENT)


@virtual_time
async def test_duplicate_says_a_chunk_twice() -> None:
    assert await carried(Faults(duplicate=1.0), seeded(3), SENT[:2]) == [SENT[0]] * 2 + [SENT[1]] * 2


@virtual_time
async def test_corrupt_turns_one_bit() -> None:
    got = await carried(Faults(corrupt=1.0), seeded(4), SENT)
    for sent, arrived in zip(SENT, got, strict=True):
        turned = int.from_bytes(sent, "big") ^ int.from_bytes(arrived, "big")
        assert turned.bit_count() == 1


@virtual_time
async def test_the_same_seed_spoils_in_the_same_way() -> None:
    faults = Faults(drop=0.2, split=0.5, duplicate=0.2, corrupt=0.2)
    assert await carried(faults, seeded(5), SENT) == await carried(faults, seeded(5), SENT)
    assert await carried(faults, seeded(5), SENT) != await carried(faults, seeded(6), SENT)


def test_faults_need_a_seed() -> None:
    with pytest.raises(ValueError, match="chance"):
        MemoryLine(faults=Faults(drop=0.1))


@virtual_time
async def test_a_stalled_line_holds_bytes_in_order_until_it_flows() -> None:
    line = MemoryLine()
    got: list[bytes] = []
    line.host.listen(got.append)
    line.stall()
    line.device.listen(deaf)
    for chunk in SENT[:3]:
        line.device.put(chunk)
    assert got == []
    line.flow()
    assert got == SENT[:3]


@virtual_time
async def test_a_stalled_line_holds_no_more_than_its_bound() -> None:
    line = MemoryLine()
    got: list[bytes] = []
    line.host.listen(got.append)
    line.device.listen(deaf)
    line.stall()
    for at in range(STALLED_CHUNKS + 5):
        line.device.put(bytes([at]))
    line.flow()
    assert got == [bytes([at]) for at in range(5, STALLED_CHUNKS + 5)]


@virtual_time
async def test_what_a_stalled_line_held_is_lost_with_the_plug() -> None:
    line = MemoryLine()
    got: list[bytes] = []
    line.host.listen(got.append)
    line.device.listen(deaf)
    line.stall()
    line.device.put(b"gone")
    line.unplug()
    with pytest.raises(DeviceError, match="plug"):
        line.device.put(b"more")
    line.plug()
    line.flow()
    assert got == []


@virtual_time
async def test_a_device_that_does_not_wait_overruns_the_buffer_and_no_more() -> None:
    line = MemoryLine()
    await line.host.open()
    line.device.listen(deaf)
    for _ in range(3):
        line.device.put(b"x" * BUFFER_BYTES)
    total = 0
    while total < BUFFER_BYTES:
        total += len(await line.host.read())
    assert total == BUFFER_BYTES
    line.device.put(b"next")
    assert await line.host.read() == b"next"
