"""The simulated wallet's steps on disk: one JSON line each, synced before it counts, read at the start."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from edge.errors import Retry, TenderError
from edge.tender.bill import Step

NAME = "wallet.jsonl"


class Journal:
    """`keep` returns once the step is on the disk. A torn last line is dropped: nobody was answered."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+b")
        except OSError as error:
            raise TenderError(f"{self.path}: {error.strerror}", retry=Retry.PERMANENT) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def steps(self) -> tuple[Step, ...]:
        """Every step so far. `TenderError` where a line in the middle cannot be read."""
        self._file.seek(0)
        data = self._file.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            self._file.truncate(len(whole))
        lines = whole.splitlines()
        decoder = msgspec.json.Decoder(Step)
        try:
            return tuple(decoder.decode(line) for line in lines)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise TenderError(f"{self.path} is damaged: {error}", retry=Retry.PERMANENT) from error

    def keep(self, step: Step) -> None:
        try:
            self._file.write(msgspec.json.encode(step) + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise TenderError(f"{self.path}: {error.strerror}", retry=Retry.FATAL) from error
