"""The demo's broker lets in the centre and its stores, each with its own rights, as a chain's would."""

from __future__ import annotations

import hashlib
from pathlib import Path

from edge.cli.demo.plan import Plan, StoreNames
from sync.hub.accounts import HUB, MODE, Accounts, password_entry, salt_of

DIGEST_BYTES = 32


def let_in(plan: Plan, stores: list[StoreNames], secret: str) -> Accounts:
    """Write the broker's files anew, of passwords that stay; `secret` makes those that are not there yet."""
    accounts = Accounts(plan.broker_folder)
    accounts.folder.mkdir(parents=True, exist_ok=True)
    accounts.put_hub(_entry(HUB, plan.broker_password, secret))
    for store in stores:
        accounts.put_store(
            store.store_id, _entry(store.store_id, plan.store_password(store.store_id), secret)
        )
    return accounts


def _entry(name: str, file: Path, secret: str) -> str:
    if not file.exists():
        file.touch(mode=MODE)
        made = hashlib.blake2b(name.encode(), key=secret.encode(), digest_size=DIGEST_BYTES)
        file.write_text(f"{made.hexdigest()}\n", "ascii")
    return password_entry(name, file.read_text("ascii").strip(), salt_of(f"{name} {secret}"))
