"""Mosquitto's own clients as foreigners who know the wire by its document alone."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from sync.mqtt import BrokerAddress


class Wire:
    """The document as another program reads it."""

    def __init__(self, text: bytes) -> None:
        self.document: dict[str, Any] = msgspec.json.decode(text)

    def schema(self, name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}

    def channel(self, topic: str) -> dict[str, Any]:
        """The channel of a topic; a scope has one level or more."""
        (found,) = [one for one in self.document["channels"].values() if _pattern(one).fullmatch(topic)]
        return dict(found)

    def read(self, topic: str, payload: bytes) -> dict[str, Any]:
        """A payload as the document has it; fails where it is not so."""
        said: dict[str, Any] = msgspec.json.decode(
            zlib.decompress(payload) if payload[:1] == b"\x78" else payload
        )
        assert said["type"] in self.channel(topic)["messages"], (topic, said["type"])
        message = self.document["components"]["messages"][said["type"]]
        name = message["payload"]["$ref"].rsplit("/", 1)[1]
        Draft202012Validator(self.schema(name)).validate(said)
        return said


def _pattern(channel: dict[str, Any]) -> re.Pattern[str]:
    parts = re.split(r"({\w+})", channel["address"])
    return re.compile(
        "".join(
            ".+" if part == "{scope}" else "[^/]+" if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )


class Client:
    """`mosquitto_sub` and `mosquitto_pub`; the account stands in their own files, not in their words."""

    def __init__(self, folder: Path, at: BrokerAddress) -> None:
        self._environment = {"PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(folder)}
        options = [f"-h {at.host}", f"-p {at.port}", "-q 1"]
        if at.user:
            options += [f"-u {at.user}", f"-P {at.password}", f"--cafile {at.ca_file}"]
        folder.mkdir(exist_ok=True)
        for name in ("mosquitto_sub", "mosquitto_pub"):
            (folder / name).touch(mode=0o600)
            (folder / name).write_text("\n".join(options) + "\n", "utf-8")

    @asynccontextmanager
    async def hears(self, *filters: str) -> AsyncIterator[Heard]:
        words = [word for one in filters for word in ("-t", one)]
        process = await asyncio.create_subprocess_exec(
            *("stdbuf", "-oL", "mosquitto_sub", "-F", "%t %x", "-d", *words),
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )
        assert process.stdout is not None
        heard = Heard(process.stdout)
        try:
            await heard.until("Subscribed")
            yield heard
        finally:
            process.kill()
            await process.communicate()

    async def says(self, topic: str, payload: bytes) -> None:
        process = await asyncio.create_subprocess_exec(
            *("mosquitto_pub", "-t", topic, "-s"), env=self._environment, stdin=asyncio.subprocess.PIPE
        )
        await process.communicate(payload)
        assert process.returncode == 0


class Heard:
    """What `mosquitto_sub` prints, line by line."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream

    async def until(self, word: str) -> None:
        async with asyncio.timeout(20):
            while word not in (await self._stream.readline()).decode():
                assert not self._stream.at_eof()

    async def next(self) -> tuple[str, bytes]:
        async with asyncio.timeout(20):
            while True:
                line = (await self._stream.readline()).decode()
                assert line, "mosquitto_sub ended"
                topic, _, payload = line.strip().partition(" ")
                if topic.startswith("store-edge/"):
                    return topic, bytes.fromhex(payload)
