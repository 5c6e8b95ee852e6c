"""A seed written into PostgreSQL: what is the same already stays untouched, down to the PIN hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from edge.domain.profile import Member, Profile
from edge.domain.staff import StaffMember
from sync import topics
from sync.hub import feeds, prices
from sync.hub.members import LISTED, id_of
from sync.hub.read_models import member_feeds
from sync.hub.read_models import members as read_models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edge.domain.member import MemberKeys
    from sync.hub.database import Conn
    from sync.hub.pricing import Listed
    from sync.hub.seed import Seed
    from sync.hub.seed_row import Staff

HASHER = PasswordHasher()  # argon2id with the library's own figures, which its releases keep up to date


def catalog(seed: Seed) -> list[feeds.Entry]:
    """Categories, products and variants as entries of the catalogue."""
    found = [(f"c|{one.category}", one) for one in seed.categories]
    found += [(f"p|{one.product_id}", one) for one in seed.products]  # type: ignore[misc]
    found += [(f"v|{one.sku}", one) for one in seed.variants]  # type: ignore[misc]
    return [
        feeds.Entry(key=key, kind=type(one).__name__, item=msgspec.json.encode(one)) for key, one in found
    ]


def hashed(staff: Staff, known: StaffMember | None) -> StaffMember:
    """A staff member whose hash stays while the PIN does. Blocking: argon2 takes its time by design."""
    pin_hash = (
        known.pin_hash if known is not None and right(known.pin_hash, staff.pin) else HASHER.hash(staff.pin)
    )
    return StaffMember(staff_id=staff.staff_id, name=staff.name, role=staff.role, pin_hash=pin_hash)


def right(pin_hash: str, pin: str) -> bool:
    try:
        return HASHER.verify(pin_hash, pin)
    except (Argon2Error, InvalidHashError):
        return False


async def staff(conn: Conn) -> dict[str, StaffMember]:
    """Everybody in the staff streams, by store and id."""
    found = await conn.fetch("select scope, item from feed_item where kind = 'StaffMember'")
    members = [(record["scope"], msgspec.json.decode(record["item"], type=StaffMember)) for record in found]
    return {f"{scope}|{member.staff_id}": member for scope, member in members}


async def write(
    conn: Conn, seed: Seed, people: Mapping[str, StaffMember], keys: MemberKeys | None, now_ms: int
) -> int:
    """`people` are the seed's staff with their hashes, by staff id. How many items changed."""
    await _stores(conn, seed)
    count = await feeds.put(conn, "catalog", "catalog", catalog(seed))
    count += await prices.write(conn, _in_turn(seed), now_ms)
    for store in sorted({one.store for one in seed.staff}):
        entries = [
            feeds.Entry(key=one.staff_id, kind="StaffMember", item=msgspec.json.encode(people[one.staff_id]))
            for one in seed.staff
            if one.store == store
        ]
        count += await feeds.put(conn, topics.scope("staff", store), "staff", entries)
    known, seen = members(seed, now_ms)
    await read_models.see(conn, seen)
    changed = await read_models.load(conn, known, keys)
    await member_feeds.tell(conn, changed, keys, now_ms)
    count += len(changed)
    await conn.executemany(
        "insert into assortment (store, product_id) values ($1, $2) on conflict do nothing", seed.assortment
    )
    return count


def _in_turn(seed: Seed) -> list[Listed]:
    """The chain's prices first, so that a store's own has the higher version."""
    return sorted(seed.prices, key=lambda row: bool(row.store))


async def _stores(conn: Conn, seed: Seed) -> None:
    await conn.executemany(
        """
        insert into store (store, name_zh, name_en, address, address_en, lat, lon, zone, kind)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (store) do update
        set name_zh = excluded.name_zh, name_en = excluded.name_en, address = excluded.address,
            address_en = excluded.address_en, lat = excluded.lat, lon = excluded.lon, zone = excluded.zone,
            kind = excluded.kind
        """,
        [
            (
                one.store,
                one.name_zh,
                one.name_en,
                one.address,
                one.address_en,
                one.place.lat,
                one.place.lon,
                one.zone,
                one.kind,
            )
            for one in seed.stores
        ],
    )


def members(seed: Seed, now_ms: int) -> tuple[list[Member], dict[tuple[str, str], int]]:
    """The members of a list, known and verified, and where (member, store) each is at home. Stamped as the
    oldest word of all: whatever a store wrote stands.
    """
    people: list[Member] = []
    seen: dict[tuple[str, str], int] = {}
    for one in seed.members:
        member_id = id_of(one.member_id)
        profile = Profile(
            member_id=member_id,
            verified=True,
            level=one.level,
            consent=one.consent,
            name_hlc=LISTED,
            phone_hlc=LISTED,
            level_hlc=LISTED,
            consent_hlc=LISTED,
        )
        people.append(Member(profile=profile, name=one.name, phone=one.phone))
        if one.store:
            seen[member_id, one.store] = now_ms
    return people, seen
