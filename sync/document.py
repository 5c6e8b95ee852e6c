"""The wire as an AsyncAPI 3 document with JSON Schemas, made from the types, for other clients."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from edge.domain.feed import FeedItem
from edge.domain.logbook import CHAIN_BYTES
from sync import topics, wire
from sync.packing import JSON_MAX, WIRE_MAX
from sync.sent import Sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edge.domain.message import Event

VERSION = "1"
REF = "#/components/schemas/{name}"
SAYS = f"""What a store and the centre say to each other over MQTT 3.1.1, QoS 1, clean sessions.

A payload is a JSON object with `type` (and `v`, 1 where it is left out). One whose first byte is 0x78 is
that JSON packed by zlib; both forms are taken, whatever the size. At most {WIRE_MAX} bytes travel,
{JSON_MAX} unpacked. Unknown fields are passed over. Hashes are over the bytes of `body` and `items`
as they stand.

A store says hello for each of its logs, awaits the welcome of the same `turn`, then sends batches; only an
ack means that entries are at the centre.

Shard of a store: the first two bytes of blake2b(store, digest size 2), big-endian, modulo {topics.SHARDS}.

Chain of an entry, in hex: blake2b (digest size {CHAIN_BYTES}) over the chain before it as hex text ('' before
the first), a NUL, and the bytes of its body."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of topic; `does` is the store's part."""

    name: str
    address: str
    says: str
    does: Literal["send", "receive"]
    messages: tuple[type[Sent], ...]
    retained: bool = False


def channels() -> tuple[Channel, ...]:
    said, asked, answered = _union(wire.Said), _union(wire.Ask), _union(wire.Answer)
    elsewhere = {*said, *asked, *answered, wire.Push, wire.Head}
    root = topics.ROOT
    return (
        Channel(
            name="up",
            address=f"{root}/up/{{shard}}/{{store}}",
            says="A store's logs on their way to the centre.",
            does="send",
            messages=said,
        ),
        Channel(
            name="ask",
            address=f"{root}/ask/{{shard}}/{{store}}",
            says="What a store lacks.",
            does="send",
            messages=asked,
        ),
        Channel(
            name="ack",
            address=f"{root}/ack/{{store}}",
            says="The centre's word on a store's logs.",
            does="receive",
            messages=answered,
        ),
        Channel(
            name="reply",
            address=f"{root}/reply/{{store}}/{{box}}",
            says="What one box asked for.",
            does="receive",
            messages=tuple(one for one in Sent.__subclasses__() if one not in elsewhere),
        ),
        Channel(
            name="down",
            address=f"{root}/down/{{scope}}",
            says="What changed in a stream, for all it concerns.",
            does="receive",
            messages=(wire.Push,),
        ),
        Channel(
            name="head",
            address=f"{root}/head/{{scope}}",
            says="How far a stream has come.",
            does="receive",
            messages=(wire.Head,),
            retained=True,
        ),
    )


PARAMETERS = {
    "shard": "The store's shard, 0 to 255.",
    "store": "The store's id. The centre believes it, never an id in a payload.",
    "box": "One machine of the store.",
    "scope": "catalog, price, or NAME/STORE for what is one store's, as staff, command and stock are.",
}


def document(events: Iterable[type[Event]]) -> dict[str, object]:
    """`events` are those a log may hold."""
    told = channels()
    messages = [message for channel in told for message in channel.messages]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Store Edge sync", "version": VERSION, "description": SAYS},
        "defaultContentType": "application/json",
        "channels": {channel.name: _channel(channel) for channel in told},
        "operations": {channel.name: _operation(channel) for channel in told},
        "components": {
            "messages": {_tag(message): _message(message) for message in messages},
            "schemas": _schemas(messages, sorted(events, key=lambda event: event.__name__)),
        },
    }


def _channel(channel: Channel) -> dict[str, object]:
    named = [name for name in PARAMETERS if f"{{{name}}}" in channel.address]
    return {
        "address": channel.address,
        "description": channel.says,
        "parameters": {name: {"description": PARAMETERS[name]} for name in named},
        "messages": {_tag(one): {"$ref": f"#/components/messages/{_tag(one)}"} for one in channel.messages},
    }


def _operation(channel: Channel) -> dict[str, object]:
    return {
        "action": channel.does,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "messages": [{"$ref": f"#/channels/{channel.name}/messages/{_tag(one)}"} for one in channel.messages],
        "bindings": {"mqtt": {"qos": 1, "retain": channel.retained}},
    }


def _message(message: type[Sent]) -> dict[str, object]:
    return {
        "name": _tag(message),
        "contentType": "application/json",
        "payload": {"$ref": REF.format(name=message.__name__)},
    }


def _schemas(messages: Sequence[type[Sent]], events: Sequence[type[Event]]) -> dict[str, Any]:
    _, parts = msgspec.json.schema_components([*messages, *events, wire.Fact, FeedItem], ref_template=REF)
    items = [{"$ref": REF.format(name=item.__name__)} for item in _union(FeedItem)]
    parts["FeedItem"] = {"title": "FeedItem", "description": "One thing of a stream.", "oneOf": items}
    raw = {
        "items": {"type": "array", "items": {"$ref": REF.format(name="FeedItem")}},
        "body": {"type": "object", "description": "The event that `kind` names; unknown kinds are kept."},
    }
    carriers: list[type[msgspec.Struct]] = [*messages, wire.Fact]
    for kind in carriers:
        for field in msgspec.structs.fields(kind):
            if field.type is msgspec.Raw:
                parts[kind.__name__]["properties"][field.name] = raw[field.name]
    parts["Fact"]["allOf"] = [_body(event.__name__) for event in events]
    return dict(sorted(parts.items()))


def _body(kind: str) -> dict[str, object]:
    return {
        "if": {"properties": {"kind": {"const": kind}}},
        "then": {"properties": {"body": {"$ref": REF.format(name=kind)}}},
    }


def _tag(message: type[Sent]) -> str:
    return str(message.__struct_config__.tag)


def _union(types: object) -> tuple[Any, ...]:
    return typing.get_args(types)
