"""Before any handler: who may knock at all. After it: the headers every answer carries."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from edge.config import ServerConfig
from kiosk_ui.front import FRONT
from kiosk_ui.refusal import FORBIDDEN, Refused

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, never bound
SAFE = frozenset({"GET", "HEAD"})
CSP = (
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "store-edge",
}


@web.middleware
async def known_names_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A browser must have asked for this machine by a name of ours, and on behalf of a page of ours.

    The first keeps out a foreign name that was pointed at this address, the second a foreign page.
    """
    if host_name(request.host) not in names(request.app[FRONT].desk.server):
        raise Refused(FORBIDDEN, "unknown_host")
    if (request.method not in SAFE or "Upgrade" in request.headers) and not is_own_page(request):
        raise Refused(FORBIDDEN, "foreign_page")
    return await handler(request)


def names(server: ServerConfig) -> frozenset[str]:
    """Names of this machine, in lower case."""
    bound = frozenset() if server.host in ANY_ADDRESS else frozenset({bracketed(server.host)})
    return LOOPBACK | bound | frozenset(bracketed(host.lower()) for host in server.hosts)


def is_own_page(request: web.Request) -> bool:
    """A browser always names the page's origin; what sends none is no browser."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
    return urlsplit(origin).netloc.lower() == request.host.lower()


def host_name(host: str) -> str:
    """The name without its port: 'kiosk.local' of 'Kiosk.local:8080', '[::1]' of '[::1]:8080'."""
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def bracketed(host: str) -> str:
    return f"[{host.strip('[]')}]" if ":" in host else host.lower()


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A handler's own word stands, but for the security ones."""
    response.headers.update(HEADERS)
    if request.path.startswith("/api/") or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
