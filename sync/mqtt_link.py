"""One MQTT connection on the loop: sockets in and out of the selector, bounded queues both ways."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, Any, Final

from paho.mqtt.enums import MQTTErrorCode

from edge.errors import Retry, SyncError
from sync.ports import Message

if TYPE_CHECKING:
    from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
    from paho.mqtt.properties import Properties
    from paho.mqtt.reasoncodes import ReasonCode

IN_FLIGHT_MAX = 32  # publishes without a PUBACK
INBOUND_MAX = 1000  # messages not yet taken; more are dropped and the protocol asks again
INBOUND_BYTES = 64 << 20  # of them; one that is larger is taken where it is alone
MISC_S = 1.0  # keepalive is looked at this often
QOS = 1
_REFUSED: Final = 0x80
_NEEDS_PERSON = ("Bad user name or password", "Not authorized", "Client identifier not valid")


class MqttLink:
    """Implements `sync.ports.Link`. A message is acknowledged to the broker when it is taken, not before."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.dropped = 0
        self._loop = asyncio.get_running_loop()
        self._sock: socket.socket | None = None
        self._inbound: asyncio.Queue[MQTTMessage] = asyncio.Queue(maxsize=INBOUND_MAX)
        self._inbound_bytes = 0
        self._slots = asyncio.Semaphore(IN_FLIGHT_MAX)
        self._unanswered: set[int] = set()
        self._granting: dict[int, asyncio.Future[bool]] = {}
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._lost: asyncio.Future[SyncError] = self._loop.create_future()
        self._misc: asyncio.TimerHandle | None = None
        self._hook()

    def _hook(self) -> None:
        # The first callbacks come from the dialling thread: the selector is touched only in opened().
        client = self.client
        client.on_socket_open = self._on_socket_open
        client.on_socket_register_write = self._on_register_write
        client.on_socket_unregister_write = self._on_unregister_write
        client.on_socket_close = self._on_socket_close
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe

    async def opened(self, timeout_s: float) -> None:
        """Take the dialled socket into the loop and wait until the broker welcomes us."""
        sock: Any = self.client.socket()
        if sock is None or self._lost.done():
            raise self._reason()
        self._sock = sock
        self._loop.add_reader(sock, self._read)
        if self.client.want_write():
            self._loop.add_writer(sock, self._write)
        self._misc = self._loop.call_later(MISC_S, self._tick)
        try:
            async with asyncio.timeout(timeout_s):
                await self._unless_lost(self._opened)
        except TimeoutError:
            raise SyncError("the broker did not answer CONNECT") from None

    async def subscribe(self, *filters: str) -> None:
        self._check()
        code, mid = self.client.subscribe([(pattern, QOS) for pattern in filters])
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS or mid is None:
            raise SyncError(f"subscribe: {code.name}")
        granted = self._granting[mid] = self._loop.create_future()
        try:
            if not await self._unless_lost(granted):
                raise SyncError(f"the broker refuses {', '.join(filters)}", retry=Retry.PERMANENT)
        finally:
            del self._granting[mid]

    async def unsubscribe(self, *filters: str) -> None:
        self._check()
        code, _ = self.client.unsubscribe(list(filters))
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise SyncError(f"unsubscribe: {code.name}")

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False, sure: bool = True) -> None:
        self._check()
        if self._slots.locked():
            await self._unless_lost(asyncio.ensure_future(self._slots.acquire()))
        else:
            await self._slots.acquire()
        info = self.client.publish(topic, payload, QOS if sure else 0, retain)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise SyncError(f"publish: {MQTTErrorCode(info.rc).name}")
        if not sure and info.is_published():  # nobody will answer
            self._slots.release()
            return
        self._unanswered.add(info.mid)

    async def receive(self) -> Message:
        self._check()
        if self._inbound.empty():
            message = await self._unless_lost(asyncio.ensure_future(self._inbound.get()))
        else:
            message = self._inbound.get_nowait()
        self._inbound_bytes -= len(message.payload)
        self.client.ack(message.mid, message.qos)
        return Message(topic=message.topic, payload=message.payload)

    def cut(self) -> None:
        """End it as a pulled plug would: no word to the broker."""
        self._lose(SyncError("the uplink is cut"))
        self._drop_socket()

    def close(self) -> None:
        """Say goodbye where the line still stands."""
        if not self._lost.done():
            self._lose(SyncError("closed"))
            self.hang_up()
        self._drop_socket()

    def hang_up(self) -> None:
        self.client.disconnect()
        self.client.loop_write()

    def _drop_socket(self) -> None:
        sock, self._sock = self._sock, None
        if sock is not None:
            self._loop.remove_reader(sock)
            self._loop.remove_writer(sock)
        if (left := self.client.socket()) is not None:
            left.close()
        if self._misc is not None:
            self._misc.cancel()

    async def _unless_lost(self, waiting: asyncio.Future[Any]) -> Any:  # noqa: ANN401
        """The result of `waiting`, or the reason why the link was lost first."""
        try:
            await asyncio.wait((waiting, self._lost), return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise self._reason()
            return waiting.result()
        finally:
            waiting.cancel()

    def _check(self) -> None:
        if self._lost.done():
            raise self._reason()

    def _reason(self) -> SyncError:
        found = self._lost.result() if self._lost.done() else SyncError("the link is closed")
        return SyncError(str(found), retry=found.retry)

    def _lose(self, error: SyncError) -> None:
        if not self._lost.done():
            self._lost.set_result(error)

    def _read(self) -> None:
        self.client.loop_read()
        sock = self.client.socket()
        while isinstance(sock, ssl.SSLSocket) and sock.pending():  # the selector does not see what TLS holds
            self.client.loop_read()
            sock = self.client.socket()

    def _write(self) -> None:
        self.client.loop_write()

    def _tick(self) -> None:
        self.client.loop_misc()
        if not self._lost.done():
            self._misc = self._loop.call_later(MISC_S, self._tick)

    def _on_socket_open(self, client: Client, userdata: object, sock: Any) -> None:  # noqa: ANN401
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _on_register_write(self, client: Client, userdata: object, sock: Any) -> None:  # noqa: ANN401
        if self._sock is not None:
            self._loop.add_writer(sock, self._write)

    def _on_unregister_write(self, client: Client, userdata: object, sock: Any) -> None:  # noqa: ANN401
        if self._sock is not None:
            self._loop.remove_writer(sock)

    def _on_socket_close(self, client: Client, userdata: object, sock: Any) -> None:  # noqa: ANN401
        if self._sock is not None:
            self._loop.remove_reader(sock)
            self._sock = None

    def _on_connect(
        self,
        client: Client,
        userdata: object,
        flags: ConnectFlags,
        code: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if not code.is_failure:
            if not self._opened.done():
                self._opened.set_result(None)
            return
        retry = Retry.PERMANENT if str(code) in _NEEDS_PERSON else Retry.TRANSIENT
        self._lose(SyncError(f"the broker refuses: {code}", retry=retry))

    def _on_disconnect(
        self,
        client: Client,
        userdata: object,
        flags: DisconnectFlags,
        code: ReasonCode,
        properties: Properties | None,
    ) -> None:
        self._lose(SyncError(f"the broker is gone: {code}"))

    def _on_message(self, client: Client, userdata: object, message: MQTTMessage) -> None:
        size = len(message.payload)
        heavy = not self._inbound.empty() and self._inbound_bytes + size > INBOUND_BYTES
        if heavy or self._inbound.full():
            self.dropped += 1
            self.client.ack(message.mid, message.qos)
        else:
            self._inbound_bytes += size
            self._inbound.put_nowait(message)

    def _on_publish(
        self, client: Client, userdata: object, mid: int, code: ReasonCode, properties: Properties | None
    ) -> None:
        if mid in self._unanswered:
            self._unanswered.discard(mid)
            self._slots.release()

    def _on_subscribe(
        self,
        client: Client,
        userdata: object,
        mid: int,
        codes: list[ReasonCode],
        properties: Properties | None,
    ) -> None:
        if (granting := self._granting.get(mid)) is not None and not granting.done():
            granting.set_result(all(code.value < _REFUSED for code in codes))
