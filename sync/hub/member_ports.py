"""What is asked of a centre about its members. PostgreSQL and memory answer alike."""

from __future__ import annotations

from typing import Protocol

from edge.domain.coupon import Coupon
from edge.domain.member import MemberKeys
from sync.hub.desk import OrderRow
from sync.hub.member_sheet import EraseCode, ErasureRow, MemberRow, MemberSheet
from sync.question import FindMember, MemberFound


class Members(Protocol):
    """One person everywhere. Unknown member: `Rejected('no_member')`; what people are shown is masked."""

    @property
    def keys(self) -> MemberKeys | None:
        """What the stores check codes with; None where the chain has no key."""
        ...

    async def find(self, store: str, ask: FindMember) -> MemberFound: ...
    async def forget_unseen(self) -> int:
        """One bounded step of leaving out of the stores' streams whom they saw too long ago, or too many ago;
        how many it looked at.
        """
        ...

    async def rows(self, text: str, *, limit: int = 100) -> tuple[MemberRow, ...]:
        """By a whole phone, a member code or the start of an id, as `members.sought`; '' for everybody."""
        ...

    async def overdrawn(self, *, limit: int = 100) -> tuple[MemberRow, ...]:
        """Whose balance of points is below nothing."""
        ...

    async def sheet(self, member_id: str, *, skip: int = 0) -> MemberSheet:
        """`skip` lines of points are left out, the latest first."""
        ...

    async def orders(self, member_id: str, *, limit: int = 100) -> tuple[OrderRow, ...]:
        """Latest first."""
        ...

    async def erase(self, member_id: str, code: EraseCode, *, why: str, by: str) -> None:
        """Here at once, in each store as soon as it hears; what was bought and earned keeps the id, and who
        decided it stands with the reason. `Rejected`: member_erased, reason, reason_personal.
        """
        ...

    async def erasures(self, *, limit: int = 100) -> tuple[ErasureRow, ...]:
        """What was decided here, as `erasures.open_first`."""
        ...

    async def grant(self, member_id: str, coupon: Coupon, *, by: str) -> Coupon:
        """Given once an id ('': the centre makes one); another coupon under it, or one of somebody else, is
        `Rejected('key_reused')`.
        """
        ...

    async def code(self, member_id: str) -> str:
        """A fresh member code for the person's own phone; `Rejected('no_chain_key')` without a key."""
        ...
