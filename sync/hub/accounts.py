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
GENERATION_BYTES = 6
MODE = 0o600
GENERATION = "~"  # between a store and which of its certificates; in no store's id


class Accounts:
    """The files in one folder. They belong to the folder's owner, as whom the broker runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passwords = folder / "passwords"
        self.acl = folder / "acl"
        self.pid_file = folder / "mosquitto.pid"

    def names(self) -> tuple[str, ...]:
        """Everybody who has rights, the hub among them."""
        return tuple(_whose(block) for block in self._blocks())

    def put_store(self, store: str, entry: str) -> None:
        """`entry` of the password file."""
        self._put(store, entry, topics.store_rights(store))

    def put_shown(self, store: str, user: str) -> None:
        """A store that shows the certificate of this `certified` user, and no other any more."""
        self._put(store, None, topics.store_rights(store), user=user)

    def put_hub(self, entry: str) -> None:
        self._put(HUB, entry, topics.hub_rights())

    def remove(self, name: str) -> bool:
        """Without rights and password; whether there were any."""
        known = name in self.names()
        write(self.passwords, "".join(f"{line}\n" for line in self._entries(name)))
        write(self.acl, _joined(block for block in self._blocks() if _whose(block) != name))
        return known

    def reload(self) -> bool:
        """Have the broker read its files again; False where none runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self.pid_file.read_text("ascii"))
            if Path(f"/proc/{pid}/comm").read_text("ascii").strip() == "mosquitto":
                os.kill(pid, signal.SIGHUP)
                return True
        return False

    def _put(
        self, name: str, entry: str | None, rights: Iterable[tuple[str, str]], *, user: str = ""
    ) -> None:
        entries = [*self._entries(name), *([entry] if entry else [])]
        block = "\n".join([f"user {user or name}", *(f"topic {may} {what}" for may, what in rights)])
        blocks = [one for one in self._blocks() if _whose(one) != name]
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


def certified(store: str, secret: str) -> str:
    """A user that one certificate alone may be; `secret` is a random token."""
    return f"{store}{GENERATION}{hashlib.blake2b(secret.encode(), digest_size=GENERATION_BYTES).hexdigest()}"


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


def _whose(block: str) -> str:
    """The name of a block of rights, whichever certificate it is for."""
    return block.split("\n", 1)[0].removeprefix("user ").split(GENERATION, 1)[0]


def _joined(blocks: Iterable[str]) -> str:
    return "".join(f"{block}\n\n" for block in blocks)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
