"""The simulated wallet as a process of its own: `python -m edge.tender.wallet_server --help`.

It keeps its money through restarts as a real one would, and is reached by HTTP alone.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from aiohttp import web

from edge.app.ports import Clock
from edge.config import read_secret
from edge.errors import ConfigError, TenderError
from edge.runtime.clock import SystemClock
from edge.tender.counter import Counter
from edge.tender.journal import Journal
from edge.tender.phone import Phone
from edge.tender.purse import Purse

log = logging.getLogger(__name__)

ADDRESS_FILE = "address"
SHUTDOWN_S = 1.0
EXIT_CONFIG = 78
KEY_BYTES_MIN = 32


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """A wallet that listens at `address`."""

    address: str
    purse: Purse


@asynccontextmanager
async def served(
    *, data: Path, key: bytes, clock: Clock, port: int = 0, host: str = "127.0.0.1", public: str = ""
) -> AsyncIterator[Served]:
    """Listen until the context ends. `public` is the address that phones use, where it is another one."""
    with Journal(data) as journal:
        address = ""
        purse = Purse(
            clock=clock,
            key=key,
            page=lambda token: f"{public or address}/pay/{token}",
            keep=journal.keep,
            steps=journal.steps(),
        )
        app = web.Application()
        Counter(purse=purse, key=key, clock=clock).routes(app)
        Phone(purse=purse, clock=clock).routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S, handler_cancellation=True)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            address = f"http://{host}:{runner.addresses[0][1]}"
            (data / ADDRESS_FILE).write_text(address, "utf-8")
            yield Served(address=address, purse=purse)
        finally:
            await runner.cleanup()


async def serve(options: argparse.Namespace) -> None:
    """Until the process is told to end."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with served(
        data=options.data,
        key=key_of(options.key_file),
        clock=SystemClock(),
        port=options.port,
        host=options.host,
        public=options.public,
    ) as wallet:
        log.info("wallet: %s", wallet.address)
        await ended.wait()


def key_of(path: Path) -> bytes:
    """The key shared with the stores, which read their own copy the same way."""
    key = read_secret(str(path), named_by="--key-file").encode()
    if len(key) < KEY_BYTES_MIN:
        raise ConfigError([("--key-file", f"{path} holds fewer than {KEY_BYTES_MIN} characters")])
    return key


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="wallet_server", description="The simulated wallet.")
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--public", default="", help="http address of the payment page as phones reach it")
    options.add_argument(
        "--data", type=Path, required=True, help="folder of its journal; its address is written here"
    )
    options.add_argument("--key-file", type=Path, required=True, help="the key shared with the stores")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 after a signal, 78 where it cannot run as told."""
    options = parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        asyncio.run(serve(options))
    except (ConfigError, TenderError, OSError) as error:
        log.error("wallet: %s", error)  # noqa: TRY400  the sentence says it all
        return EXIT_CONFIG
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
