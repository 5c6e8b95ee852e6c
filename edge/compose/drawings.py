"""The pictures of the goods, for the centre's page: the screens' own drawings, coloured as asked."""

from __future__ import annotations

from edge.compose.folders import PICTURES
from edge.errors import EdgeError
from kiosk_ui.api.media import coloured, read


def drawing(kind: str, color: str, mark: str) -> str | None:
    """An SVG; None for a kind that nobody drew. `kind` and `color` are checked by whoever serves it."""
    try:
        return coloured(read(PICTURES / f"{kind}.svg"), color, mark)
    except EdgeError:
        return None
