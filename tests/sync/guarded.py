"""A real Mosquitto that lets in the hub and two stores, one by password and one by certificate."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from edge.runtime.clock import SystemClock
from sync.hub.broker import mosquitto
from sync.hub.child import LOOPBACK, Child, free_port
from sync.hub.enrolment import Enrolment, Listening
from sync.mqtt import BrokerAddress, reachable


class Guarded:
    """A broker with TLS, the hub and two stores in; `of` is how each comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._at = Listening(host=LOOPBACK, port=free_port(), certificate_port=free_port(), bind=LOOPBACK)
        self.enrolment = Enrolment(folder / "broker", self._at, SystemClock())
        self.child = Child("broker", folder / "broker")

    async def start(self) -> None:
        conf = str(self.folder / "broker" / "mosquitto.conf")
        await self.child.start((mosquitto() or "mosquitto", "-c", conf))
        await self.child.ready_at(self._at.port, 15)
        assert await reachable(self.of("hub"), "hub.t") == ""  # it hears signals only once it serves

    def enrol(self, store: str, *, certificate: bool = False) -> bool:
        return self.enrolment.enrol(store, self.folder / store, certificate=certificate).told

    def of(self, name: str) -> BrokerAddress:
        at = BrokerAddress(host=LOOPBACK, port=self._at.port, tls=True)
        replace = msgspec.structs.replace
        if name == "hub":
            folder, password = self.folder / "broker", "hub.password"
        else:
            folder, password = self.folder / name, "centre.password"
        at = replace(at, ca_file=str(folder / "ca.crt"))
        if (folder / "client.crt").exists():
            files = {"cert_file": str(folder / "client.crt"), "key_file": str(folder / "client.key")}
            return replace(at, port=self._at.certificate_port, **files)
        return replace(at, user=name, password=(folder / password).read_text().strip())


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Guarded]:
    found = Guarded(tmp_path)
    found.enrolment.prepare()
    assert not found.enrol("s001")
    assert not found.enrol("s002", certificate=True)
    await found.start()
    yield found
    await found.child.stop()
