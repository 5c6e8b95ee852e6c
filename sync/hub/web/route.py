"""One line of the route table, and what its handler is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp import web

from edge.errors import Rejected
from sync.hub.ports import Hub
from sync.hub.web.access import Access, Holder
from sync.hub.web.counted import Counted
from sync.hub.web.hours import Hours
from sync.ports import Clock

Draw = Callable[[str, str, str], str | None]  # kind, colour (rrggbb), mark -> the drawing as SVG
LIMIT = 100
LIMIT_MAX = 500
QUERY_MAX = 200
NUMBER_MAX = 1_000_000
DIGITS_MAX = 19  # of a bigint

B = TypeVar("B", bound=msgspec.Struct)


class Furnishing(msgspec.Struct, frozen=True, kw_only=True):
    """What the house hands in: the folder of the built pages (None where they were not built), what draws the
    goods, and the document of the wire.
    """

    pages: Path | None = None
    draw: Draw | None = None
    wire: bytes = b"{}"


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What the handlers share."""

    desk: Hub
    access: Access
    clock: Clock
    gen: str
    hours: Hours
    overdue: Counted[int]
    furnishing: Furnishing = Furnishing()


FRONT: web.AppKey[Front] = web.AppKey("front", Front)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One admitted request; `holder` is None on the open paths."""

    front: Front
    request: web.Request
    holder: Holder | None

    @property
    def desk(self) -> Hub:
        return self.front.desk

    @property
    def by(self) -> str:
        """Who decides, for what is written down."""
        return "" if self.holder is None else self.holder.name

    def part(self, name: str) -> str:
        return self.request.match_info[name]

    def query(self, name: str) -> str:
        """A parameter of the query, '' where it is not given."""
        text = self.request.query.get(name, "")
        if len(text) > QUERY_MAX:
            raise Rejected("query", field=name)
        return text

    def limit(self) -> int:
        text = self.request.query.get("limit", str(LIMIT))
        if not 0 < counted(text) <= LIMIT_MAX:
            raise Rejected("limit", most=LIMIT_MAX)
        return counted(text)

    def number(self, name: str) -> int:
        """A parameter of the query that counts from 0, which is also what it is where it is not given."""
        text = self.query(name) or "0"
        if not 0 <= (number := counted(text)) <= NUMBER_MAX:
            raise Rejected("limit", most=NUMBER_MAX)
        return number


def counted(text: str) -> int:
    """What these digits count; -1 where they are none, or more than any count has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else -1


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`body` is the type of what is sent (None: nothing is read), `answer` of what comes back.

    `open` ones need no sign-in; `hidden` ones are pages and files, which the document leaves out.
    """

    method: Literal["GET", "POST"]
    path: str
    says: str
    answer: Any
    handle: Callable[[Call, Any], Awaitable[object]]
    body: type[msgspec.Struct] | None = None
    query: tuple[str, ...] = ()
    status: int = 200
    open: bool = False
    hidden: bool = False


def get(
    path: str,
    handle: Callable[[Call], Awaitable[object]],
    answer: object,
    says: str,
    *,
    query: tuple[str, ...] = (),
    open: bool = False,  # noqa: A002 - as the field is called
) -> Route:
    return Route(
        method="GET", path=path, handle=_alone(handle), answer=answer, says=says, query=query, open=open
    )


def hidden(path: str, handle: Callable[[Call], Awaitable[object]], says: str) -> Route:
    return Route(
        method="GET", path=path, handle=_alone(handle), answer=bytes, says=says, open=True, hidden=True
    )


def post(
    path: str,
    handle: Callable[[Call, B], Awaitable[object]],
    body: type[B],
    answer: object,
    says: str,
    *,
    status: int = 200,
    open: bool = False,  # noqa: A002 - as the field is called
) -> Route:
    return Route(
        method="POST", path=path, handle=handle, body=body, answer=answer, says=says, status=status, open=open
    )


def _alone(handle: Callable[[Call], Awaitable[object]]) -> Callable[[Call, None], Awaitable[object]]:
    """The handler of a GET has nothing to be told but the call."""

    async def told(call: Call, _: None) -> object:
        return await handle(call)

    return told
