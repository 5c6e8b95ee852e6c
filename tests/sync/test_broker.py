"""One suite over the brokers: in memory, Mosquitto, amqtt."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from edge.errors import Retry, SyncError
from sync.hub.broker import LocalBroker
from sync.hub.child import free_port
from sync.memory import MemoryBroker
from sync.mqtt import BrokerAddress, MqttBroker, address, reachable
from sync.mqtt_link import IN_FLIGHT_MAX
from sync.ports import Broker, Link
from sync.switch import UplinkSwitch


class Rig(Protocol):
    """A broker under test, behind a plug or not, and how it dies and comes back. `takes_over`: a second link
    of the same client id ends the first, as the standard says (amqtt keeps both).
    """

    takes_over: bool

    def broker(self, switch: UplinkSwitch | None = None) -> Broker: ...
    async def kill(self) -> None: ...
    async def start(self) -> None: ...


class MemoryRig:
    takes_over = True

    def __init__(self) -> None:
        self._broker = MemoryBroker()

    def broker(self, switch: UplinkSwitch | None = None) -> Broker:
        return self._broker if switch is None else self._broker.through(switch)

    async def kill(self) -> None:
        self._broker.kill()

    async def start(self) -> None:
        self._broker.start()


class ProcessRig:
    def __init__(self, local: LocalBroker, kind: str) -> None:
        self._local = local
        self.takes_over = kind == "mosquitto"

    def broker(self, switch: UplinkSwitch | None = None) -> Broker:
        return MqttBroker(self._local.address, switch=switch)

    async def kill(self) -> None:
        self._local.child.kill()
        await self._local.child.wait()

    async def start(self) -> None:
        await self._local.start()


@pytest.fixture(
    params=[
        "memory",
        pytest.param("mosquitto", marks=pytest.mark.process),
        pytest.param("amqtt", marks=pytest.mark.process),
    ]
)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    if request.param == "memory":
        yield MemoryRig()
        return
    async with AsyncExitStack() as stack:
        local = await stack.enter_async_context(LocalBroker(tmp_path, kind=request.param))
        yield ProcessRig(local, request.param)


async def texts(link: Link, count: int) -> list[tuple[str, bytes]]:
    async with asyncio.timeout(10):
        found = [await link.receive() for _ in range(count)]
    return [(message.topic, message.payload) for message in found]


async def test_messages_arrive_in_order_at_those_who_asked(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("a") as a, broker.connect("b") as b:
        await b.subscribe("t/+/x", "u")
        for n in range(3 * IN_FLIGHT_MAX):
            await a.publish(f"t/{n}/x", b"%d" % n)
            await a.publish(f"t/{n}/y", b"nobody asked")
        await a.publish("u", b"end")
        expected = [(f"t/{n}/x", b"%d" % n) for n in range(3 * IN_FLIGHT_MAX)]
        assert await texts(b, 3 * IN_FLIGHT_MAX + 1) == [*expected, ("u", b"end")]


async def test_retained_messages_come_with_the_subscription(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("a") as a, broker.connect("b") as b:
        await b.subscribe("flush")
        await a.publish("head/x", b"1", retain=True)
        await a.publish("head/x", b"2", retain=True)
        await a.publish("flush", b"")
        assert await texts(b, 1) == [("flush", b"")]
        await b.subscribe("head/+")
        assert await texts(b, 1) == [("head/x", b"2")]


async def test_what_is_no_longer_asked_for_does_not_come(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("a") as a:
        await a.subscribe("t/+", "u")
        await a.unsubscribe("t/+", "v")
        await a.publish("t/1", b"x")
        await a.publish("u", b"end")
        assert await texts(a, 1) == [("u", b"end")]


async def test_a_large_message_passes_whole(rig: Rig) -> None:
    broker = rig.broker()
    payload = bytes(range(256)) * 2048
    async with broker.connect("a") as a:
        await a.subscribe("big")
        await a.publish("big", payload)
        assert await texts(a, 1) == [("big", payload)]


async def test_a_dead_broker_ends_every_link_and_lets_none_be_made(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("a") as a:
        await a.subscribe("t")
        waiting = asyncio.ensure_future(a.receive())
        await asyncio.sleep(0)
        await rig.kill()
        async with asyncio.timeout(10):
            with pytest.raises(SyncError):
                await waiting
        for _ in range(2):
            with pytest.raises(SyncError):
                await a.publish("t", b"x")
        with pytest.raises(SyncError):
            await a.subscribe("t")
    with pytest.raises(SyncError):
        async with broker.connect("a"):
            pass
    await rig.start()
    async with broker.connect("a") as a:
        await a.subscribe("t")
        await a.publish("t", b"again")
        assert await texts(a, 1) == [("t", b"again")]


async def test_a_second_link_of_the_same_name_ends_the_first(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("same") as old:
        await old.subscribe("t")
        async with broker.connect("same") as new:
            if rig.takes_over:
                with pytest.raises(SyncError):
                    await texts(old, 1)
            await new.subscribe("t")
            await new.publish("t", b"new")
            assert await texts(new, 1) == [("t", b"new")]


class WatchedSwitch(UplinkSwitch):
    """`asked` is set when somebody wants to know whether the plug is in."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def until_plugged(self) -> None:
        self.asked.set()
        await super().until_plugged()


async def test_a_pulled_plug_cuts_and_connecting_waits_for_it(rig: Rig) -> None:
    switch = WatchedSwitch()
    broker = rig.broker(switch)
    async with broker.connect("a") as a:
        await a.subscribe("t")
        waiting = asyncio.ensure_future(a.receive())
        await asyncio.sleep(0)
        await switch.set(plugged=False)
        assert not switch.plugged
        with pytest.raises(SyncError, match="cut"):
            await waiting

    async def connect() -> bool:
        async with broker.connect("a") as link:
            await link.subscribe("t")
            return True

    switch.asked.clear()
    connecting = asyncio.ensure_future(connect())
    async with asyncio.timeout(10):
        await switch.asked.wait()
    async with rig.broker().connect("b") as b:  # who has no plug comes, asks and is answered meanwhile
        await b.subscribe("t")
        await b.publish("t", b"1")
        assert await texts(b, 1) == [("t", b"1")]
    assert not connecting.done()
    await switch.set(plugged=True)
    async with asyncio.timeout(10):
        assert await connecting


async def test_leaving_the_block_says_goodbye(rig: Rig) -> None:
    broker = rig.broker()
    async with broker.connect("a") as a:
        pass
    with pytest.raises(SyncError):
        await a.receive()


@pytest.mark.process
async def test_nobody_at_the_port_is_said_in_words() -> None:
    at = BrokerAddress(host="127.0.0.1", port=free_port())
    assert "does not answer" in await reachable(at, "doctor")


@pytest.mark.process
async def test_a_server_that_is_silent_is_no_broker() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert "gone" in await reachable(BrokerAddress(host="127.0.0.1", port=port), "doctor")


def test_addresses() -> None:
    assert address("mqtt://centre.example").port == 1883
    tls = address("mqtts://centre.example:9883", user="s001", password="p")
    assert (tls.host, tls.port, tls.tls, tls.user) == ("centre.example", 9883, True, "s001")
    for bad in ("http://x", "mqtt://", "mqtt://x:99999", "centre"):
        with pytest.raises(SyncError) as found:
            address(bad)
        assert found.value.retry is Retry.PERMANENT
