"""A store's way in: its account at the broker, and its folder; and the broker's own files where they lack."""

from __future__ import annotations

import pwd
from typing import TYPE_CHECKING, Protocol

import msgspec

from edge.errors import Retry, SyncError
from sync.hub import certificates
from sync.hub.accounts import HUB, Accounts, certified, password_entry, salt_of, write
from sync.hub.broker import IN_FLIGHT_MAX, QUEUED_MAX
from sync.hub.certificates import COMMON_NAME_MAX, Pair
from sync.hub.child import LOOPBACK
from sync.packing import WIRE_MAX

if TYPE_CHECKING:
    from pathlib import Path

READABLE = 0o644
AUTHORITY = "Store Edge"


class Clock(Protocol):
    """Time and secrets."""

    def now_ms(self) -> int: ...
    def new_secret(self) -> str: ...


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """Where the broker listens. `certificate_port` 0: no listener for those who show a certificate."""

    host: str
    port: int
    certificate_port: int = 0
    bind: str = ""


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """What one store got: the names of its files, and whether the running broker knows of it."""

    files: tuple[str, ...]
    told: bool


class Enrolment:
    """`folder` is the broker's: its configuration, certificates, passwords and ACL."""

    def __init__(self, folder: Path, listening: Listening, clock: Clock) -> None:
        self.accounts = Accounts(folder)
        self._folder, self._listening, self._clock = folder, listening, clock

    def prepare(self) -> tuple[str, ...]:
        """Make what the broker and the hub need and have not; returns the files made."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = [*self._authority(), *self._server(), *self._hub()]
        conf = self._folder / "mosquitto.conf"
        if not conf.exists():
            write(conf, self._conf())
            made.append(conf.name)
        return tuple(made)

    def enrol(self, store: str, box_folder: Path, *, certificate: bool = False) -> Enrolled:
        """New credentials of a store, into its own folder; those it had no longer hold. No certificate is
        named like the one before, and the rights are the latest's alone.
        """
        if store == HUB:
            raise SyncError("the hub's own name cannot be a store's", retry=Retry.PERMANENT)
        user = certified(store, self._clock.new_secret()) if certificate else store
        if len(user) > COMMON_NAME_MAX:
            raise SyncError(f"{store} is too long for a certificate: give a password", retry=Retry.PERMANENT)
        box_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = {"ca.crt": (self._folder / "ca.crt").read_text("ascii")}
        entry = ""
        if certificate:
            pair = certificates.client(self._signer(), store, user, self._clock.now_ms())
            files |= {"client.crt": pair.certificate, "client.key": pair.key}
        else:
            password = self._clock.new_secret()
            files["centre.password"] = f"{password}\n"
            entry = self._entry(store, password)
        for name, text in files.items():
            write(box_folder / name, text)
        if certificate:
            self.accounts.put_shown(store, user)
        else:
            self.accounts.put_store(store, entry)
        return Enrolled(files=tuple(files), told=self.accounts.reload())

    def revoke(self, store: str) -> bool:
        """Whether the running broker knows of it. `SyncError` for one who is not enrolled."""
        if store == HUB or not self.accounts.remove(store):
            raise SyncError(f"{store} is not enrolled", retry=Retry.PERMANENT)
        return self.accounts.reload()

    def _entry(self, name: str, password: str) -> str:
        return password_entry(name, password, salt_of(self._clock.new_secret()))

    def _authority(self) -> list[str]:
        if (self._folder / "ca.key").exists():
            return []
        pair = certificates.authority(AUTHORITY, self._clock.now_ms())
        return self._written("ca", pair)

    def _server(self) -> list[str]:
        hosts = tuple(dict.fromkeys((self._listening.host, "localhost", LOOPBACK)))
        found = self._folder / "server.crt"
        if found.exists() and certificates.serves(found.read_text("ascii"), hosts, self._clock.now_ms()):
            return []
        return self._written("server", certificates.server(self._signer(), hosts, self._clock.now_ms()))

    def _hub(self) -> list[str]:
        path = self._folder / "hub.password"
        if path.exists() and HUB in self.accounts.names():
            return []
        password = self._clock.new_secret()
        write(path, f"{password}\n")
        self.accounts.put_hub(self._entry(HUB, password))
        return [path.name, self.accounts.passwords.name, self.accounts.acl.name]

    def _signer(self) -> Pair:
        return Pair(
            certificate=(self._folder / "ca.crt").read_text("ascii"),
            key=(self._folder / "ca.key").read_text("ascii"),
        )

    def _written(self, name: str, pair: Pair) -> list[str]:
        write(self._folder / f"{name}.key", pair.key)
        write(self._folder / f"{name}.crt", pair.certificate, mode=READABLE)
        return [f"{name}.key", f"{name}.crt"]

    def _conf(self) -> str:
        """Mosquitto's configuration, once; whoever runs the broker may change it."""
        at, folder = self._listening, self._folder
        owner = pwd.getpwuid(folder.stat().st_uid).pw_name
        tls = f"cafile {folder}/ca.crt\ncertfile {folder}/server.crt\nkeyfile {folder}/server.key\n"
        text = (
            "# Made by `store-edge hub enroll`; change what you like.\n"
            f"user {owner}\npid_file {self.accounts.pid_file}\n"
            "persistence false\nset_tcp_nodelay true\n"
            f"max_inflight_messages {IN_FLIGHT_MAX}\nmax_queued_messages {QUEUED_MAX}\n"
            f"message_size_limit {WIRE_MAX}\n"
            "allow_anonymous false\n"
            f"password_file {self.accounts.passwords}\nacl_file {self.accounts.acl}\n"
            "log_dest stderr\nlog_type error\nlog_type warning\nlog_type notice\n\n"
            f"listener {at.port} {at.bind}".rstrip()
            + f"\n{tls}"
        )
        if at.certificate_port:
            text += (
                f"\nlistener {at.certificate_port} {at.bind}".rstrip()
                + f"\n{tls}require_certificate true\nuse_identity_as_username true\n"
            )
        return text
