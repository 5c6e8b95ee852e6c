"""The schema, step by step: NNNN_name.sql, run once each, all together or not at all."""

from __future__ import annotations

from importlib import resources


def steps() -> list[tuple[int, str]]:
    """(number, SQL) in order."""
    found = [file for file in resources.files(__name__).iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.split("_")[0]), file.read_text("utf-8")) for file in found)
