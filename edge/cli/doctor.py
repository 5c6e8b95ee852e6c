"""`store-edge doctor`: what is wrong with this machine for this store, and what to do."""

from __future__ import annotations

import argparse
import asyncio

from edge.cli.asking import add_config
from edge.compose.checkup import checkup, machine
from edge.compose.finding import Finding, wrong
from edge.compose.loading import load_config
from edge.errors import ConfigError
from edge.runtime.clock import SystemClock

_SIGNS = {"ok": "ok     ", "warning": "WARNING", "wrong": "WRONG  "}


def add(parser: argparse.ArgumentParser) -> None:
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """0: nothing is wrong, though a warning may stand; 1: something is."""
    clock = SystemClock()
    try:
        config = load_config(options.config)
    except ConfigError as error:
        found = [wrong(path, sentence, "correct the TOML") for path, sentence in error.problems]
        found += machine(clock)
    else:
        found = asyncio.run(checkup(config, clock))
    for finding in found:
        _print(finding)
    faults = sum(finding.state == "wrong" for finding in found)
    print("nothing is wrong" if not faults else f"{faults} wrong: see what to do above")
    return 1 if faults else 0


def _print(finding: Finding) -> None:
    print(f"{_SIGNS[finding.state]} {finding.subject:<16} {finding.says}")
    if finding.cure:
        print(f"{'':24} -> {finding.cure}")
