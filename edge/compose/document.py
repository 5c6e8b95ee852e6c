"""The wire's document with the events of this program's log."""

from __future__ import annotations

import msgspec

from edge.app.routing import LOGGED
from sync.document import document


def wire_document() -> bytes:
    """AsyncAPI 3 as JSON, the same for the same types."""
    return msgspec.json.format(msgspec.json.encode(document(LOGGED)), indent=1) + b"\n"
