"""Walks a parsed TOML value beside the struct it should become, and names everything that does not fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import get_args, get_origin, get_type_hints

import msgspec
from msgspec import inspect

Problem = tuple[str, str]
SHOWN_MAX = 40  # of a wrong value, in a sentence
_CURES = {
    r"^[a-z0-9][a-z0-9_-]{0,31}$": "use up to 32 lower-case letters, digits, '-' and '_', as in \"kiosk-1\"",
    r"^[^\x00]{1,1024}$": 'name a file in quotes, as in "store.db"',
}
_SECRETS = {"password": "password_file", "key": "key_file", "secret": "key_file", "token": "key_file"}


def misfits(shape: object, value: object, path: str = "") -> Iterator[Problem]:
    """Everything in `value` that is not a `shape` (an annotation): (dotted path, sentence)."""
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        yield from _table(shape, value, path)
        return
    options = [one for one in get_args(shape) if one is not type(None)]
    if type(None) in get_args(shape) and len(options) == 1:
        yield from misfits(options[0], value, path)
    elif get_origin(shape) in (tuple, list) and isinstance(value, list):
        for number, element in enumerate(value, 1):
            yield from misfits(options[0], element, element_path(path, number, element))
    else:
        yield from _leaf(shape, value, path)


def _table(shape: type[msgspec.Struct], value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield path, f"is {said(value)}, but a table is needed: write [{path}]"
        return
    hints = get_type_hints(shape, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for key in value:
        if key not in fields:
            yield joined(path, key), _unknown(key, list(fields))
    for name, field in fields.items():
        hint = hints[field.name]
        if name in value:
            yield from misfits(hint, value[name], joined(path, name))
        elif field.required:
            yield joined(path, name), f"is missing: add {_example(hint, joined(path, name))}"


def _leaf(shape: object, value: object, path: str) -> Iterator[Problem]:
    try:
        msgspec.convert(value, shape)
    except (msgspec.ValidationError, OverflowError):
        yield path, f"is {said(value)}, but {_need(inspect.type_info(shape), value, path)}"


def _need(kind: inspect.Type, value: object, path: str) -> str:  # noqa: PLR0911 - a table
    """What is wanted instead, with something to type."""
    name = path.rsplit(".", 1)[-1]
    match kind:
        case inspect.LiteralType():
            return one_of(value, [str(one) for one in kind.values])
        case inspect.IntType() | inspect.FloatType():
            limits = [f"at least {kind.ge}"] if kind.ge is not None else []
            limits += [f"at most {kind.le}"] if kind.le is not None else []
            span = " and ".join(limits)
            whole = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
            return f"{whole} {span or 'without quotes'} is needed, as in {name} = {kind.ge or 1}"
        case inspect.StrType() if kind.pattern in _CURES:
            return _CURES[kind.pattern]
        case inspect.StrType() if isinstance(value, str):
            return f"{kind.min_length or 0} to {kind.max_length or 'any number of'} characters are needed"
        case inspect.StrType():
            return f'a text in quotes is needed, as in {name} = "..."'
        case inspect.BoolType():
            return f"true or false is needed, as in {name} = true"
        case inspect.VarTupleType() | inspect.ListType():
            return f"a list is needed: write {_listed(kind, path)}"
        case inspect.DictType():
            return f"a table is needed: write [{path}]"
        case _:
            return f"a {type(kind).__name__.removesuffix('Type').lower()} is needed"


def _listed(kind: inspect.VarTupleType | inspect.ListType, path: str) -> str:
    tables = isinstance(kind.item_type, inspect.StructType)
    return f"[[{path}]]" if tables else f"{path.rsplit('.', 1)[-1]} = [...]"


def _example(shape: object, path: str) -> str:
    name = path.rsplit(".", 1)[-1]
    match inspect.type_info(shape):
        case inspect.StructType():
            return f"a [{path}] table"
        case inspect.IntType() | inspect.FloatType():
            return f"{name} = 1"
        case inspect.LiteralType() as kind:
            return f'{name} = "{kind.values[0]}"'
        case _:
            return f'{name} = "..."'


def _unknown(key: str, known: list[str]) -> str:
    if key in _SECRETS and _SECRETS[key] in known:
        return f"does not belong here: write it into a file of mode 0600, named by {_SECRETS[key]}"
    near = difflib.get_close_matches(key, known, 1)
    if near:
        return f"is unknown here: did you mean {near[0]}?"
    return f"is unknown here: take it out; known are {', '.join(known) or 'no keys at all'}"


def one_of(value: object, known: list[str]) -> str:
    """'one of ... is needed', with the nearest of them where there is one."""
    near = difflib.get_close_matches(str(value)[:SHOWN_MAX], known, 1)
    guess = f'; did you mean "{near[0]}"?' if near else ""
    return f"one of {', '.join(known)} is needed{guess}"


def said(value: object) -> str:  # noqa: PLR0911 - a table
    """A value as a person would name it, bounded, on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if abs(value) >= 10**15:
            return "a far too large number"
        case int() | float():
            return f"the number {value}"
        case str():
            shown = value[:SHOWN_MAX] + ("…" if len(value) > SHOWN_MAX else "")
            return ascii(shown) if not shown.isprintable() else f'"{shown}"'
        case list():
            return "a list"
        case Mapping():
            return "a table"
        case _:
            return "a date or time"


def joined(path: str, key: str) -> str:
    """`store` + `zone` -> `store.zone`; a key that is no plain word is quoted as TOML would."""
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    word = key if plain else ascii(key[:SHOWN_MAX])
    return f"{path}.{word}" if path else word


def element_path(path: str, number: int, element: object) -> str:
    """`device[scanner-1]` where the element has an id, else `device[#2]`, counted from 1."""
    name = element.get("id") if isinstance(element, Mapping) else None
    known = isinstance(name, str) and name and name.isprintable() and len(name) <= SHOWN_MAX
    return f"{path}[{name}]" if known else f"{path}[#{number}]"
