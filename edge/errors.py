"""Every error the store can raise, sorted by who must act on it.

EdgeError
├── Rejected      a person is told, in words; never logged as an error
├── DeviceError   a device or its line; carries retry
├── SyncError     the uplink or the centre; carries retry
│   └── Unfit     what a message says can be kept nowhere; another's can
├── TenderError   a payment gateway; carries retry
├── StoreError    the database file; carries retry
└── ConfigError   the TOML; carries every problem at once
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Retry(Enum):
    """Who must act before it is worth trying again."""

    TRANSIENT = "transient"  # time heals: a cable, a reboot
    PERMANENT = "permanent"  # a person must: wrong password, wrong device
    FATAL = "fatal"  # nobody can while this process lives


class EdgeError(Exception):
    """Root of all errors the project raises itself."""

    retry = Retry.TRANSIENT

    def __init__(self, message: str, *, retry: Retry | None = None) -> None:
        super().__init__(message)
        if retry is not None:
            self.retry = retry


class Rejected(EdgeError):
    """A command was refused. `code` is stable and translated by the pages; `detail` fills the sentence."""

    retry = Retry.PERMANENT

    def __init__(self, code: str, **detail: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class DeviceError(EdgeError):
    """A device did not do, or did not answer."""


class SyncError(EdgeError):
    """The uplink, the broker or the centre."""


class Unfit(SyncError):
    """What one message says can be kept nowhere, however often it comes again; another's can."""


class TenderError(EdgeError):
    """A payment gateway gave no clear answer."""


class StoreError(EdgeError):
    """The database file: busy, full, corrupt, newer than this program."""


class ConfigError(EdgeError):
    """A configuration that cannot be run. `problems` are (dotted path, sentence)."""

    retry = Retry.PERMANENT

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{path}: {sentence}" for path, sentence in problems))
        self.problems = tuple(problems)
