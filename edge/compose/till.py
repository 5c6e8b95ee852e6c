"""The tenders of a store: the wallet's client with its key."""

from __future__ import annotations

from edge.app.ports import Clock
from edge.config import Config, read_secret
from edge.tender.wallet import HttpWallet, Merchant

WALLET = "wallet"  # the tender's name, and its target among the effects


def wallet_of(config: Config, clock: Clock) -> HttpWallet | None:
    """None where the store takes cash only; `ConfigError` when the key cannot be read."""
    wallet = config.tender.wallet
    if wallet is None:
        return None
    key = read_secret(wallet.key_file, named_by="tender.wallet.key_file").encode()
    store = config.store
    merchant = Merchant(merchant=store.id, name_zh=store.name_zh, name_en=store.name_en)
    return HttpWallet(address=wallet.url, key=key, merchant=merchant, clock=clock)
