"""What is asked of a centre about goods between stores. PostgreSQL and memory answer alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from edge.domain.replenishment import Key, Limit
from edge.domain.transfer import Transfer
from sync.hub.desk import NewTransfer
from sync.hub.replenishment import Choice, Level, ProposalRow, Removed, Replenished
from sync.hub.transfer_sheet import TransferRow


class Transfers(Protocol):
    """Goods between stores. Unknown transfer: `Rejected('no_transfer')`."""

    async def ask(self, wish: NewTransfer, *, by: str = "") -> Transfer:
        """Taken once an id; another wish under it is `Rejected('key_reused')`."""
        ...

    async def cancel(self, transfer_id: str, *, why: str, by: str) -> Transfer:
        """While it is only asked, else `Rejected('transfer_state')`; what was sent meanwhile stays sent. The
        first who cancels it stands beside it.
        """
        ...

    async def look(self, transfer_id: str) -> TransferRow: ...
    async def rows(
        self, *, state: str = "", store: str = "", limit: int = 100
    ) -> tuple[TransferRow, ...]: ...


class Replenishment(Protocol):
    """Between what limits stock shall stand, and what should be sent so that it does."""

    async def limits(self, *, store: str = "", text: str = "", limit: int = 100) -> tuple[Level, ...]:
        """By SKU and store; `text` finds items as `Desk.find` does."""
        ...

    async def set_limits(self, limits: Sequence[Limit], *, by: str = "") -> int:
        """How many changed; all of them or, on `Rejected`, none."""
        ...

    async def delete_limits(self, keys: Sequence[Key], *, by: str = "") -> int:
        """How many there were; they are kept as `removed`."""
        ...

    async def removed(self, *, store: str = "", limit: int = 100) -> tuple[Removed, ...]:
        """Limits that were taken away, the latest first; the `REMOVED_MAX` latest are kept."""
        ...

    async def proposals(self, *, sku: str = "", store: str = "", limit: int = 100) -> tuple[ProposalRow, ...]:
        """`store` gives or gets."""
        ...

    async def send(self, key: str, choices: Sequence[Choice], *, by: str = "") -> Replenished:
        """Have the chosen ones sent, as far as they are still proposed: one transfer for each pair of stores,
        made once a key. Other choices under it are `Rejected('key_reused')`.
        """
        ...
