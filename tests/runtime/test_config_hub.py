"""The centre's TOML, with the same care as a store's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.config import DatabaseConfig, dsn, load_hub, parse_hub
from edge.errors import ConfigError

HUB = """
[database]
url = "postgresql://hub@db.example:5432/store_edge"
password_file = "db.password"

[centre]
broker = "mqtt://127.0.0.1:1883"
"""


def problems_of(text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as refused:
        parse_hub(text, folder=Path("/etc/hub"))
    return dict(refused.value.problems)


def test_a_whole_file_becomes_structs(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(HUB, "utf-8")
    config = load_hub(tmp_path / "hub.toml")
    assert config.database.password_file == str(tmp_path / "db.password")
    assert config.server.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        ("hub@db", "hub:hunter2@db", "database.url", "holds a password"),
        ("hub@db", "db", "database.url", "names no user"),
        ("postgresql://", "mysql://", "database.url", "is no address of PostgreSQL"),
        ("hub@db.example", "hub@[db", "database.url", "is no address"),
        ("mqtt://", "http://", "centre.broker", '"mqtt://HOST:PORT"'),
        ("[centre]", "[center]", "centre", "is missing"),
        ("[centre]", '[server]\nhost = "here"\n[centre]', "server.host", "an address to listen on"),
    ],
)
def test_each_mistake_has_its_sentence(old: str, new: str, path: str, says: str) -> None:
    found = problems_of(HUB.replace(old, new))
    assert says in found[path]
    assert "hunter2" not in str(found)


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gives_structs_or_its_problems(text: str, url: str) -> None:
    with pytest.raises(ConfigError):
        parse_hub(text, folder=Path("/"))
    quoted = "".join(f"\\U{ord(letter):08X}" for letter in f"postgresql:{url}")
    try:
        parse_hub(f'[database]\nurl = "{quoted}"\n[centre]\nbroker = "mqtt://h"', folder=Path("/"))
    except ConfigError as error:
        problems = error.problems
    else:
        return
    assert [path for path, _ in problems] == ["database.url"]


def test_the_password_joins_the_address_for_the_driver_alone(tmp_path: Path) -> None:
    path = tmp_path / "db.password"
    path.write_text("p@ss/word\n", "utf-8")
    path.chmod(0o600)
    database = DatabaseConfig(url="postgresql://hub@db:5432/store_edge", password_file=str(path))
    assert dsn(database) == "postgresql://hub:p%40ss%2Fword@db:5432/store_edge"
    socket = DatabaseConfig(url="postgresql://hub@/store_edge?host=/run/pg&port=5432")
    assert dsn(socket) == "postgresql://hub@/store_edge?host=/run/pg&port=5432"


@pytest.mark.parametrize(
    ("line", "path", "says"),
    [
        ('cert_file = "c"', "centre.key_file", "both cert_file and key_file"),
        ('ca_file = "c"', "centre.ca_file", "of no use without TLS"),
        ('user = "hub"', "centre.password_file", "mode 0600"),
        ("workers = 99", "centre.workers", "at most 32"),
    ],
)
def test_the_centres_account_is_looked_at(line: str, path: str, says: str) -> None:
    assert says in problems_of(f"{HUB}{line}\n")[path]


def test_paths_are_the_files_own(tmp_path: Path) -> None:
    tables = '\n[broker]\nfolder = "b"\n[backup]\nrequired = true\nerased_file = "gone"\n'
    text = HUB.replace("mqtt://", "mqtts://") + 'ca_file = "ca.crt"\nworkers = 3\n' + tables
    config = parse_hub(text, folder=tmp_path)
    assert (config.centre.ca_file, config.centre.workers) == (str(tmp_path / "ca.crt"), 3)
    assert (config.broker.folder, config.backup.erased_file) == (str(tmp_path / "b"), str(tmp_path / "gone"))
    assert config.backup.required


def test_the_chain_says_which_store_ships(tmp_path: Path) -> None:
    assert parse_hub(HUB, folder=tmp_path).orders.strategy == "nearest"
    config = parse_hub(f'{HUB}\n[orders]\nstrategy = "cheapest"\n', folder=tmp_path)
    assert config.orders.strategy == "cheapest"
    assert "orders.strategy" in problems_of(f'{HUB}\n[orders]\nstrategy = "any"\n')
