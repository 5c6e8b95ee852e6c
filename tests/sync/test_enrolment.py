"""A real Mosquitto over what an enrolment wrote: TLS, passwords, certificates, every store in its topics."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from edge.errors import Retry, SyncError
from edge.runtime.clock import SystemClock
from sync import topics, wire
from sync.hub.accounts import Accounts, password_entry, salt_of
from sync.hub.enrolment import Enrolment, Listening
from sync.hub.memory import MemoryHub
from sync.mqtt import MqttBroker, reachable
from tests.sync.clock import RealClock
from tests.sync.guarded import Guarded
from tests.sync.hubs import arrival, hello
from tests.sync.pair import running, worker
from tests.sync.shop import Shop


async def heard(guarded: Guarded, speaker: str, said: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """What of `said` reaches the hub, which hears its own last word too."""
    async with (
        MqttBroker(guarded.of("hub")).connect("hub.t") as hub,
        MqttBroker(guarded.of(speaker)).connect(f"{speaker}.b") as link,
    ):
        await hub.subscribe(*topics.hub_filters(None))
        for topic, payload in said:
            await link.publish(topic, payload)
        await link.publish(topics.up(speaker), b"end")
        found = []
        async with asyncio.timeout(10):
            while (message := await hub.receive()).payload != b"end":
                found.append((message.topic, message.payload))
    return found


@pytest.mark.process
@pytest.mark.parametrize("store", ["s001", "s002"])
async def test_a_store_that_speaks_as_another_is_refused(guarded: Guarded, store: str) -> None:
    other = "s003"
    foreign = [
        topics.up(other),
        topics.ask(other),
        f"{topics.ROOT}/up/0/{store}",
        topics.ack(store),
        topics.head("catalog"),
        topics.down("price"),
        topics.reply(other, "b"),
    ]
    own = [(topics.up(store), b"1"), (topics.ask(store), b"2")]
    assert await heard(guarded, store, [*own, *((topic, b"bad") for topic in foreign)]) == own


@pytest.mark.process
async def test_a_payload_that_names_another_store_is_taken_as_the_topics(guarded: Guarded) -> None:
    hub, shop = MemoryHub(RealClock()), Shop(RealClock())
    shop.sell("P1-0")
    lie = msgspec.structs.replace(hello(shop.log), store="s003")
    part = worker(hub, MqttBroker(guarded.of("hub")))
    async with running(part), MqttBroker(guarded.of("s001")).connect("s001.b") as link:
        await part.ready.wait()
        await link.subscribe(topics.ack("s001"))
        await link.publish(topics.up("s001"), wire.encode(lie))
        await link.publish(topics.up("s001"), wire.encode(arrival(shop.log, 1, 3).batch))
        async with asyncio.timeout(10):
            answers = [wire.decode(wire.ANSWER, (await link.receive()).payload) for _ in range(2)]
    assert [type(answer).__name__ for answer in answers] == ["Welcome", "Ack"]
    assert [row.store for row in await hub.stores()] == ["s001"]
    assert {row.store for row in await hub.orders()} == {"s001"}


@pytest.mark.process
@pytest.mark.parametrize("store", ["s001", "s002"])
async def test_a_store_hears_what_is_for_it_and_nothing_else(guarded: Guarded, store: str) -> None:
    other = "s003"
    own = [
        topics.ack(store),
        topics.reply(store, "box-1"),
        topics.down(f"command/{store}"),
        topics.head(f"staff/{store}"),
        topics.down("catalog"),
        topics.head("price"),
        topics.down(f"stock/{other}"),
    ]
    foreign = [
        topics.ack(other),
        topics.reply(other, "box-1"),
        topics.down(f"command/{other}"),
        topics.head(f"staff/{other}"),
        topics.up(other),
    ]
    async with (
        MqttBroker(guarded.of("hub")).connect("hub.t") as hub,
        MqttBroker(guarded.of(store)).connect(f"{store}.b") as link,
    ):
        await link.subscribe("#")
        for topic in [*foreign, *own]:
            await hub.publish(topic, topic.encode())
        async with asyncio.timeout(10):
            assert [(await link.receive()).topic for _ in own] == own


@pytest.mark.process
async def test_who_is_not_enrolled_does_not_get_in(guarded: Guarded) -> None:
    replace = msgspec.structs.replace
    sound = guarded.of("s001")
    assert await reachable(sound, "s001.b") == ""
    for at in (
        replace(sound, password="guess"),
        replace(sound, user="s009"),
        replace(sound, user="", password=""),
    ):
        assert "not authorized" in (await reachable(at, "s001.b")).lower()
    with pytest.raises(SyncError) as found:
        async with MqttBroker(replace(sound, ca_file="")).connect("s001.b"):
            pass
    assert found.value.retry is Retry.PERMANENT
    at = replace(guarded.of("s002"), cert_file="", key_file="")
    assert await reachable(at, "s002.b") != ""


@pytest.mark.process
async def test_a_running_broker_learns_who_came_and_who_went(guarded: Guarded) -> None:
    assert guarded.enrol("s003")
    assert await heard(guarded, "s003", []) == []
    old = guarded.of("s003")
    assert guarded.enrol("s003")  # its password is another now
    assert "not authorized" in (await reachable(old, "s003.b")).lower()
    async with MqttBroker(guarded.of("s003")).connect("s003.b") as link:
        waiting = asyncio.ensure_future(link.receive())
        assert guarded.enrolment.revoke("s003")
        async with asyncio.timeout(10):
            with pytest.raises(SyncError):
                await waiting
    assert "not authorized" in (await reachable(guarded.of("s003"), "s003.b")).lower()
    with pytest.raises(SyncError, match="not enrolled"):
        guarded.enrolment.revoke("s003")


def test_nothing_secret_can_be_read_by_others(tmp_path: Path) -> None:
    enrolment = Enrolment(tmp_path / "broker", Listening(host="centre.example", port=8883), SystemClock())
    made = enrolment.prepare()
    enrolment.enrol("s001", tmp_path / "s001")
    enrolment.enrol("s002", tmp_path / "s002", certificate=True)
    assert set(made) == {path.name for path in (tmp_path / "broker").iterdir()}
    for path in tmp_path.rglob("*"):
        open_to_others = path.stat().st_mode & 0o077 != 0
        assert open_to_others == (path.name in ("ca.crt", "server.crt") and path.parent.name == "broker"), (
            path
        )
    password = (tmp_path / "s001" / "centre.password").read_text().strip()
    assert len(password) >= 40
    assert all(password not in path.read_text() for path in (tmp_path / "broker").iterdir())


def test_what_is_there_stays(tmp_path: Path) -> None:
    enrolment = Enrolment(tmp_path, Listening(host="centre.example", port=8883), SystemClock())
    enrolment.prepare()
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert enrolment.prepare() == ()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    moved = Enrolment(tmp_path, Listening(host="other.example", port=8883), SystemClock())
    assert moved.prepare() == ("server.key", "server.crt")


def test_the_hubs_name_is_no_stores(tmp_path: Path) -> None:
    enrolment = Enrolment(tmp_path, Listening(host="h", port=8883), SystemClock())
    enrolment.prepare()
    for refused in (lambda: enrolment.enrol("hub", tmp_path / "x"), lambda: enrolment.revoke("hub")):
        with pytest.raises(SyncError):
            refused()
    assert Accounts(tmp_path).names() == ("hub",)


def test_a_password_entry_is_what_mosquitto_writes() -> None:
    # mosquitto_passwd's own form: $7$, rounds, 12 bytes of salt, 64 of hash
    entry = password_entry("s001", "wonder", salt_of("x"))
    name, _, rest = entry.partition(":")
    _, kind, rounds, salt, hashed = rest.split("$")
    assert (name, kind, rounds, len(salt), len(hashed)) == ("s001", "7", "101", 16, 88)
