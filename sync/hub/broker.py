"""A broker for one machine: Mosquitto where it is installed, amqtt in a child process where it is not."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from edge.errors import Retry, SyncError
from sync.hub.child import LOOPBACK, Child, free_port
from sync.mqtt import BrokerAddress

if TYPE_CHECKING:
    from types import TracebackType

    from sync.hub.accounts import Accounts

START_S = 15.0
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin"
QUEUED_MAX = 10_000  # messages for one client
IN_FLIGHT_MAX = 200

Kind = Literal["mosquitto", "amqtt"]


def mosquitto() -> str | None:
    """The program, also where Debian keeps it out of a user's PATH."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=SYSTEM_FOLDERS)


def available() -> Kind | None:
    """What can be started here."""
    if mosquitto():
        return "mosquitto"
    return "amqtt" if importlib.util.find_spec("amqtt") else None


class LocalBroker:
    """`async with LocalBroker(folder) as broker:` then `broker.address`. Loopback only: demo and tests.
    Anybody may connect; with `accounts` (Mosquitto alone) only who stands there. It remembers nothing over a
    restart.
    """

    def __init__(self, folder: Path, *, port: int = 0, kind: Kind | None = None) -> None:
        self._folder = folder
        self._kind = kind or available()
        self.port = port or free_port()
        self.child = Child("broker", folder)
        self.accounts: Accounts | None = None

    @property
    def address(self) -> BrokerAddress:
        return BrokerAddress(host=LOOPBACK, port=self.port)

    @property
    def url(self) -> str:
        return f"mqtt://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self.child.start(self._command(), env={"PYTHONPATH": str(Path(__file__).parents[2])})
        try:
            await self.child.ready_at(self.port, START_S)
        except SyncError:
            await self.child.stop()
            raise

    async def stop(self) -> None:
        await self.child.stop()

    def _command(self) -> tuple[str, ...]:
        if self._kind is None:
            raise SyncError(
                "no broker on this machine: install mosquitto, or the extra `demo` of store-edge",
                retry=Retry.PERMANENT,
            )
        if self._kind == "amqtt":
            return (sys.executable, "-m", "sync.hub.amqtt_broker", str(self.port))
        conf = self._folder / "mosquitto.conf"
        conf.write_text(
            f"listener {self.port} {LOOPBACK}\n"
            f"{self._doors()}"
            "persistence false\n"
            f"max_inflight_messages {IN_FLIGHT_MAX}\n"
            f"max_queued_messages {QUEUED_MAX}\n"
            "set_tcp_nodelay true\n"
            "log_dest stderr\n"
            "log_type error\n"
            "log_type warning\n",
            "utf-8",
        )
        return (mosquitto() or "mosquitto", "-c", str(conf))

    def _doors(self) -> str:
        if self.accounts is None:
            return "allow_anonymous true\n"
        owner = pwd.getpwuid(os.geteuid()).pw_name  # as root it would become a user who cannot read them
        files = f"password_file {self.accounts.passwords}\nacl_file {self.accounts.acl}\n"
        return f"allow_anonymous false\nuser {owner}\n{files}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
