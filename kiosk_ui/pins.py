"""PINs as argon2 hashes. Blocking: run it in a thread."""

from __future__ import annotations

import argon2

# About 20 ms and 19 MiB a check: a kiosk box has little of both. Hashes of other figures verify too.
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_pin(pin: str) -> str:
    return HASHER.hash(pin)


def is_pin(pin_hash: str, pin: str) -> bool:
    """Whether `pin` made `pin_hash`; a hash that is none fits no PIN."""
    try:
        return HASHER.verify(pin_hash, pin)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
