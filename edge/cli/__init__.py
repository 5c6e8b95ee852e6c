"""The command line. One module a noun; `entry` finds it and turns errors into sentences."""

from __future__ import annotations

from edge.cli.entry import main

__all__ = ["main"]
