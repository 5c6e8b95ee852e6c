"""Finds the command, runs it, and says every failure in one sentence with its cure."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, cast

from edge.errors import ConfigError, EdgeError, Rejected

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_BUG, EXIT_INTERRUPTED = 0, 1, 2, 70, 130
# command -> (module, what it does); a module is imported only when its command is asked for
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("edge.cli.demo", "a whole shop on this machine: broker, centre, wallet and stores, seeded"),
    "run": ("edge.cli.run", "run a store"),
    "hub": ("edge.cli.hub", "run the centre"),
    "doctor": ("edge.cli.doctor", "say what is wrong with a store's machine and what to do"),
    "check-config": ("edge.cli.check_config", "print every problem of a store's TOML"),
    "seed": ("edge.cli.seed", "load catalogue, prices, staff and members from CSV files into the centre"),
    "stock-take": ("edge.cli.stock_take", "replace a store's stock by what was counted"),
    "staff": ("edge.cli.staff", "add and list a store's staff"),
    "backup": ("edge.cli.backup", "copy a store's database while it runs"),
    "restore": ("edge.cli.restore", "put a backup in the place of a stopped store's database"),
    "labels": (
        "edge.cli.labels",
        "print a catalogue's shelf labels as a PDF at true size",
    ),
    "read-barcodes": ("edge.cli.read_barcodes", "read the codes in pictures, a line of JSON for each file"),
    "bench": ("edge.cli.bench", "measure this machine"),
}


class Noun(Protocol):
    """A command's module."""

    def add(self, parser: argparse.ArgumentParser) -> None:
        """Its options."""
        ...

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit status."""
        ...


def main(words: Sequence[str] | None = None) -> int:
    """`store-edge WORDS`; the exit status."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # numbers are few here, and the other core is the loop's
    given = list(sys.argv[1:] if words is None else words)
    name = next((word for word in given if not word.startswith("-")), "")
    parser = _parser(name)
    options = parser.parse_args(given)
    if not options.command:
        parser.print_help()
        return EXIT_USAGE
    return _guarded(name, options)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="store-edge", description="The store's own computer.")
    parser.add_argument("--version", action="version", version=f"store-edge {_version()}")
    parser.add_argument("--debug", action="store_true", help="show where an error comes from")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command, (module, does) in COMMANDS.items():
        one = commands.add_parser(command, help=does, description=f"{does[0].upper()}{does[1:]}.")
        one.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if command == name:
            cast("Noun", import_module(module)).add(one)
    return parser


def _version() -> str:
    try:
        return version("store-edge")
    except PackageNotFoundError:  # run from a checkout
        return "of a checkout"


def _guarded(name: str, options: argparse.Namespace) -> int:
    try:
        return cast("Noun", import_module(COMMANDS[name][0])).run(options)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001 - a person reads it; --debug shows the rest
        if options.debug:
            traceback.print_exc()
        return told(error)


def told(error: BaseException) -> int:
    """Say an error as a sentence; the exit status."""
    if isinstance(error, ConfigError):
        say(f"the configuration has {_count(len(error.problems), 'problem')}:")
        for path, sentence in error.problems:
            say(f"  {path}: {sentence}")
        return EXIT_FAILED
    if isinstance(error, Rejected):
        say(refusal(error))
        return EXIT_FAILED
    if isinstance(error, EdgeError):
        say(str(error))
        return EXIT_FAILED
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}")
        return EXIT_FAILED
    if isinstance(error, ExceptionGroup):
        return max(told(one) for one in error.exceptions)
    say(f"this is a mistake of the program: {type(error).__name__}: {error}; --debug shows where")
    return EXIT_BUG


def refusal(error: Rejected) -> str:
    """A refusal in words: the agent's own sentence, else its code and what fills it."""
    if "sentence" in error.detail:
        return str(error.detail["sentence"])
    filled = ", ".join(f"{name} {value}" for name, value in error.detail.items())
    return f"refused: {error.code.replace('_', ' ')}" + (f" ({filled})" if filled else "")


def say(sentence: str) -> None:
    """To the person, beside what the command prints."""
    print(f"store-edge: {sentence}" if not sentence.startswith(" ") else sentence, file=sys.stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
