"""MQTT 3.1.1 on the loop: paho's own socket callbacks, no thread but for connecting (names and TLS block)."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from edge.errors import Retry, SyncError
from sync.mqtt_link import IN_FLIGHT_MAX, MqttLink

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sync.switch import UplinkSwitch

CONNECT_S = 5.0
KEEPALIVE_S = 20
PORT, PORT_TLS = 1883, 8883


class _Closing(ssl.SSLSocket):
    """Paho leaves a socket open whose handshake failed."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - the library's signature
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


class BrokerAddress(msgspec.Struct, frozen=True, kw_only=True):
    """A broker and the account on it. Files are PEM; without `ca_file` the system's roots are trusted."""

    host: str
    port: int = PORT
    tls: bool = False
    user: str = ""
    password: str = ""
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""


def address(url: str, *, user: str = "", password: str = "") -> BrokerAddress:
    """`mqtt://host[:port]` or `mqtts://host[:port]`; `SyncError` that needs a person for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SyncError(f"{url!r} is no address of a broker: {error}", retry=Retry.PERMANENT) from error
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise SyncError(f"{url!r} is no address of a broker: mqtt://host:port", retry=Retry.PERMANENT)
    tls = parts.scheme == "mqtts"
    return BrokerAddress(
        host=parts.hostname,
        port=port or (PORT_TLS if tls else PORT),
        tls=tls,
        user=user,
        password=password,
    )


class MqttBroker:
    """Implements `sync.ports.Broker`. No persistent session: what was under way is said again by the
    protocol.
    """

    def __init__(self, at: BrokerAddress, *, switch: UplinkSwitch | None = None) -> None:
        self._at = at
        self._switch = switch

    @asynccontextmanager
    async def connect(self, client_id: str) -> AsyncIterator[MqttLink]:
        if self._switch is not None:
            await self._switch.until_plugged()
        link = MqttLink(self._client(client_id))
        try:
            await self._open(link)
            yield link
        finally:
            if self._switch is not None:
                self._switch.leave(link.cut)
            link.close()

    async def _open(self, link: MqttLink) -> None:
        dialling = asyncio.ensure_future(asyncio.to_thread(self._dial, link.client))
        try:
            await asyncio.shield(dialling)
        except asyncio.CancelledError:
            dialling.add_done_callback(lambda done: _hang_up(done, link))
            raise
        if self._switch is not None:
            self._switch.join(link.cut)
            if not self._switch.plugged:
                link.cut()
        await link.opened(CONNECT_S)

    def _dial(self, client: Client) -> None:
        try:
            client.connect(self._at.host, self._at.port, keepalive=KEEPALIVE_S)
        except ssl.SSLError as error:
            raise SyncError(f"{self._where}: {error}", retry=Retry.PERMANENT) from error
        except (OSError, ValueError) as error:
            raise SyncError(f"{self._where} does not answer: {error}") from error

    @property
    def _where(self) -> str:
        return f"broker {self._at.host}:{self._at.port}"

    def _client(self, client_id: str) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=True,
            protocol=MQTTv311,
            manual_ack=True,
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_S
        client.max_inflight_messages_set(2 * IN_FLIGHT_MAX)
        client.max_queued_messages_set(2 * IN_FLIGHT_MAX)
        if self._at.user:
            client.username_pw_set(self._at.user, self._at.password)
        if self._at.tls:
            client.tls_set_context(self._tls())
        return client

    def _tls(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context(cafile=self._at.ca_file or None)
            context.sslsocket_class = _Closing
            if self._at.cert_file:
                context.load_cert_chain(self._at.cert_file, self._at.key_file or None)
        except (OSError, ssl.SSLError) as error:
            raise SyncError(f"TLS files of {self._where}: {error}", retry=Retry.PERMANENT) from error
        return context


def _hang_up(dialled: asyncio.Future[None], link: MqttLink) -> None:
    if not dialled.cancelled() and dialled.exception() is None:
        link.hang_up()


async def reachable(at: BrokerAddress, client_id: str) -> str:
    """'' when a link can be made, else what is wrong, in words."""
    with suppress(TimeoutError):
        try:
            async with asyncio.timeout(2 * CONNECT_S), MqttBroker(at).connect(client_id):
                return ""
        except SyncError as error:
            return str(error)
    return f"broker {at.host}:{at.port} does not answer"
