"""A hub of either kind that can be backed up and put back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.hub.backup import back_up, restore
from sync.hub.centre import PostgresHub
from sync.hub.memory import MemoryHub
from sync.hub.ports import Hub
from tests.sync.clock import SetClock


class Rig:
    """A hub of either kind that can be backed up and put back."""

    def __init__(self, hub: Hub, dsn: str, folder: Path, clock: SetClock) -> None:
        self.hub, self._dsn, self._folder, self._clock = hub, dsn, folder, clock
        self._kept: dict[str, dict[str, object]] = {}

    async def back_up(self, name: str = "one") -> None:
        if isinstance(self.hub, MemoryHub):
            self._kept[name] = self.hub.back_up()
        else:
            await back_up(self._dsn, self._folder / f"{name}.zip", self._clock)

    async def restore(self, name: str = "one") -> None:
        if isinstance(self.hub, MemoryHub):
            self.hub.restore(self._kept[name])
            return
        assert isinstance(self.hub, PostgresHub)
        await self.hub.close()
        await restore(self._dsn, self._folder / f"{name}.zip", self._clock, replace=True)
        self.hub = await PostgresHub.open(self._dsn, self._clock)


@pytest.fixture
async def rig(
    hub: Hub, request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock
) -> AsyncIterator[Rig]:
    dsn = "" if isinstance(hub, MemoryHub) else request.getfixturevalue("database")
    rig = Rig(hub, dsn, tmp_path, clock)
    yield rig
    if isinstance(rig.hub, PostgresHub):
        await rig.hub.close()
