"""`store-edge staff add NAME --role ROLE`, `staff list`: the people of one store."""

from __future__ import annotations

import argparse
import getpass
import re
import sys

from edge.cli.asking import add_config, configured, do
from edge.errors import ConfigError
from kiosk_ui.pins import hash_pin

ROLES = ("cashier", "manager", "attendant")
_PIN = re.compile(r"\d{4,12}")


def add(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add | list")
    adding = verbs.add_parser("add", help="add a person; the PIN is asked for, or read from standard input")
    adding.add_argument("name", help="as the sign-in page shows it")
    adding.add_argument("--role", choices=ROLES, default="cashier")
    adding.add_argument("--pin-stdin", action="store_true", help="read the PIN from standard input, one line")
    add_config(adding)
    add_config(verbs.add_parser("list", help="who may sign in"))


def run(options: argparse.Namespace) -> int:
    config = configured(options)
    if options.verb == "list":
        for person in do(config, "staff.list")["staff"]:
            print(f"{person['staff_id']}  {person['role']:<10} {person['name']}")
        return 0
    pin = _pin(from_stdin=options.pin_stdin)
    added = do(config, "staff.add", name=options.name, role=options.role, pin_hash=hash_pin(pin))
    print(f"{options.name} is {options.role} now, as {added['staff_id']}")
    return 0


def _pin(*, from_stdin: bool) -> str:
    if from_stdin:
        return _checked(sys.stdin.readline().strip())
    pin = _checked(getpass.getpass("PIN (4 to 12 digits): "))
    if getpass.getpass("The same again: ") != pin:
        raise ConfigError([("PIN", "the two are not the same: begin again")])
    return pin


def _checked(pin: str) -> str:
    if not _PIN.fullmatch(pin) or not pin.isascii():
        raise ConfigError([("PIN", "is not 4 to 12 digits")])
    return pin
