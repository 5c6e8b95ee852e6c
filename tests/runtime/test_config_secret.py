"""Secrets of the configuration: in files of their own, ours alone, never in the TOML."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from edge.config import read_secret
from edge.config.shapes import RawConfig
from edge.errors import ConfigError


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (None, 0, "does not exist"),
        (b"secret\n", 0o644, "chmod 600"),
        (b"", 0o600, "is empty"),
        (b"x" * 5000, 0o600, "far too long"),
        (b"\xff", 0o600, "is not text"),
    ],
)
def test_a_secret_file_must_be_ours_alone(
    tmp_path: Path, content: bytes | None, mode: int, says: str
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    with pytest.raises(ConfigError, match=says) as refused:
        read_secret(str(path), named_by="centre.password_file")
    assert refused.value.problems[0][0] == "centre.password_file"


def test_a_secret_is_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b" hunter2 \n")
    path.chmod(0o600)
    assert read_secret(str(path), named_by="x") == "hunter2"


def test_the_file_has_no_field_for_a_secret() -> None:
    fields = {field.name for field in msgspec.structs.fields(RawConfig)}
    tables = {
        "store",
        "server",
        "centre",
        "tender",
        "members",
        "tasks",
        "codes",
        "place",
        "device",
        "neighbour",
    }
    assert fields == tables
