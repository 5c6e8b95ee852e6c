"""Whatever stands in a store's TOML, it gives structs or its problems, and never another exception."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.config import Config, parse
from edge.errors import ConfigError
from tests.runtime.test_config import DRIVERS, SHOP

KEYS = st.sampled_from(
    [
        "store",
        "server",
        "centre",
        "tender",
        "wallet",
        "place",
        "device",
        "id",
        "kind",
        "driver",
        "link",
        "options",
        "host",
        "port",
        "hosts",
        "broker",
        "url",
        "zone",
        "data",
        "name_zh",
        "password",
        "suffix",
        "x.y",
    ]
)
TOML_VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.dates(),
        st.times(),
        st.sampled_from(
            ["sim", "tcp://[", "kiosk", "lane-1", "mqtt://h:1", "scanner.serial", "camera.", "", "\0"]
        ),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)
DEVICES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from(["a", "b", "A"]) | TOML_VALUES,
            "driver": st.sampled_from(sorted(DRIVERS)) | TOML_VALUES,
            "place": st.sampled_from(["p", "q"]) | TOML_VALUES,
            "link": st.sampled_from(["sim", "tcp://h:1", "serial:///dev/x"]) | TOML_VALUES,
            "options": TOML_VALUES,
        },
    ),
    max_size=4,
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "store": st.just(tomllib.loads(SHOP)["store"]) | TOML_VALUES,
        "server": TOML_VALUES,
        "centre": st.fixed_dictionaries({"broker": st.text(max_size=20)}) | TOML_VALUES,
        "tender": TOML_VALUES,
        "place": st.just([{"id": "p", "kind": "lane"}, {"id": "q", "kind": "till"}]) | TOML_VALUES,
        "device": DEVICES | TOML_VALUES,
        "odd": TOML_VALUES,
    },
)


def as_toml(value: object) -> str:
    """A value as TOML would write it, inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{as_toml(key)} = {as_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08X}" for letter in value) + '"'
    return str(value)


@given(TABLES)
def test_any_table_gives_structs_or_its_problems(tables: dict[str, Any]) -> None:
    text = "\n".join(f"{name} = {as_toml(value)}" for name, value in tables.items())
    assert tomllib.loads(text).keys() == tables.keys()
    try:
        config = parse(text, DRIVERS, folder=Path("/etc/store"))
    except ConfigError as error:
        problems = error.problems
    else:
        assert isinstance(config, Config)
        return
    assert problems
    assert all(path and sentence and "\n" not in path + sentence for path, sentence in problems)


@given(st.text(max_size=300) | st.text("[]={}\"'\\\n.,#0123456789aeintx-_:", max_size=300))
@example("a = " + "[" * 5000)
@example("a = " + "1" * 5000)
@example("a.b.c.d = 1\na.b = 2")
@example("store = 1")
def test_any_text_gives_structs_or_its_problems(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text, DRIVERS, folder=Path("/etc/store"))
