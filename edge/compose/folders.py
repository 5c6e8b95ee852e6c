"""Where the built pages and the pictures lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
SEEDS = _ROOT / "seeds"
PICTURES = SEEDS / "pictures"


def screens() -> Path | None:
    """The folder of the built pages; None when they were not built."""
    wheel = find_spec("store_edge_ui")
    places = [Path(path) for path in (wheel.submodule_search_locations or ())] if wheel is not None else []
    places.append(_ROOT / "kiosk_ui" / "dist")
    return next((place for place in places if (place / "kiosk.html").is_file()), None)
