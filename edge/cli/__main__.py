"""`python -m edge.cli` is `store-edge`."""

from __future__ import annotations

from edge.cli.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
