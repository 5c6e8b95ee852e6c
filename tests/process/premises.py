"""A store and its wallet as the real programs, in a folder of their own: started, killed, started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientError, ClientSession

from edge.compose.file_house import open_house
from edge.compose.house import House
from edge.compose.loading import load_config
from edge.runtime.clock import SystemClock
from edge.tender.wallet import HttpWallet, Merchant
from sync.hub.child import LOOPBACK, Child, free_port
from tests.process.programs import UP_S, environment, program
from tests.process.shoppers import RETRY_S, browser

KIOSKS = tuple(f"kiosk-{number}" for number in range(1, 7))
STORE_ID = "s1"
SHOP = Merchant(merchant=STORE_ID, name_zh="断电店", name_en="Dark shop")


class Premises:
    """One store of six kiosks, without hardware."""

    def __init__(self, folder: Path, *, centre: str = "") -> None:
        self.folder = folder
        self.clock = SystemClock()
        self.store_port, self.wallet_port = free_port(), free_port()
        self.database = folder / "store.db"
        self.config = folder / "store.toml"
        self._key = folder / "wallet.key"
        self._store = Child("store", folder)
        self._wallet = Child("wallet", folder)
        folder.mkdir(parents=True, exist_ok=True)
        self._key.touch(mode=0o600)
        self._key.write_text(self.clock.new_secret() + "\n", "utf-8")
        self.config.write_text(self._toml(centre), "utf-8")

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.store_port}"

    def gateway(self) -> HttpWallet:
        """The wallet as an auditor asks it."""
        key = self._key.read_text("utf-8").strip().encode()
        address = f"http://{LOOPBACK}:{self.wallet_port}"
        return HttpWallet(address=address, key=key, merchant=SHOP, clock=self.clock)

    @asynccontextmanager
    async def house(self) -> AsyncIterator[House]:
        """The store's file, opened by this process while no store runs."""
        async with open_house(load_config(self.config), self.clock) as house:
            yield house

    async def open_wallet(self) -> None:
        await self._wallet.start(
            program(
                "edge.tender.wallet_server",
                *("--port", str(self.wallet_port), "--data", str(self.folder / "wallet")),
                *("--key-file", str(self._key)),
            ),
            env=environment(),
        )
        await self._wallet.ready_at(self.wallet_port, UP_S)

    async def kill_wallet(self) -> None:
        self._wallet.kill()
        await self._wallet.wait()

    async def open_store(self) -> None:
        """Returns when the pages are served."""
        await self._store.start(program("edge.cli", "run", "--config", str(self.config)), env=environment())
        async with asyncio.timeout(UP_S), browser() as session:
            while not await healthy(session, self.address):
                self._store.check()
                await asyncio.sleep(RETRY_S)

    def check(self) -> None:
        """`SyncError` when the store has ended by itself."""
        self._store.check()

    async def kill_store(self) -> None:
        """SIGKILL; nothing of the process is left when this returns."""
        self._store.kill()
        await self._store.wait()

    async def close_store(self) -> None:
        await self._store.stop()

    async def close(self) -> None:
        await self._store.stop()
        await self._wallet.stop()

    def _toml(self, centre: str) -> str:
        places = "".join(f'\n[[place]]\nid = "{kiosk}"\nkind = "kiosk"\n' for kiosk in KIOSKS)
        broker = f'\n[centre]\nbroker = "{centre}"\n' if centre else ""
        return f"""[store]
id = "{STORE_ID}"
name_zh = "{SHOP.name_zh}"
name_en = "{SHOP.name_en}"
data = "{self.database.name}"

[server]
port = {self.store_port}
{broker}
[tender.wallet]
url = "http://{LOOPBACK}:{self.wallet_port}"
key_file = "{self._key.name}"

[[place]]
id = "till-1"
kind = "till"
{places}"""


async def healthy(session: ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/health") as answer:
            return answer.status < 500
    except (ClientError, OSError, TimeoutError):
        return False
