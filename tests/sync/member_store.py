"""A store that tells a centre of members: its log, and the contacts beside it."""

import itertools

import msgspec
import pytest

from edge.domain.contact import Contact
from edge.domain.ids import COUNTER_BITS
from edge.domain.member import MemberCard, MemberSignedUp, MemberVerified
from edge.domain.message import Event
from edge.domain.points import PointsEarned, PointsMove, PointsReason, PointsSpent
from edge.domain.profile import Profile
from sync.hub.ports import Arrival, Hub
from sync.log.batch import batch
from tests.sync.clock import SetClock
from tests.sync.hubs import hello, standing
from tests.sync.shop import Shop

PHONE = "13812340000"


class Store:
    """One of the chain's stores."""

    def __init__(self, hub: Hub, clock: SetClock, name: str) -> None:
        self.hub, self.clock, self.name = hub, clock, name
        self.shop = Shop(clock, origin=f"origin-{name}")
        self._contacts: dict[str, Contact] = {}
        self._sent = 0
        self._numbers = itertools.count(1)

    async def tell(self, *events: Event) -> None:
        self.shop.append(*events)
        log = self.shop.log
        await self.hub.hello(self.name, msgspec.structs.replace(hello(log), store=self.name))
        whole = batch(log.origin.origin, tuple(log.entries[self._sent :]))
        named = tuple(self._contacts.values())

        await self.hub.ingest(
            [Arrival(store=self.name, batch=msgspec.structs.replace(whole, contacts=named))]
        )
        self._sent = len(log.entries)

    def word(
        self,
        kind: type[MemberSignedUp],
        member_id: str,
        name: str = "林",
        phone: str = PHONE,
        **fields: object,
    ) -> MemberSignedUp:
        """What a store says of a member; the data goes beside it."""
        at = self.clock.now_ms() << COUNTER_BITS
        whole = {"name_hlc": at, "phone_hlc": at, "level_hlc": at, "consent_hlc": at, **fields}
        contact_id = f"{self.name}.{member_id}"
        known = self._contacts.get(contact_id)
        version = known.version + 1 if known else 1
        erased = bool(fields.get("erased"))
        self._contacts[contact_id] = Contact(
            contact_id=contact_id,
            version=version,
            name="" if erased else name,
            phone="" if erased else phone,
            erased=erased,
        )
        profile = msgspec.convert({"member_id": member_id, **whole}, Profile)
        return kind(profile=profile, contact_id=contact_id, version=version)

    async def signs_up(self, member_id: str, **fields: object) -> None:
        await self.tell(self.word(MemberSignedUp, member_id, **fields))  # type: ignore[arg-type]

    async def verifies(self, member_id: str, **fields: object) -> None:
        await self.tell(self.word(MemberVerified, member_id, verified=True, **fields))  # type: ignore[arg-type]

    async def moves(self, member_id: str, points: int, reason: PointsReason = "earn") -> None:
        ref = f"{self.name}-{next(self._numbers)}"
        move = PointsMove(
            member_id=member_id, reason=reason, ref=ref, points=points, at_ms=self.clock.now_ms()
        )
        await self.tell(PointsEarned(move=move) if reason == "earn" else PointsSpent(move=move))

    async def cards(self) -> dict[str, MemberCard]:
        """What this store is told of members, by id."""
        _, items = await standing(self.hub, self.name, "member")
        return {item.profile.member_id: item for item in items if isinstance(item, MemberCard)}


@pytest.fixture
def one(hub: Hub, clock: SetClock) -> Store:
    return Store(hub, clock, "s001")


@pytest.fixture
def two(hub: Hub, clock: SetClock) -> Store:
    return Store(hub, clock, "s002")
