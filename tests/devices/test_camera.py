"""The camera's driver over real HTTP, pushed to by the virtual camera and by strangers."""

from __future__ import annotations

import asyncio
import io
import socket
from urllib.parse import urlsplit

import aiohttp
import msgspec
import pytest

from devices.gate.camera import PUSH_BYTES, PUSHES_AT_ONCE, PushCamera
from devices.gate.camera_sim import PushingCamera, WithCamera
from devices.gate.options import CameraOptions
from devices.gate.vzenith import PlateRead, push_bytes
from devices.registry import Device, build
from edge.config import DeviceConfig
from edge.domain.message import Actor
from edge.domain.parking import PlateSeen
from edge.errors import DeviceError, Rejected, Retry, StoreError
from tests.devices.desk import Desk, config, ends, part, running, soon

PLATE = "粤B12345"
READ = PlateRead(
    serial="ours", plate=PLATE, color="blue", confidence=90, seen_ms=5, replayed=False, fake=False
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def camera_config(options: CameraOptions | None = None, host: str = "127.0.0.1") -> DeviceConfig:
    return config("camera.vzenith", link=f"http://{host}:{free_port()}", place="lane-1", options=options)


async def posted(address: str, body: bytes) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.post(address, data=io.BytesIO(body)) as got:
        return got.status, await got.read()


def address_of(device: Device) -> str:
    assert isinstance(device.part, PushCamera)
    return device.part.bound


async def test_a_plate_is_seen_in_the_cameras_lane() -> None:
    desk = Desk()
    async with running(desk, config("camera.vzenith", place="lane-1")) as device:
        assert isinstance(device.sim, PushingCamera)
        await desk.said("ok")
        await device.sim.plate(PLATE, "blue")
    ((command, actor),) = desk.heard
    assert isinstance(command, PlateSeen)
    assert (command.lane, command.plate, command.color, command.replayed) == ("lane-1", PLATE, "blue", False)
    assert command.seen_ms > 0
    assert actor == Actor(role="device", place="lane-1", channel="device")
    assert desk.keys == [f"device-1:{command.seen_ms}:{PLATE}"]
    assert device.sim.state == PLATE


async def test_what_it_saw_without_its_plug_arrives_later_as_replayed() -> None:
    desk = Desk()
    async with running(desk, config("camera.vzenith", place="lane-1")) as device:
        assert isinstance(device.sim, PushingCamera)
        await desk.said("ok")
        await device.sim.set_plugged(plugged=False)
        await device.sim.plate(PLATE, "green")
        assert desk.heard == []
        await device.sim.set_plugged(plugged=True)
    (command,) = desk.commands
    assert isinstance(command, PlateSeen)
    assert command.replayed
    assert command.color == "green"


async def test_a_camera_without_its_plug_is_reported_silent_and_well_again() -> None:
    desk = Desk()
    made = config("camera.vzenith", options=CameraOptions(alive_s=0.3))
    async with running(desk, made) as device:
        assert device.sim is not None
        await desk.said("ok")
        await device.sim.set_plugged(plugged=False)
        await desk.said("down", "camera_silent")
        await device.sim.set_plugged(plugged=True)
        await desk.said("ok")
        assert isinstance(device.part, WithCamera)


async def test_a_push_nobody_takes_is_told_and_kept() -> None:
    desk = Desk()
    device = build(config("camera.vzenith"), desk.ports)
    assert isinstance(device.sim, PushingCamera)
    with pytest.raises(Rejected, match="camera_not_heard"):
        await device.sim.plate(PLATE, "blue")
    async with part(device.part):
        await desk.said("ok")
        await device.sim.set_plugged(plugged=True)
    assert len(desk.heard) == 1


async def test_no_plate_is_no_push() -> None:
    desk = Desk()
    device = build(config("camera.vzenith"), desk.ports)
    assert isinstance(device.sim, PushingCamera)
    with pytest.raises(Rejected, match="plate"):
        await device.sim.plate("  ", "blue")


async def test_a_refused_read_is_answered_all_the_same_and_one_not_kept_is_sent_again_by_the_camera() -> None:
    desk = Desk()
    async with running(desk, camera_config()) as device:
        await desk.said("ok")
        desk.refusal = Rejected("not_now")
        status, body = await posted(address_of(device), push_bytes(READ))
        assert (status, b"Response_AlarmInfoPlate" in body) == (200, True)
        desk.refusal = StoreError("disk full")
        assert (await posted(address_of(device), push_bytes(READ)))[0] == 503


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (
            PlateRead(
                serial="", plate="", color="blue", confidence=90, seen_ms=5, replayed=False, fake=False
            ),
            "none",
        ),
        (
            PlateRead(
                serial="", plate=PLATE, color="blue", confidence=90, seen_ms=5, replayed=False, fake=True
            ),
            "fake",
        ),
        (
            PlateRead(
                serial="", plate=PLATE, color="blue", confidence=30, seen_ms=5, replayed=False, fake=False
            ),
            "low",
        ),
    ],
    ids=["no plate", "fake plate", "low confidence"],
)
async def test_reads_that_open_nothing_are_answered_and_left_alone(read: PlateRead, why: str) -> None:
    desk = Desk()
    async with running(desk, camera_config(CameraOptions(confidence=50))) as device:
        await desk.said("ok")
        assert (await posted(address_of(device), push_bytes(read)))[0] == 200, why
    assert desk.heard == []


async def test_strangers_are_turned_away() -> None:
    desk = Desk()
    async with running(desk, camera_config(CameraOptions(serial="ours"))) as device:
        await desk.said("ok")
        address = address_of(device)
        stranger = push_bytes(msgspec.structs.replace(READ, serial="another"))
        assert (await posted(address, stranger))[0] == 403
        assert (await posted(address, b"garbage"))[0] == 400
        assert (await posted(address.replace("/vzenith", "/other"), push_bytes(READ)))[0] == 404
        assert (await posted(address, b"x" * (PUSH_BYTES + 1)))[0] == 413
        assert (await posted(address, push_bytes(READ)))[0] == 200
        async with aiohttp.ClientSession() as session, session.get(address) as got:
            assert got.status == 405
    assert len(desk.heard) == 1


async def test_a_lane_open_to_the_network_without_a_camera_number_is_not_well() -> None:
    desk = Desk()
    async with running(desk, camera_config(host="0.0.0.0")):  # noqa: S104 - what is told about it
        await desk.said("degraded", "camera_unnamed")


async def test_an_address_in_use_and_an_address_of_another_machine() -> None:
    desk = Desk()
    made = camera_config()
    async with running(desk, made), running(desk, made) as second:
        async with part(second.part) as task:
            error = await ends(task)
        assert "in use: end the other program" in str(error)
    elsewhere = build(camera_config(host="192.0.2.1"), desk.ports)
    async with part(elsewhere.part) as task:
        error = await ends(task)
    assert isinstance(error, DeviceError)
    assert error.retry is Retry.PERMANENT


async def test_slow_pushes_take_no_more_than_their_places_and_one_more_is_sent_back() -> None:
    desk = Desk()
    async with running(desk, camera_config()) as device:
        await desk.said("ok")
        assert isinstance(device.part, PushCamera)
        address = device.part.bound
        head = f"POST /vzenith HTTP/1.1\r\nHost: x\r\nContent-Length: {len(push_bytes(READ))}\r\n\r\n"
        slow = [await connected(address, head.encode()) for _ in range(PUSHES_AT_ONCE)]
        driver = device.part
        await soon(lambda: driver._pushing == PUSHES_AT_ONCE)
        assert (await posted(address, push_bytes(READ)))[0] == 503
        for writer in slow:
            writer.write(push_bytes(READ))
        await desk.until(lambda: len(desk.heard) == PUSHES_AT_ONCE)
        assert (await posted(address, push_bytes(READ)))[0] == 200
        for writer in slow:
            writer.close()


async def connected(address: str, head: bytes) -> asyncio.StreamWriter:
    """A camera whose body does not come."""
    url = urlsplit(address)
    _, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(head)
    return writer


async def test_many_pushes_at_once_are_taken_or_sent_back_and_never_kept_waiting() -> None:
    desk = Desk()
    async with running(desk, camera_config()) as device:
        await desk.said("ok")
        answers = await asyncio.gather(*(posted(address_of(device), push_bytes(READ)) for _ in range(40)))
    statuses = [status for status, _ in answers]
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) == len(desk.heard) > 0
