"""The doctor's look at what the store reaches by a line: devices, the broker, the wallet, its own address."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from devices.ports import check
from edge.app.ports import Clock
from edge.compose.centre import broker_address
from edge.compose.finding import Finding, fine, wrong
from edge.compose.till import wallet_of
from edge.config import Config
from edge.errors import ConfigError, TenderError
from sync.mqtt import reachable

CONNECT_S = 2.0


async def devices(config: Config, *, running: bool) -> list[Finding]:
    """At least one finding a device. `running`: an agent has the lines already, so they are not tried."""
    found: list[Finding] = []
    for device in config.devices:
        if running and device.link != "sim":
            found.append(fine(device.id, f"{device.link} belongs to the running agent: see its health"))
            continue
        for well, says, cure in await asyncio.to_thread(check, device):
            sentence = says.removeprefix(f"{device.id}: ")
            found.append(fine(device.id, sentence) if well else wrong(device.id, sentence, cure))
    return found


def _listening(subject: str, host: str, port: int, *, running: bool) -> Finding:
    if running:
        return fine(subject, f"{host}:{port} belongs to the running agent")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            cure = "end the program that has it (ss -ltnp shows it), or choose another port or address"
            return wrong(subject, f"{host}:{port} cannot be opened: {error.strerror}", cure)
    return fine(subject, f"{host}:{port} is free")


async def pages(config: Config, *, running: bool) -> Finding:
    server = config.server
    if not running:
        return _listening("server", server.host, server.port, running=False)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(server.host, server.host)  # noqa: S104 - read, not bound
    error = await dialled(host, server.port)
    if error:
        return wrong("server", f"the agent runs, but {host}:{server.port}: {error}", "read the agent's log")
    return fine("server", f"the running agent answers at {host}:{server.port}")


async def broker(config: Config) -> Finding:
    """Connects under a client id of its own, so that the agent's link stays."""
    if config.centre is None:
        return fine("centre", "none configured: this store stands alone")
    try:
        at = broker_address(config.centre)
    except ConfigError as error:
        path, sentence = error.problems[0]
        return wrong(path, sentence, "see check-config")
    said = await reachable(at, f"{config.store.id}.{config.store.box}.doctor")
    if said:
        cure = "check the network, the broker's address, and user and password_file; the shop sells meanwhile"
        return wrong("centre.broker", said, cure)
    return fine("centre.broker", f"{at.host}:{at.port} lets us in")


async def wallet(config: Config, clock: Clock) -> Finding:
    if config.tender.wallet is None:
        return fine("tender.wallet", "none configured: cash only")
    try:
        gateway = wallet_of(config, clock)
        if gateway is not None:
            await gateway.notices(after=-1, wait_s=0)
    except ConfigError as error:
        path, sentence = error.problems[0]
        return wrong(path, sentence, "see check-config")
    except TenderError as error:
        return wrong(
            "tender.wallet", str(error), "check its address and key_file; cash can be taken meanwhile"
        )
    return fine("tender.wallet", f"{urlsplit(config.tender.wallet.url).netloc} answers and knows our key")


async def dialled(host: str, port: int) -> str:
    """'' when something answers there, else why not."""
    try:
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return f"no answer in {CONNECT_S:.0f} s"
    except OSError as error:
        return error.strerror or str(error)
    writer.close()
    return ""
