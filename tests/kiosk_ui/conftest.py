"""The screens, open on a free port over a desk in memory."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar
from yarl import URL

from edge.runtime.clock import ManualClock
from kiosk_ui.desk import Desk
from kiosk_ui.memory.desk import MemoryDesk
from kiosk_ui.server import Screens
from tests.kiosk_ui.goods import APPAREL, PIN, order_file, staff, task_file, tee, transfer

PICTURES = Path(__file__).resolve().parents[2] / "seeds" / "pictures"
OPEN_S = 10


class Stand:
    """`memory` plays the store, `page` is a browser at `url`."""

    def __init__(self, memory: MemoryDesk, clock: ManualClock, page: ClientSession, url: str) -> None:
        self.memory = memory
        self.clock = clock
        self.page = page
        self.url = url

    async def sign_in(self, staff_id: str = "cashier", pin: str = PIN) -> int:
        async with self.page.post("/api/staff/sign-in", json={"staff_id": staff_id, "pin": pin}) as answer:
            return answer.status

    async def refused(self, method: str, path: str | URL, **more: object) -> tuple[int, str]:
        """(status, code) of a request that is turned away."""
        async with self.page.request(method, path, **more) as answer:  # type: ignore[arg-type]
            return answer.status, (await answer.json())["code"]


OpenStand = Callable[[Callable[[MemoryDesk], Desk]], Awaitable[Stand]]


@pytest.fixture
async def open_stand(tmp_path: Path) -> AsyncIterator[OpenStand]:
    """Opens the screens over what the given function makes of a desk in memory."""
    async with AsyncExitStack() as stack:

        async def opened(desk_of: Callable[[MemoryDesk], Desk]) -> Stand:
            clock, secrets = ManualClock(), itertools.count()
            memory = MemoryDesk(clock, lambda: f"secret-{next(secrets)}", pictures=PICTURES)
            fill(memory)
            return await stack.enter_async_context(stand(memory, clock, desk_of(memory)))

        yield opened


@pytest.fixture
async def demo(open_stand: OpenStand) -> Stand:
    """A demo store."""
    return await open_stand(lambda memory: memory.desk)


@pytest.fixture
async def shop(open_stand: OpenStand) -> Stand:
    """A real store."""
    return await open_stand(lambda memory: memory.as_run())


@asynccontextmanager
async def stand(memory: MemoryDesk, clock: ManualClock, desk: Desk) -> AsyncIterator[Stand]:
    screens = Screens(desk)
    running = asyncio.create_task(screens.run())
    opening = asyncio.create_task(screens.opened.wait())
    try:
        async with asyncio.timeout(OPEN_S):
            await asyncio.wait({running, opening}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        async with ClientSession(base_url=screens.url, cookie_jar=CookieJar(unsafe=True)) as page:
            yield Stand(memory, clock, page, screens.url)
    finally:
        opening.cancel()
        running.cancel()
        await asyncio.gather(running, opening, return_exceptions=True)


def fill(memory: MemoryDesk) -> None:
    memory.reads.category_rows = (APPAREL,)
    memory.reads.products = {"P0001": tee(), "P0002": tee("P0002", shelf="season")}
    memory.reads.orders = {"o9": order_file("o9", state="parked")}
    memory.reads.task_files = {"o9.1": task_file()}
    memory.reads.transfer_rows = {"t9": transfer()}
    people = (staff("cashier", "cashier"), staff("manager", "manager"), staff("gate", "attendant"))
    gone = staff("gone", "manager", active=False)
    memory.reads.people = {one.staff_id: one for one in (*people, gone)}


async def frame(socket: ClientWebSocketResponse) -> dict[str, object]:
    """The next frame of a live view."""
    async with asyncio.timeout(OPEN_S):
        found: dict[str, object] = msgspec.json.decode(await socket.receive_str())
        return found
