"""The member code: who it names and when it was made, signed by the chain; good for a minute.

A store checks it with the chain's public key alone, so it needs no line and holds nothing that could make
one. Text: `M1.` and base64url of id (16 bytes), seconds since 1970 (4, big-endian), Ed25519 signature (64).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from edge.domain.member import MemberKeys
from edge.errors import Rejected

PREFIX = "M1."
CODE_MS = 60_000
SKEW_MS = 30_000  # the centre's clock may be ahead of the store's by so much
ID_BYTES, AT_BYTES, SIGNATURE_BYTES = 16, 4, 64
TRIES_MAX = 5  # of one sent code
SENT_MS = 5 * 60_000  # a sent code is good for so long
AGAIN_MS = 30_000  # between two codes to one phone
SENT_PER_DAY = 8  # to one phone
DIGITS = 6
_ID = re.compile(r"[0-9a-f]{32}")
_SIGNED = b"store-edge member code\0"


class ChainKey:
    """The chain's own secret, at the centre (and in a demo's lab, which plays the member's phone)."""

    def __init__(self, secret: str) -> None:
        seed = hashlib.sha256(b"sign\0" + secret.encode()).digest()
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._find = hashlib.sha256(b"find\0" + secret.encode()).hexdigest()

    def __deepcopy__(self, _: dict[int, object]) -> ChainKey:
        """A key has no copies: a backup of a centre in memory holds none."""
        return self

    @property
    def keys(self) -> MemberKeys:
        """What the stores are told."""
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return MemberKeys(public=public.hex(), find=self._find)

    def code(self, member_id: str, now_ms: int) -> str:
        """A fresh code; `Rejected('no_member')` for what is no id."""
        if not _ID.fullmatch(member_id):
            raise Rejected("no_member")
        head = bytes.fromhex(member_id) + (now_ms // 1000).to_bytes(AT_BYTES, "big")
        signature = self._key.sign(_SIGNED + head)
        return PREFIX + base64.urlsafe_b64encode(head + signature).decode().rstrip("=")


def is_code(text: str) -> bool:
    """Whether a scan wants to be a member code."""
    return text.strip().startswith(PREFIX)


def read_code(text: str, keys: MemberKeys | None, now_ms: int) -> tuple[str, int]:
    """(member id, made at ms); `Rejected` says why it does not count. Total over garbage."""
    if keys is None:
        raise Rejected("member_keys")
    body = text.strip().removeprefix(PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Rejected("member_code") from None
    if len(raw) != ID_BYTES + AT_BYTES + SIGNATURE_BYTES:
        raise Rejected("member_code")
    head, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.public)).verify(signature, _SIGNED + head)
    except (InvalidSignature, ValueError):
        raise Rejected("member_code") from None
    made_ms = int.from_bytes(head[ID_BYTES:], "big") * 1000
    if not made_ms - SKEW_MS <= now_ms < made_ms + CODE_MS:
        raise Rejected("member_code_old")
    return head[:ID_BYTES].hex(), made_ms


def phone_hash(keys: MemberKeys, phone: str) -> str:
    """By which a member is asked for, so that no phone stands in a message."""
    return hmac.new(bytes.fromhex(keys.find), phone.encode(), hashlib.sha256).hexdigest()[:32]


def digits_of(secret: str) -> str:
    """A one-time code of six digits out of an unguessable word."""
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest()[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def code_hash(salt: str, code: str) -> str:
    return hmac.new(salt.encode(), code.strip().encode(), hashlib.sha256).hexdigest()
