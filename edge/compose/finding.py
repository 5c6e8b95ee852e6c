"""What the doctor says of one thing: its state, a sentence, and the cure."""

from __future__ import annotations

from typing import Literal

import msgspec

State = Literal["ok", "warning", "wrong"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`subject` is a device id, a dotted path of the configuration, or a part of the machine."""

    subject: str
    state: State
    says: str
    cure: str = ""


def fine(subject: str, says: str) -> Finding:
    return Finding(subject=subject, state="ok", says=says)


def doubt(subject: str, says: str, cure: str) -> Finding:
    return Finding(subject=subject, state="warning", says=says, cure=cure)


def wrong(subject: str, says: str, cure: str) -> Finding:
    return Finding(subject=subject, state="wrong", says=says, cure=cure)
