"""One line of the route table, and what its handler is told."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp import web

from edge.app.reads import Session
from edge.domain.message import Actor, Command
from kiosk_ui.answers import Done
from kiosk_ui.desk import Desk
from kiosk_ui.front import Front
from kiosk_ui.refusal import BAD_BODY, NOT_FOUND, Refused
from kiosk_ui.views.view import View
from kiosk_ui.wishes import Wish

# open: anybody. shopper: a kiosk, as a shopper. till: a cashier or manager, signed in. board: anybody signed
# in, in the demo anybody. watch: from this machine, else signed in. lab: in the demo anybody, else not there.
Right = Literal["open", "shopper", "till", "board", "watch", "lab"]
Media = Literal[
    "application/json", "image/svg+xml", "image/jpeg", "text/plain", "text/html", "application/octet-stream"
]
JSON: Media = "application/json"
QUERY_MAX = 200
ID = re.compile(r"[\w.:-]{1,64}")  # as `wishes.Id` says it of a body

W = TypeVar("W", bound=Wish)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One admitted request. `place` is the kiosk or till it comes from; `key` makes a repeat harmless."""

    front: Front
    request: web.Request
    place: str
    session: Session | None
    token: str
    key: str

    @property
    def desk(self) -> Desk:
        return self.front.desk

    def part(self, name: str) -> str:
        """A named part of the path; nothing is called by a name with a NUL."""
        text = self.request.match_info[name]
        if "\0" in text:
            raise Refused(NOT_FOUND, "not_found")
        return text

    def id(self, name: str) -> str:
        """A part of the path that is an id, since it is asked for outside; 422 for anything else."""
        text = self.part(name)
        if not ID.fullmatch(text):
            raise Refused(BAD_BODY, "bad_query", {"field": name})
        return text

    def query(self, name: str) -> str:
        """A parameter of the query, '' where it is not given; 422 for an overlong one, or for a NUL, which no
        database keeps.
        """
        text = self.request.query.get(name, "")
        if len(text) > QUERY_MAX or "\0" in text:
            raise Refused(BAD_BODY, "bad_query", {"field": name})
        return text

    async def order(self, command: Command) -> None:
        """Have the store carry out `command` as whoever this is."""
        await self.desk.dispatch(command, actor=self.actor, key=self.key)

    @property
    def actor(self) -> Actor:
        if self.session is None:
            return Actor(role="shopper", place=self.place, channel="kiosk")
        staff = self.session.staff
        return Actor(role=staff.role, place=self.place, channel="till", person=staff.staff_id)


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """`wish` is the body's type (None: no body is read), `answer` the answer's; `query` names its parameters.

    `hidden` ones are pages and files, which the API document leaves out; `live` ones are WebSockets.
    """

    method: Literal["GET", "POST"]
    path: str
    right: Right
    says: str
    answer: Any
    handle: Callable[[Call, Any], Awaitable[object]]
    wish: type[Wish] | None = None
    query: tuple[str, ...] = ()
    media: Media = JSON
    sends: Media = JSON
    hidden: bool = False
    live: bool = False


def get(
    path: str,
    right: Right,
    handle: Callable[[Call], Awaitable[object]],
    answer: object,
    says: str,
    *,
    query: tuple[str, ...] = (),
    media: Media = JSON,
) -> Route:
    return Route(
        method="GET",
        path=path,
        right=right,
        handle=without_wish(handle),
        answer=answer,
        says=says,
        query=query,
        media=media,
    )


def live(
    path: str, right: Right, handle: Callable[[Call], Awaitable[object]], frame: type[View], says: str
) -> Route:
    return Route(
        method="GET", path=path, right=right, handle=without_wish(handle), answer=frame, says=says, live=True
    )


def hidden(path: str, handle: Callable[[Call], Awaitable[object]], says: str) -> Route:
    return Route(
        method="GET",
        path=path,
        right="open",
        handle=without_wish(handle),
        answer=bytes,
        says=says,
        hidden=True,
    )


def without_wish(handle: Callable[[Call], Awaitable[object]]) -> Callable[[Call, None], Awaitable[object]]:
    """The handler of a GET has nothing to be told but the call."""

    async def told(call: Call, _: None) -> object:
        return await handle(call)

    return told


def post(
    path: str,
    right: Right,
    handle: Callable[[Call, W], Awaitable[object]],
    wish: type[W],
    says: str,
    *,
    answer: object = Done,
) -> Route:
    return Route(method="POST", path=path, right=right, handle=handle, wish=wish, answer=answer, says=says)
