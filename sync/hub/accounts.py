"""Who may come to a Mosquitto, and what each may say and hear: its password file and its ACL, by our hand."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from sync import topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HUB = "hub"
ITERATIONS = 101  # Mosquitto's own; our passwords are 256 random bits, so stretching them adds nothing
SALT_BYTES = 12
MODE = 0o600


class Accounts:
    """The files in one folder. They belong to the folder's owner, as whom the broker runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passwords = folder / "passwords"
        self.acl = folder / "acl"
        self.pid_file = folder / "mosquitto.pid"

    def names(self) -> tuple[str, ...]:
        """Everybody who has rights, the hub among them."""
        return tuple(block.split("\n", 1)[0].removeprefix("user ") for block in self._blocks())

    def put_store(self, store: str, entry: str | None) -> None:
        """`entry` of the password file; None for one who shows a certificate instead."""
        self._put(store, entry, topics.store_rights(store))

    def put_hub(self, entry: str) -> None:
        self._put(HUB, entry, topics.hub_rights())

    def remove(self, name: str) -> bool:
        """Without rights and password; whether there were any."""
        known = name in self.names()
        write(self.passwords, "".join(f"{line}\n" for line in self._entries(name)))
        write(self.acl, _joined(block for block in self._blocks() if not _of(block, name)))
        return known

    def reload(self) -> bool:
        """Have the broker read its files again; False where none runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self.pid_file.read_text("ascii"))
            if Path(f"/proc/{pid}/comm").read_text("ascii").strip() == "mosquitto":
                os.kill(pid, signal.SIGHUP)
                return True
        return False

    def _put(self, name: str, entry: str | None, rights: Iterable[tuple[str, str]]) -> None:
        entries = [*self._entries(name), *([entry] if entry else [])]
        block = "\n".join([f"user {name}", *(f"topic {may} {what}" for may, what in rights)])
        blocks = [one for one in self._blocks() if not _of(one, name)]
        write(self.passwords, "".join(f"{line}\n" for line in entries))
        write(self.acl, _joined([*blocks, block]))

    def _entries(self, but: str) -> list[str]:
        lines = self.passwords.read_text("utf-8").splitlines() if self.passwords.exists() else []
        return [line for line in lines if line.split(":", 1)[0] != but]

    def _blocks(self) -> Iterator[str]:
        text = self.acl.read_text("utf-8") if self.acl.exists() else ""
        yield from (block.strip() for block in text.split("\n\n") if block.strip())


def password_entry(name: str, password: str, salt: bytes) -> str:
    """A line of Mosquitto's password file: PBKDF2 with SHA-512, as `mosquitto_passwd` writes it."""
    hashed = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return f"{name}:$7${ITERATIONS}${_base64(salt)}${_base64(hashed)}"


def salt_of(secret: str) -> bytes:
    """A salt out of a random token."""
    return hashlib.blake2b(secret.encode(), digest_size=SALT_BYTES).digest()


def write(path: Path, text: str, *, mode: int = MODE) -> None:
    """Whole or not at all; the file belongs to its folder's owner."""
    partial = path.with_name(f".{path.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        os.fchmod(stream.fileno(), mode)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(stream.fileno(), owner.st_uid, owner.st_gid)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def _of(block: str, name: str) -> bool:
    return block.split("\n", 1)[0] == f"user {name}"


def _joined(blocks: Iterable[str]) -> str:
    return "".join(f"{block}\n\n" for block in blocks)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
