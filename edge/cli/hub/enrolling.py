"""`store-edge hub enroll STORE [--revoke]`: a store's account, its rights at the broker, a folder to run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from edge.compose.enrolment import NewStore, enrol, enrolment_of, hub_hint
from edge.config import HubConfig
from edge.runtime.clock import SystemClock


def add(verbs: Any) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse gives this no public name
    parser: argparse.ArgumentParser = verbs.add_parser(
        "enroll", help="let a store in: its password, its rights at the broker, a ready folder"
    )
    parser.add_argument("store", help="its id, as in s004")
    parser.add_argument("--box", default="box-1", help="which machine of the store (box-1)")
    parser.add_argument("--name-zh", default="", help="its Chinese name, else the centre's")
    parser.add_argument("--name-en", default="", help="its English name, else the centre's")
    parser.add_argument("--out", type=Path, help="the folder to make (./STORE)")
    parser.add_argument("--certificate", action="store_true", help="a client certificate, not a password")
    parser.add_argument("--revoke", action="store_true", help="let it in no longer")
    return parser


def enroll(config: HubConfig, options: argparse.Namespace) -> None:
    clock = SystemClock()
    if options.revoke:
        told = enrolment_of(config, clock).revoke(options.store)
        print(f"{options.store} is let in no longer{_so(config, told=told)}")
        return
    folder: Path = (options.out or Path(options.store)).absolute()
    new = NewStore(
        store=options.store,
        box=options.box,
        folder=folder,
        name_zh=options.name_zh,
        name_en=options.name_en,
        certificate=options.certificate,
    )
    ready = enrol(config, new, clock)
    if ready.broker_files:
        print(f"made for the broker, in {config.broker.folder}: {', '.join(ready.broker_files)}")
    if hint := hub_hint(config):
        print(f"for the hub itself, in hub.toml:\n{hint}")
    print(f"{options.store} may come{_so(config, told=ready.told)}")
    print(f"made for it, in {folder}: {', '.join(ready.store_files)}")
    print(f"take the folder to the store and run there: store-edge run --config {folder.name}/store.toml")


def _so(config: HubConfig, *, told: bool) -> str:
    conf = f"{config.broker.folder}/mosquitto.conf"
    return "; the broker knows" if told else f" once the broker runs: mosquitto -c {conf}"
