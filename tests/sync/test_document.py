"""The wire's document: whole, in agreement with the code, and enough for foreign clients of a real broker."""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from jsonschema import Draft202012Validator, ValidationError

from edge.app.routing import LOGGED
from edge.compose.document import wire_document
from edge.domain.contact import Contact, ContactKept
from edge.domain.feed import FeedItem
from edge.domain.order import OrderPaid
from sync import topics
from sync.document import channels
from sync.hub.broker import LocalBroker
from sync.hub.desk import PriceChange
from sync.hub.memory import MemoryHub
from sync.hub.web.access import Access
from sync.hub.web.route import Furnishing
from sync.hub.web.server import HubWeb
from sync.mqtt import MqttBroker
from sync.sent import Sent
from tests.process.programs import environment, program
from tests.sync.clock import RealClock, SetClock
from tests.sync.foreign import Client, Wire
from tests.sync.guarded import Guarded
from tests.sync.hubs import seed
from tests.sync.pair import line, running, worker
from tests.sync.shop import Shop

TEXT = wire_document()
WIRE = Wire(TEXT)
SCHEMAS: dict[str, Any] = WIRE.document["components"]["schemas"]
CHANNELS = {channel.name: channel for channel in channels()}


def test_every_message_has_its_channel_and_every_event_its_schema() -> None:
    told = [message for channel in CHANNELS.values() for message in channel.messages]
    assert sorted(map(str, told)) == sorted(map(str, Sent.__subclasses__()))
    assert {event.__name__ for event in LOGGED} <= set(SCHEMAS)
    items = {part["$ref"].rsplit("/", 1)[1] for part in SCHEMAS["FeedItem"]["oneOf"]}
    assert items == {item.__name__ for item in FeedItem.__args__}
    kinds = {case["if"]["properties"]["kind"]["const"] for case in SCHEMAS["Fact"]["allOf"]}
    assert kinds == {event.__name__ for event in LOGGED}


def test_the_addresses_are_the_codes() -> None:
    filled = {
        name: channel.address.format(shard=topics.shard("s001"), store="s001", box="b1", scope="staff/s001")
        for name, channel in CHANNELS.items()
    }
    assert filled == {
        "up": topics.up("s001"),
        "ask": topics.ask("s001"),
        "ack": topics.ack("s001"),
        "reply": topics.reply("s001", "b1"),
        "down": topics.down("staff/s001"),
        "head": topics.head("staff/s001"),
    }


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', TEXT.decode())):
        found = WIRE.document
        for step in reference.split("/"):
            found = found[step]
    for name in SCHEMAS:
        Draft202012Validator.check_schema(WIRE.schema(name))
    assert WIRE.document["asyncapi"] == "3.0.0"
    for operation in WIRE.document["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert operation["bindings"]["mqtt"]["qos"] == 1


def test_the_recipes_of_its_text_are_the_codes() -> None:
    says = WIRE.document["info"]["description"]
    assert "blake2b(store, digest size 2), big-endian, modulo 256" in says
    digest = hashlib.blake2b(b"s001", digest_size=2).digest()
    assert topics.shard("s001") == int.from_bytes(digest, "big") % 256
    size = int(re.findall(r"blake2b \(digest size (\d+)\)", says)[0])
    shop = Shop(SetClock())
    shop.sell("P1-0")
    chain = ""
    for entry in shop.log.entries:
        chain = hashlib.blake2b(chain.encode() + b"\0" + entry.body, digest_size=size).hexdigest()
        assert chain == entry.chain


def test_what_is_not_the_wire_is_refused_by_its_schema() -> None:
    shop = Shop(SetClock())
    order = shop.sell("P1-0")
    fact = {"id": "e", "at_ms": 1, "hlc": 1, "kind": "OrderPaid"}
    checks = Draft202012Validator(WIRE.schema("Fact"))
    whole = json.loads(shop.log.entries[0].body)
    assert isinstance(OrderPaid(order=order), OrderPaid)
    checks.validate({**fact, "body": whole})
    checks.validate({**fact, "kind": "OfANewerStore", "body": {"x": 1}})
    for bad in ({**whole, "order": 7}, {"type": "OrderPaid"}, {**whole, "type": "OrderParked"}):
        with pytest.raises(ValidationError):
            checks.validate({**fact, "body": bad})


async def test_the_hub_serves_it_to_anybody() -> None:
    hub = MemoryHub(SetClock())
    page = HubWeb(
        hub, Access(SetClock(), RealClock().new_id, admin_hash=""), SetClock(), Furnishing(wire=TEXT)
    )
    async with running(page), ClientSession() as session:
        await page.ready.wait()
        async with session.get(f"{page.url}/api/asyncapi.json") as answer:
            assert (answer.status, answer.content_type) == (200, "application/json")
            assert await answer.read() == TEXT


@pytest.mark.process
def test_the_command_line_prints_it() -> None:
    done = subprocess.run(
        program("edge.cli", "hub", "wire"), env=environment(), capture_output=True, check=True, timeout=60
    )
    assert done.stdout == TEXT


@pytest.mark.process
async def test_mosquitto_sub_reads_all_that_a_pair_says(tmp_path: Path) -> None:
    hub, shop = MemoryHub(RealClock()), Shop(RealClock())
    await hub.load(seed())
    seen: dict[str, int] = {}
    async with LocalBroker(tmp_path, kind="mosquitto") as broker:
        mqtt = MqttBroker(broker.address)
        client = Client(tmp_path / "foreign", broker.address)
        async with client.hears("store-edge/1/#") as heard, running(worker(hub, mqtt), line(shop, mqtt)):
            await shop.until(lambda: {"catalog", "price", "staff"} <= set(shop.kept_cursors))
            for _ in range(40):
                shop.sell("P1-0")
            shop.contact_book["c1"] = Contact(contact_id="c1", version=1, name="周", phone="15400001037")
            shop.append(ContactKept(contact_id="c1", version=1))
            await shop.all_acked()
            await hub.set_prices([PriceChange(sku="P1-0", price_fen=5000)])
            await shop.until(lambda: shop.kept_cursors["price"].pos == 4)
            shop.sell("P1-0")
            await shop.all_acked()
            wanted = {"hello", "welcome", "batch", "ack", "pull", "manifest", "chunk", "push", "head"}
            while not wanted <= set(seen):
                topic, payload = await heard.next()
                said = WIRE.read(topic, payload)
                seen[said["type"]] = seen.get(said["type"], 0) + 1
                seen["packed"] = seen.get("packed", 0) + (payload[:1] == b"\x78")
    assert seen["packed"] > 0


@pytest.mark.process
async def test_mosquitto_pub_says_hello_as_an_enrolled_store_and_is_welcomed(tmp_path: Path) -> None:
    guarded = Guarded(tmp_path)
    guarded.enrolment.prepare()
    guarded.enrol("s001")
    hub = MemoryHub(RealClock())
    await guarded.start()
    try:
        client = Client(tmp_path / "foreign", guarded.of("s001"))
        part = worker(hub, MqttBroker(guarded.of("hub")))
        async with client.hears("store-edge/1/ack/s001") as heard, running(part):
            await part.ready.wait()
            address = WIRE.document["channels"]["up"]["address"]
            shard = int.from_bytes(hashlib.blake2b(b"s001", digest_size=2).digest(), "big") % 256
            hello = {"type": "hello", "store": "s001", "box": "b1", "origin": "o-foreign", "first_seq": 1}
            hello |= {"max_seq": 1, "chain": "", "turn": "t1"}
            body = b'{"type":"CommandAnswered","command_id":"c","done":true}'
            chain = hashlib.blake2b(b"\0" + body, digest_size=16).hexdigest()
            up = address.format(shard=shard, store="s001")
            await client.says(up, json.dumps(hello).encode())
            welcome = WIRE.read(*await heard.next())
            assert (welcome["type"], welcome["turn"], welcome["acked"]) == ("welcome", "t1", 0)
            fact = b'{"id":"e1","at_ms":1,"hlc":1,"kind":"CommandAnswered","body":' + body + b"}"
            batch = b'{"type":"batch","origin":"o-foreign","first":1,"chain":"%s","events":[%s]}'
            await client.says(up, batch % (chain.encode(), fact))
            ack = WIRE.read(*await heard.next())
            assert (ack["type"], ack["acked"], ack["safe"]) == ("ack", 1, 1)
    finally:
        await guarded.child.stop()
    assert [row.body for row in hub.logs.of("o-foreign")] == [body]
