"""`make test` installs from the system only what is missing, says so, and uses sudo where it is not root."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("system_needs.sh")
ZBAR = "libzbar.so.0 (libc6,x86-64) => libzbar.so.0"
ATOMIC = "libatomic.so.1 (libc6,x86-64) => libatomic.so.1"
BOTH = f"{ZBAR} {ATOMIC}"
INSTALL = "apt-get install -y --no-install-recommends"


def machine(folder: Path, *, user_id: int = 0, libraries: str = "", has: str = "") -> dict[str, str]:
    """The environment of a machine that has bash, these programs, and an apt-get that only writes down."""
    note = f'echo "$(basename "$0") $*" >> "{folder}/done"'
    programs = {
        "apt-get": note,
        "sudo": f'{note}; exec "$@"',
        "id": f"echo {user_id}",
        "ldconfig": f"echo '{libraries}'",
        **dict.fromkeys(has.split(), "true"),
    }
    plant(folder, programs)
    for name in ("bash", "basename", "env"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    return {**os.environ, "PATH": str(folder)}


def plant(folder: Path, programs: Mapping[str, str]) -> None:
    for name, body in programs.items():
        (folder / name).write_text(f"#!/usr/bin/bash\n{body}\n", "utf-8")
        (folder / name).chmod(0o755)


def run(folder: Path, environment: Mapping[str, str]) -> tuple[int, str, list[str]]:
    done = subprocess.run(
        ["/usr/bin/bash", SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=20
    )
    log = folder / "done"
    return done.returncode, done.stdout + done.stderr, log.read_text().splitlines() if log.exists() else []


def test_a_machine_that_has_everything_is_left_alone(tmp_path: Path) -> None:
    has = machine(tmp_path, libraries=BOTH, has="chromium mosquitto mosquitto_sub")
    assert run(tmp_path, has) == (0, "", [])


@pytest.mark.parametrize(
    ("libraries", "has", "missing"),
    [
        ("", "", "chromium-headless-shell mosquitto mosquitto-clients libzbar0 libatomic1"),
        (BOTH, "google-chrome mosquitto", "mosquitto-clients"),
        (ATOMIC, "chromium-headless-shell mosquitto mosquitto_sub", "libzbar0"),
        (ZBAR, "chromium mosquitto mosquitto_sub", "libatomic1"),
    ],
)
def test_root_installs_what_is_missing(tmp_path: Path, libraries: str, has: str, missing: str) -> None:
    code, said, done = run(tmp_path, machine(tmp_path, libraries=libraries, has=has))
    assert (code, said) == (0, f"tests: installing from the system's packages: {missing}\n")
    assert done == ["apt-get update -qq", f"{INSTALL} {missing} -qq"]


def test_anyone_else_asks_sudo(tmp_path: Path) -> None:
    code, said, done = run(
        tmp_path, machine(tmp_path, user_id=1000, libraries=BOTH, has="chromium mosquitto_sub")
    )
    assert (code, said) == (0, "tests: installing from the system's packages with sudo: mosquitto\n")
    assert done[0::2] == [
        "sudo apt-get update -qq",
        f"sudo env DEBIAN_FRONTEND=noninteractive {INSTALL} mosquitto -qq",
    ]


@pytest.mark.parametrize("absent", ["sudo", "apt-get"])
def test_a_machine_that_cannot_is_told_what_to_install(tmp_path: Path, absent: str) -> None:
    bare = machine(tmp_path, user_id=1000)
    (tmp_path / absent).unlink()
    code, said, done = run(tmp_path, bare)
    assert (code, done) == (1, [])
    assert "lacks chromium-headless-shell mosquitto mosquitto-clients libzbar0 libatomic1" in said
