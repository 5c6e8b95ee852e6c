"""TOML text -> Config, or ConfigError with every problem of the file at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from edge.config.checks import disagreements
from edge.config.file import tables_of, text_of
from edge.config.shapes import Config, DeviceConfig, RawConfig
from edge.config.walk import Problem, element_path, joined, misfits, one_of, said
from edge.errors import ConfigError

PROBLEMS_MAX = 200  # told at once
Drivers = Mapping[str, type[msgspec.Struct]]


def load(path: Path, drivers: Drivers) -> Config:
    """Read a store's TOML, whose paths are relative to its folder. `drivers`: name -> its options struct."""
    return parse(text_of(path), drivers, folder=path.absolute().parent)


def parse(text: str, drivers: Drivers, *, folder: Path) -> Config:
    """As `load`, of text; never raises anything but ConfigError."""
    tables = tables_of(text)
    problems = [*misfits(RawConfig, tables), *_options_misfits(tables.get("device"), drivers)]
    raw, whole = _sound(tables)
    told = {path for path, _ in problems}
    problems += [one for one in disagreements(raw, whole=whole) if one[0] not in told]
    if problems:
        raise ConfigError(problems[:PROBLEMS_MAX])
    return _config(raw, drivers, folder)


def _sound(tables: Mapping[str, Any]) -> tuple[RawConfig, bool]:
    """What of the file can be judged further, and whether that is every place and device of it."""
    sound: dict[str, Any] = {"store": {"id": "x", "name_zh": "x", "name_en": "x", "data": "x"}}
    whole = True
    for name, hint in get_type_hints(RawConfig, include_extras=True).items():
        value = tables.get(name)
        if value is None:
            continue
        if get_origin(hint) is tuple and isinstance(value, list):
            kind = get_args(hint)[0]
            sound[name] = [kept for one in value if not any(misfits(kind, kept := _kept(kind, one)))]
            whole &= len(sound[name]) == len(value)
        elif get_origin(hint) is tuple:
            whole = False
        elif not any(misfits(hint, kept := _kept(hint, value))):
            sound[name] = kept
    return msgspec.convert(sound, RawConfig), whole


def _kept(hint: object, table: object) -> object:
    """A table without the keys that do not fit."""
    if not isinstance(table, Mapping):
        return table
    bad = {path.split(".")[0] for path, _ in misfits(hint, table)}
    return {key: value for key, value in table.items() if joined("", key) not in bad}


def _options_misfits(devices: object, drivers: Drivers) -> Iterator[Problem]:
    """Unknown drivers, and options that their driver does not have."""
    for number, device in enumerate(devices if isinstance(devices, list) else [], 1):
        name = device.get("driver") if isinstance(device, Mapping) else None
        if not isinstance(name, str):
            continue  # the walk has named it already
        path = element_path("device", number, device)
        if name not in drivers:
            yield f"{path}.driver", f"is {said(name)}, but {one_of(name, sorted(drivers))}"
        elif isinstance(options := device.get("options", {}), Mapping):
            yield from misfits(drivers[name], options, f"{path}.options")


def _config(raw: RawConfig, drivers: Drivers, folder: Path) -> Config:
    replace = msgspec.structs.replace
    centre, wallet, members = raw.centre, raw.tender.wallet, raw.members
    if centre is not None:
        centre = centre.within(folder)
    if wallet is not None:
        wallet = replace(wallet, key_file=str(folder / wallet.key_file))
    if members.key_file is not None:
        members = replace(members, key_file=str(folder / members.key_file))
    return Config(
        store=replace(raw.store, data=str(folder / raw.store.data)),
        server=raw.server,
        centre=centre,
        tender=replace(raw.tender, wallet=wallet),
        places=raw.place,
        neighbours=raw.neighbour,
        members=members,
        tasks=raw.tasks,
        codes=raw.codes,
        devices=tuple(
            DeviceConfig(
                id=device.id,
                driver=device.driver,
                place=device.place,
                link=device.link,
                options=msgspec.convert(device.options, drivers[device.driver]),
            )
            for device in raw.device
        ),
    )
