"""Starts the demo's programs in their order, seeds them, says where to look, and ends them all together."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from edge.cli.demo import reaper
from edge.cli.demo.accounts import let_in
from edge.cli.demo.kept import Kept, once
from edge.cli.demo.plan import (
    HUB_PASSWORD,
    Plan,
    StoreNames,
    busy_ports,
    hub_toml,
    seeds_mark,
    stores_of,
    write_files,
)
from edge.errors import EdgeError
from edge.runtime.admin import ask, socket_path
from edge.runtime.clock import SystemClock
from edge.runtime.lifecycle import only_agent_of, stopping_on_signals
from edge.runtime.supervisor import gravest
from sync.hub.broker import LocalBroker, available
from sync.hub.postgres import EmbeddedPostgres

STOCK_S = 60.0
LOOK_S = 0.05
OPENING = "opening"
Stop = Callable[[], Awaitable[None]]


class Demo:
    """One run of the demo."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._clock = SystemClock()
        self._began_s = self._clock.monotonic()
        self._layers: list[list[Stop]] = [[], [], []]  # broker and database; wallet and centre; stores
        self._broker = LocalBroker(plan.broker_folder, port=plan.broker_port)
        self._postgres = EmbeddedPostgres(plan.folder / "postgres")
        self._kept: list[Kept] = []
        self._reaper: asyncio.subprocess.Process | None = None

    @property
    def _database_folder(self) -> Path:
        return self._postgres.child.log_file.parent

    async def run(self) -> int:
        """Until a signal. `EdgeError` when it cannot start, or one of its programs gives up."""
        stores = stores_of(self._plan)
        stop = asyncio.Event()
        with only_agent_of(self._plan.folder / "demo"), stopping_on_signals(stop):
            await asyncio.to_thread(reaper.end_all, self._pid_folders())
            busy_ports(self._plan)
            write_files(self._plan, stores, self._clock.new_secret())
            if self._plan.guarded:
                self._broker.accounts = let_in(self._plan, stores, self._clock.new_secret())
            running = asyncio.ensure_future(self._open(stores))
            stopped = asyncio.ensure_future(stop.wait())
            try:
                await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    running.result()
                self._tell("ending: the stores first, then the centre")
            except* EdgeError as errors:
                raise gravest(errors) from None
            finally:
                for task in (running, stopped):
                    task.cancel()
                await asyncio.gather(running, stopped, return_exceptions=True)
                await self._close()
        return 0

    async def _open(self, stores: list[StoreNames]) -> None:
        """Start everything, then watch over it for ever."""
        plan = self._plan
        await self._reap()
        wallet = self._program("wallet", "edge.tender.wallet_server", *self._wallet_words())
        async with asyncio.TaskGroup() as group:
            broker = f"broker     {plan.broker_url} ({available()})"
            group.create_task(self._started(0, broker, self._broker.start, self._broker.stop))
            group.create_task(
                self._started(0, "database   PostgreSQL", self._postgres.start, self._postgres.stop)
            )
            group.create_task(
                self._answering(1, wallet, f"wallet     {plan.wallet_url}", plan.wallet_port, "/")
            )
        hub_config = hub_toml(plan, await self._postgres.create())
        await self._seed(hub_config)
        hub = self._program("hub", "edge.cli", "hub", "--config", str(hub_config))
        centre = f"centre     http://127.0.0.1:{plan.hub_port}/hub (password: {HUB_PASSWORD})"
        async with asyncio.TaskGroup() as group:
            group.create_task(self._answering(1, hub, centre, plan.hub_port, "/"))
            for number, store in enumerate(stores, 1):
                group.create_task(self._open_store(store, plan.store_port(number)))
        self._tell("open. Ctrl-C ends everything.")
        async with asyncio.TaskGroup() as group:
            for program in self._kept:
                group.create_task(program.keep())

    async def _open_store(self, store: StoreNames, port: int) -> None:
        config = self._plan.store_toml(store.store_id)
        program = self._program(store.store_id, "edge.cli", "run", "--demo", "--config", str(config))
        await self._answering(2, program, "", port, "/health")
        mark = config.with_name("stocked")
        if not mark.exists():
            await self._stock(store, config)
            mark.touch()
        here = f"http://127.0.0.1:{port}"
        pages = "  ".join(f"{here}/{page}" for page in ("kiosk", "till", "board", "lab"))
        self._tell(f"{store.store_id} {store.name_en}: {pages}")

    async def _stock(self, store: StoreNames, config: Path) -> None:
        """The opening stock-take, once the catalogue has come down from the centre."""
        door = socket_path(config.with_name("store.db"))
        try:
            async with asyncio.timeout(STOCK_S):
                while True:
                    status = await ask(door, "status")
                    if status["cursors"].get("catalog"):
                        break
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise EdgeError(f"{store.store_id}: no catalogue from the centre in {STOCK_S:.0f} s") from None
        words = ("stock-take", str(self._plan.seed_folder), "--take", OPENING, "--config", str(config))
        await once(("-m", "edge.cli", *words), name=f"stock-take of {store.store_id}")

    async def _seed(self, hub_config: Path) -> None:
        """Load the seeds into the centre, when they are not the ones it has."""
        mark, now = self._database_folder / "seeded", seeds_mark(self._plan.seed_folder)
        if mark.exists() and mark.read_text("ascii") == now:
            return
        words = ("-m", "edge.cli", "seed", str(self._plan.seed_folder), "--config", str(hub_config))
        said = await once(words, name="seeding the centre")
        mark.write_text(now, "ascii")
        self._tell(f"seeds      {said.splitlines()[-1] if said else 'loaded'}")

    async def _started(self, layer: int, says: str, start: Stop, stop: Stop) -> None:
        self._layers[layer].append(stop)
        await start()
        self._tell(says)

    async def _answering(self, layer: int, program: Kept, says: str, port: int, path: str) -> None:
        self._layers[layer].append(program.child.stop)
        await program.start()
        await program.answers(port, path)
        self._kept.append(program)
        if says:
            self._tell(says)

    def _program(self, name: str, module: str, *words: str) -> Kept:
        return Kept(name, self._plan.folder / name, ("-m", module, *words), tell=self._tell)

    def _wallet_words(self) -> tuple[str, ...]:
        plan = self._plan
        data = ("--data", str(plan.folder / "wallet"), "--key-file", str(plan.wallet_key))
        return (*data, "--port", str(plan.wallet_port))

    def _pid_folders(self) -> list[str]:
        return [str(self._plan.folder), str(self._database_folder)]

    async def _reap(self) -> None:
        """However this process ends, its programs end too."""
        self._reaper = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            reaper.__file__,
            *self._pid_folders(),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
        )

    async def _close(self) -> None:
        for layer in reversed(self._layers):
            await asyncio.gather(*(stop() for stop in layer), return_exceptions=True)
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            await self._reaper.wait()

    def _tell(self, sentence: str) -> None:
        print(f"{self._clock.monotonic() - self._began_s:5.1f} s  {sentence}", flush=True)
