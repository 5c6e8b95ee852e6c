"""`python -m edge.tender.mischief --help`: have a running simulated wallet misbehave."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from edge.errors import ConfigError, TenderError
from edge.runtime.clock import SystemClock
from edge.tender.mood import MODES, TIMES_MAX
from edge.tender.wallet import HttpWallet, Merchant
from edge.tender.wallet_server import EXIT_CONFIG, key_of
from edge.tender.wire import Misbehave

log = logging.getLogger(__name__)

NOBODY = Merchant(merchant="mischief", name_zh="", name_en="")
EXIT_FAILED = 1


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="mischief", description="Have a simulated wallet misbehave.")
    options.add_argument("mode", choices=MODES)
    options.add_argument("times", type=int, nargs="?", default=1, help=f"0 ends it, at most {TIMES_MAX}")
    options.add_argument("--address", required=True, help="the wallet's http address")
    options.add_argument("--key-file", type=Path, required=True)
    return options


def main(words: Sequence[str] | None = None) -> int:
    """Exit status: 0 once the wallet knows, 1 where it does not answer, 78 where it cannot be asked."""
    options = parser().parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        wallet = HttpWallet(
            address=options.address, key=key_of(options.key_file), merchant=NOBODY, clock=SystemClock()
        )
        asyncio.run(wallet.misbehave(Misbehave(mode=options.mode, times=options.times)))
    except ConfigError as error:
        log.error("%s", error)  # noqa: TRY400  the sentence says it all
        return EXIT_CONFIG
    except TenderError as error:
        log.error("%s", error)  # noqa: TRY400  the sentence says it all
        return EXIT_FAILED
    log.info("the wallet will: %s, %d times", options.mode, options.times)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
