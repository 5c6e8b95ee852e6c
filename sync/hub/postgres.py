"""A PostgreSQL for one machine: the system's own programs, else those of the pgserver wheel; a unix socket
only.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import asyncpg

from edge.errors import Retry, SyncError
from sync.hub.child import Child
from sync.hub.database import TROUBLE

if TYPE_CHECKING:
    from types import TracebackType

START_S = 60.0
LOOK_S = 0.02
PORT = 5432  # of the socket's name; nothing listens on the network
USER = "store_edge"
SOCKET_PATH_MAX = 80  # of a folder; the kernel takes 107 with the name
_DEBIAN = Path("/usr/lib/postgresql")
_SERVANTS = ("postgres", "nobody")  # whom the server runs as when we are root, which it refuses to be


def programs() -> Path | None:
    """The folder of `postgres` and `initdb`: the machine's newest, else the wheel's."""
    return system_programs() or wheel_programs()


def system_programs() -> Path | None:
    if found := shutil.which("postgres"):
        folder = Path(found).resolve().parent
        if (folder / "initdb").exists():
            return folder
    debian = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return debian[-1].parent if debian else None


def wheel_programs() -> Path | None:
    wheel = importlib.util.find_spec("pgserver")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


class EmbeddedPostgres:
    """`async with EmbeddedPostgres(folder) as server:` then `server.dsn("name")`. What a kill left is
    stopped first.

    As root the data stands under `folder` only where another user can reach it, else in the system's place
    for it. `durable=False` forgoes fsync: tests only.
    """

    def __init__(self, folder: Path, *, durable: bool = True, from_: Path | None = None) -> None:
        self._servant = servant()
        self._folder = reachable(folder) if self._servant else folder
        self._durable, self._programs = durable, from_
        self._sockets: Path | None = None
        how = signal.SIGINT if durable else signal.SIGQUIT  # at once, or without tidying up
        self._child = Child("postgres", self._folder, stop_signal=how)

    @property
    def child(self) -> Child:
        return self._child

    def dsn(self, database: str = "store_edge") -> str:
        if self._sockets is None:
            raise SyncError("PostgreSQL does not run")
        return f"postgresql://{USER}@/{database}?host={self._sockets}&port={PORT}"

    async def start(self) -> None:
        folder = self._programs or programs()
        if folder is None:
            raise SyncError(
                "no PostgreSQL on this machine: install postgresql, or the extra `demo` of store-edge",
                retry=Retry.PERMANENT,
            )
        data = self._folder / "data"
        await asyncio.to_thread(self._prepare)
        if self._servant:
            folder = await asyncio.to_thread(readable, folder, self._folder)
        await self._init(folder, data)
        await self._child.start(self._command(folder, data), user=self._servant)
        try:
            await self._until_ready()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        await self._child.stop()
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    async def create(self, database: str = "store_edge") -> str:
        """The database's DSN; it is made where it is missing."""
        try:
            conn = await asyncpg.connect(self.dsn("postgres"))
            try:
                if not await conn.fetchval("select 1 from pg_database where datname = $1", database):
                    await conn.execute(f'create database "{database}"')
            finally:
                await conn.close()
        except TROUBLE as error:
            raise SyncError(f"database {database}: {error}") from error
        return self.dsn(database)

    def _prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        sockets, data = self._folder / "sockets", self._folder / "data"
        if len(str(sockets)) > SOCKET_PATH_MAX:
            sockets = Path(tempfile.mkdtemp(prefix="se-pg-"))
        for path in (sockets, data):
            path.mkdir(exist_ok=True)
            path.chmod(0o700)
            if self._servant:
                shutil.chown(path, self._servant, pwd.getpwnam(self._servant).pw_gid)
        self._sockets = sockets

    async def _init(self, programs_: Path, data: Path) -> None:
        if (data / "PG_VERSION").exists():
            return
        made = await asyncio.create_subprocess_exec(
            str(programs_ / "initdb"),
            *(
                "-D",
                str(data),
                "-U",
                USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions",
            ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            user=self._servant,
            cwd="/",
        )
        output, _ = await made.communicate()
        if made.returncode:
            words = output.decode(errors="replace").strip().splitlines()[-3:]
            raise SyncError(f"initdb: {' '.join(words)}", retry=Retry.PERMANENT)

    def _command(self, programs_: Path, data: Path) -> tuple[str, ...]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "max_connections": "40",
            "shared_buffers": "64MB",
            "logging_collector": "off",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return (str(programs_ / "postgres"), "-D", str(data), *options)

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(START_S):
                while not await self._ready():
                    self._child.check()
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise SyncError(f"PostgreSQL does not answer after {START_S:.0f} s") from None

    async def _ready(self) -> bool:
        try:
            conn = await asyncpg.connect(self.dsn("postgres"))
        except TROUBLE:
            return False
        await conn.close()
        return True

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def servant() -> str | None:
    """The user that PostgreSQL runs as when we are root; None when we are somebody already."""
    if os.geteuid() != 0:
        return None
    for name in _SERVANTS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise SyncError("PostgreSQL does not run as root, and there is no other user", retry=Retry.PERMANENT)


def open_to_all(folder: Path) -> bool:
    """Whether another user can reach what stands in `folder`."""
    there = folder if folder.exists() else next(parent for parent in folder.parents if parent.exists())
    return all(path.stat().st_mode & stat.S_IXOTH for path in (there, *there.parents))


def reachable(folder: Path) -> Path:
    """`folder`, or as root below a home a place of its own under the system's folder for such data."""
    folder = folder.resolve()
    if open_to_all(folder):
        return folder
    return Path("/var/lib/store-edge") / "-".join(folder.parts[1:])


def readable(programs_: Path, folder: Path) -> Path:
    """The programs where the servant can run them: where they are, or copied beside the data.

    The wheel's find their libraries three folders above themselves, so those come along.
    """
    if open_to_all(programs_):
        return programs_
    copy, part = folder / "programs", folder / "programs.part"
    bin_ = copy / Path(*programs_.parts[-3:])
    if not bin_.exists():
        for half in (copy, part):
            shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(programs_.parent, part / Path(*programs_.parts[-3:-1]))
        libraries = programs_.parents[2] / "pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name)
        for made in (part, part / programs_.parts[-3]):
            made.chmod(0o755)
        part.rename(copy)
    return bin_
