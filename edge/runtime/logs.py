"""Log lines: one per record, keyed, bounded, and without anyone's phone number, password or token."""

from __future__ import annotations

import logging
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

LINE_MAX = 4_000  # characters; a traceback of ours fits
_PHONE = re.compile(r"(?<![0-9A-Za-z])((?:\+?86)?1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])")
_HASH = re.compile(r"\$argon2[a-z]*\$\S+")
_SECRET = re.compile(
    r"""(?ix) ( \b (?: password | passwd | pin | pin_hash | secret | token | token_hash | api_?key
        | authorization | cookie ) ["']? \s* [=:] \s* ) (?: bearer \s+ )?
        (?: "[^"]*" | '[^']*' | [^\s,;&)}\]]+ )"""
)
_USERINFO = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]*@")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def masked(text: str) -> str:
    """`text` without phone numbers, secrets and hashes."""
    text = _HASH.sub("$argon2***", text)
    text = _USERINFO.sub(r"\1:***@", text)
    text = _SECRET.sub(r"\1***", text)
    return _PHONE.sub(r"\1****\2", text)


class Line(logging.Formatter):
    """`2026-01-02T03:04:05.678Z info edge.health kiosk-1: ...`; line breaks become ' | '."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said = record.getMessage()
        if record.exc_info:
            said += "\n" + self.formatException(record.exc_info)
        said = _CONTROL.sub("?", masked(said)).replace("\n", " | ")
        if len(said) > LINE_MAX:
            said = f"{said[:LINE_MAX]}… ({len(said) - LINE_MAX} more)"
        return f"{at.replace('+00:00', 'Z')} {record.levelname.lower()} {record.name} {said}"


def configure(*, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send every logger of the process through `Line` to `stream` (stderr)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for chatty in ("aiohttp.access", "asyncio"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
