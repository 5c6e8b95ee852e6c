"""Certificates of the broker and of stores: what they are good for, how long, and which is the latest."""

import asyncio
import shutil
from pathlib import Path

import msgspec
import pytest

from edge.errors import SyncError
from edge.runtime.clock import SystemClock
from sync import topics
from sync.hub.accounts import Accounts
from sync.hub.certificates import RENEW_DAYS, authority, client, server, serves
from sync.hub.enrolment import Enrolment, Listening
from sync.mqtt import MqttBroker
from tests.sync.guarded import Guarded

DAY_MS = 86_400_000


@pytest.mark.process
async def test_a_revoked_certificate_has_no_rights(guarded: Guarded) -> None:
    assert guarded.enrolment.revoke("s002")
    async with (
        MqttBroker(guarded.of("hub")).connect("hub.t") as hub,
        MqttBroker(guarded.of("s002")).connect("s002.b") as link,
        MqttBroker(guarded.of("s001")).connect("s001.b") as other,
    ):
        await hub.subscribe(*topics.hub_filters(None))
        await link.publish(topics.up("s002"), b"bad")
        await link.subscribe("#")
        await other.subscribe(topics.ack("s001"))
        await other.publish(topics.up("s001"), b"good")
        async with asyncio.timeout(10):
            assert (await hub.receive()).payload == b"good"
        for store in ("s002", "s001"):
            await hub.publish(topics.ack(store), b"for one")
        async with asyncio.timeout(10):
            await other.receive()
        assert link._inbound.empty()


@pytest.mark.process
async def test_a_new_certificate_ends_the_one_before(guarded: Guarded, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    shutil.copytree(tmp_path / "s002", stolen)
    files = {"cert_file": str(stolen / "client.crt"), "key_file": str(stolen / "client.key")}
    thief = msgspec.structs.replace(guarded.of("s002"), **files)
    async with (
        MqttBroker(guarded.of("hub")).connect("hub.t") as hub,
        MqttBroker(thief).connect("s002.t") as before,
    ):
        await hub.subscribe(*topics.hub_filters(None))
        await before.publish(topics.up("s002"), b"while it was good")
        async with asyncio.timeout(10):
            assert (await hub.receive()).payload == b"while it was good"
        assert guarded.enrol("s002", certificate=True)
        async with (
            MqttBroker(thief).connect("s002.u") as link,
            MqttBroker(guarded.of("s002")).connect("s002.b") as own,
        ):
            for old in (before, link):
                await old.subscribe("#")
                await old.publish(topics.up("s002"), b"bad")
            await own.subscribe(topics.ack("s002"))
            await own.publish(topics.up("s002"), b"good")
            async with asyncio.timeout(10):
                assert (await hub.receive()).payload == b"good"
                await hub.publish(topics.ack("s002"), b"for one")
                assert (await own.receive()).payload == b"for one"
            assert before._inbound.empty()
            assert link._inbound.empty()


def test_whoever_changes_between_password_and_certificate_has_one_way_in(tmp_path: Path) -> None:
    enrolment = Enrolment(tmp_path / "broker", Listening(host="h", port=8883), SystemClock())
    enrolment.prepare()
    accounts, box = Accounts(tmp_path / "broker"), tmp_path / "s001"
    for certificate in (True, True, False, True):
        enrolment.enrol("s001", box, certificate=certificate)
        assert accounts.names() == ("hub", "s001")
        assert accounts.acl.read_text().count("topic write store-edge/1/up/") == 1
        assert ("s001:" in accounts.passwords.read_text()) != certificate
    enrolment.revoke("s001")
    assert accounts.names() == ("hub",)
    assert "s001" not in accounts.acl.read_text()
    with pytest.raises(SyncError, match="too long"):
        enrolment.enrol("s" * 64, box, certificate=True)


def test_a_certificate_is_made_anew_before_it_ends() -> None:
    now_ms = SystemClock().now_ms()
    signer = authority("t", now_ms)
    made = server(signer, ("centre.example", "127.0.0.1"), now_ms).certificate
    assert serves(made, ("127.0.0.1",), now_ms)
    assert not serves(made, ("other.example",), now_ms)
    assert not serves(made, ("127.0.0.1",), now_ms + (825 - RENEW_DAYS) * DAY_MS)
    assert "BEGIN CERTIFICATE" in client(signer, "s_1", "s_1~00", now_ms).certificate
