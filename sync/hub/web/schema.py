"""The centre's API as an OpenAPI 3.1 document, made from the route table and the types it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from sync.hub.web.answers import Problem
from sync.hub.web.door import COOKIE
from sync.hub.web.route import Route

VERSION = "1"
REF = "#/components/schemas/{name}"
JSON = "application/json"
PARAMETER = re.compile(r"{(\w+)}")
WORDS = {
    "400": "What was sent cannot be; `detail` says where.",
    "401": "Sign in first, or a wrong password.",
    "403": "A page of somebody else asked, or a person for what only programs get.",
    "404": "There is no such thing.",
    "409": "Somebody decided it already.",
    "413": "Too large.",
    "429": "Too many wrong tries; `detail.wait_s` and Retry-After say how long to wait.",
    "503": "The centre's database does not answer.",
}


def document(routes: Iterable[Route]) -> dict[str, object]:
    """Every route that is not hidden. Fields of answers are always there, so all of them are required."""
    shown = [route for route in routes if not route.hidden]
    _, answer_parts = msgspec.json.schema_components(
        [*(route.answer for route in shown), Problem], ref_template=REF
    )
    _, body_parts = msgspec.json.schema_components(
        [route.body for route in shown if route.body], ref_template=REF
    )
    for part in answer_parts.values():
        if part.get("type") == "object" and "properties" in part:
            part["required"] = list(part["properties"])
    paths: dict[str, dict[str, object]] = {}
    for route in shown:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Store Edge centre", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": dict(sorted((answer_parts | body_parts).items())),
            "securitySchemes": {
                "page": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "program": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(route: Route) -> dict[str, object]:
    told: dict[str, object] = {
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "summary": route.says,
        "parameters": _parameters(route),
        "responses": _responses(route),
    }
    if not route.open:
        told["security"] = [{"page": []}, {"program": []}]
    if route.body:
        told["requestBody"] = {"required": True, "content": {JSON: {"schema": _schema(route.body)}}}
    return told


def _parameters(route: Route) -> list[dict[str, object]]:
    text = {"type": "string"}
    named = [(name, "path") for name in PARAMETER.findall(route.path)]
    named += [(name, "query") for name in route.query]
    return [{"name": name, "in": where, "required": where == "path", "schema": text} for name, where in named]


def _responses(route: Route) -> dict[str, object]:
    bad = {"401", "503"}
    if route.method == "POST":
        bad |= {"403"}
    if "{" in route.path:
        bad |= {"404"}
    if route.body or route.query or "{" in route.path:
        bad |= {"400"}
    if route.body:
        bad |= {"404", "409", "413", "429"}
    problem = {JSON: {"schema": _schema(Problem)}}
    told: dict[str, object] = {
        str(route.status): {"description": "Done.", "content": {JSON: {"schema": _schema(route.answer)}}}
    }
    if route.method == "GET" and not route.open:
        told["304"] = {"description": "The same as If-None-Match names."}
    for code in sorted(bad):
        told[code] = {"description": WORDS[code], "content": problem}
    return told


def _schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type, or tuple[type, ...]
    """The schema of a type, naming its parts."""
    (found,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return found
