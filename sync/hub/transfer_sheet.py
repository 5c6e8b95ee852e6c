"""A transfer as the desk is shown it: what the stores know of it, and who decided what."""

from __future__ import annotations

import msgspec

from edge.domain.transfer import Transfer


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What people at the centre decided about a transfer. No store hears their names; why it was cancelled is
    kept though its goods had left already.
    """

    asked_by: str = ""
    cancelled_by: str = ""
    cancelled_ms: int = 0
    cancelled_why: str = ""


class TransferRow(Transfer, frozen=True, kw_only=True):
    decided: Decided = Decided()


def row(transfer: Transfer, decided: Decided) -> TransferRow:
    return TransferRow(**msgspec.structs.asdict(transfer), decided=decided)
