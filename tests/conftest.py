"""What every test gets: hypothesis without a stopwatch, its examples kept under .cache."""

from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

CACHE = Path(__file__).resolve().parents[1] / ".cache"

set_hypothesis_home_dir(CACHE / "hypothesis")
# A busy machine is no fault of the code; pytest's own time-out is the limit of a test.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
