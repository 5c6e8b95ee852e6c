"""The API as an OpenAPI 3.1 document, made from the route table and the types of its bodies and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from kiosk_ui.route import JSON, Route
from kiosk_ui.views.view import Problem

VERSION = "1"
REF = "#/components/schemas/{name}"
PLACED = {"shopper", "till"}
PARAMETER = re.compile(r"{(\w+)}")
SIGNED_IN = {"till", "board"}
REFUSALS = {
    "shopper": ("404", "409", "503"),
    "open": ("401", "409", "429", "503"),
    "till": ("401", "403", "404", "409", "503"),
    "board": ("401", "503"),
    "watch": ("401", "503"),
    "lab": ("404", "409"),
}
WORDS = {
    "400": "The JSON or the key cannot be read.",
    "401": "Sign in first, or a wrong PIN.",
    "403": "Not allowed.",
    "404": "There is no such thing.",
    "409": "Refused by the rules of the shop.",
    "413": "Too large.",
    "415": "Another content type is wanted.",
    "422": "A field cannot be; `detail.field` names it.",
    "429": "Too many tries; `detail.wait_s` and Retry-After say how long to wait.",
    "503": "The store cannot answer now.",
}


def document(routes: Iterable[Route]) -> dict[str, object]:
    """Every route that is not hidden. Fields of answers are always there, so all of them are required."""
    shown = [route for route in routes if not route.hidden]
    answered = [route.answer for route in shown if route.media == JSON] + [Problem]
    asked = [route.wish for route in shown if route.wish]
    _, answer_parts = msgspec.json.schema_components(answered, ref_template=REF)
    _, wish_parts = msgspec.json.schema_components(asked, ref_template=REF)
    for part in answer_parts.values():
        if part.get("type") == "object" and "properties" in part:
            part["required"] = list(part["properties"])
    paths: dict[str, dict[str, object]] = {}
    for route in shown:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Store Edge screens", "version": VERSION},
        "paths": paths,
        "components": {
            "schemas": dict(sorted((answer_parts | wish_parts).items())),
            "securitySchemes": {"staff": {"type": "apiKey", "in": "cookie", "name": "staff_<store>"}},
        },
    }


def operation(route: Route) -> dict[str, object]:
    told: dict[str, object] = {
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "summary": route.says,
        "description": f"Right: {route.right}.",
        "parameters": parameters(route),
        "responses": responses(route),
    }
    if route.right in SIGNED_IN:
        told["security"] = [{"staff": []}]
    if route.wish or route.sends != JSON:
        body: object = (
            {"schema": schema(route.wish)}
            if route.wish
            else {"schema": {"type": "string", "format": "binary"}}
        )
        told["requestBody"] = {"required": True, "content": {route.sends: body}}
    return told


def parameters(route: Route) -> list[dict[str, object]]:
    text = {"type": "string"}
    found: list[dict[str, object]] = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in PARAMETER.findall(route.path)
    ]
    queries = (*route.query, "place") if route.right in PLACED else route.query
    found += [{"name": name, "in": "query", "required": False, "schema": text} for name in queries]
    if route.method == "POST":
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": text})
    return found


def responses(route: Route) -> dict[str, object]:
    """A live view answers 101 and then sends frames of its type."""
    good = schema(route.answer) if route.media == JSON else {"type": "string"}
    status, says = ("101", "Frames of this type follow.") if route.live else ("200", "Done.")
    bad = {*REFUSALS[route.right], "403"}
    if route.method == "POST":
        bad |= {"400", "413", "415", "422"}
    problem = {JSON: {"schema": schema(Problem)}}
    told: dict[str, object] = {status: {"description": says, "content": {route.media: {"schema": good}}}}
    for code in sorted(bad):
        told[code] = {"description": WORDS[code], "content": problem}
    return told


def schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a type, or tuple[type, ...]
    """The schema of a type, naming its parts."""
    (found,), _ = msgspec.json.schema_components([kind], ref_template=REF)
    return found
