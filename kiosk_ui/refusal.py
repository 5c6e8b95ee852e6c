"""How the door says no: an HTTP status, a stable code, and what fills the sentence."""

from __future__ import annotations

from collections.abc import Mapping

from edge.errors import EdgeError, Rejected, Retry, StoreError

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 401, 403, 404, 409
TOO_LARGE, WRONG_MEDIA, BAD_BODY, TOO_MANY, BROKEN, UNAVAILABLE = 413, 415, 422, 429, 500, 503
STATUS = {
    "not_allowed": FORBIDDEN,
    "busy": UNAVAILABLE,
    "no_device": NOT_FOUND,
    "no_order": NOT_FOUND,
    "no_product": NOT_FOUND,
    "no_payment": NOT_FOUND,
    "no_task": NOT_FOUND,
    "no_transfer": NOT_FOUND,
    "wait": TOO_MANY,
    "no_picture": WRONG_MEDIA,
}


class Refused(EdgeError):
    """A request the door itself turns away; `wait_s` says when it may come again."""

    retry = Retry.PERMANENT

    def __init__(
        self, status: int, code: str, detail: Mapping[str, str | int] | None = None, *, wait_s: int = 0
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = dict(detail or {})
        self.wait_s = wait_s


def refusal(error: EdgeError) -> Refused:
    """What a page is told of an error of the store; nothing of its inside."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, Rejected):
        return Refused(STATUS.get(error.code, CONFLICT), error.code, error.detail)
    return Refused(UNAVAILABLE, "store" if isinstance(error, StoreError) else "unavailable")
