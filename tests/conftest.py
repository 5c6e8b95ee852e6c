"""What every test gets: hypothesis without a stopwatch, its examples kept under .cache, and its turn."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

CACHE = Path(__file__).resolve().parents[1] / ".cache"

set_hypothesis_home_dir(CACHE / "hypothesis")
# A busy machine is no fault of the code; pytest's own time-out is the limit of a test.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

BROWSER = "tests/browser"
PROGRAMS_S = 240  # a test that starts programs waits for several of them, one after another


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("process") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PROGRAMS_S))


class ByFolder(LoadFileScheduling):
    """A file's tests share a process; so do all that drive a browser, since they share one demo."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    return ByFolder(config, log)
