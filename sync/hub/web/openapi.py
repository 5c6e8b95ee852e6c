"""`python -m sync.hub.web.openapi` writes the API document of the centre to standard output."""

from __future__ import annotations

import sys

from sync.hub.web.routes import document_bytes

if __name__ == "__main__":
    sys.stdout.buffer.write(document_bytes())
