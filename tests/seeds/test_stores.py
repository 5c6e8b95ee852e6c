"""Stores, what they carry, what stands there, and who works and shops there."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from zoneinfo import ZoneInfo

from tests.seeds.tables import column, rows


def test_three_stores_of_one_city() -> None:
    stores = rows("stores")
    assert [row["store_id"] for row in stores] == ["s001", "s002", "s003"]
    for row in stores:
        assert ZoneInfo(row["zone"]).key == "Asia/Shanghai"
        assert all(row[field] for field in ("name_zh", "name_en", "address", "address_en", "kind"))
    for field in ("lat", "lon"):
        places = [float(row[field]) for row in stores]
        assert 0 < max(places) - min(places) < 0.2


def carried() -> dict[str, set[str]]:
    by_store: dict[str, set[str]] = {}
    for row in rows("assortment"):
        by_store.setdefault(row["store_id"], set()).add(row["product_id"])
    return by_store


def test_assortments_overlap_and_differ() -> None:
    by_store = carried()
    assert set(by_store) == set(column("stores", "store_id"))
    assert set.union(*by_store.values()) == set(column("products", "product_id"))
    assert sum(map(len, by_store.values())) == len(rows("assortment"))
    for one, other in combinations(by_store.values(), 2):
        assert one & other
        assert one - other
        assert other - one


def test_stock_covers_each_assortment() -> None:
    by_store, stock = carried(), rows("stock")
    product = {row["sku"]: row["product_id"] for row in rows("variants")}
    wanted = {(s, sku) for s, products in by_store.items() for sku, pid in product.items() if pid in products}
    counted = Counter((row["store_id"], row["sku"]) for row in stock)
    assert set(counted) == wanted
    assert max(counted.values()) == 1


def test_stock_has_zeros_lows_and_whole_steps() -> None:
    step = {row["sku"]: (row["unit"], int(row["step"])) for row in rows("variants")}
    for store_id in column("stores", "store_id"):
        here = [row for row in rows("stock") if row["store_id"] == store_id]
        pieces = [int(row["quantity"]) for row in here if step[row["sku"]][0] == "piece"]
        assert 0 < pieces.count(0) < len(pieces) / 5
        assert sum(1 for quantity in pieces if quantity in {1, 2}) > 20
    for row in rows("stock"):
        quantity = int(row["quantity"])
        assert quantity >= 0
        assert quantity % step[row["sku"]][1] == 0, row


def test_own_prices_only_where_carried() -> None:
    by_store = carried()
    product = {row["sku"]: row["product_id"] for row in rows("variants")}
    own = [row for row in rows("prices") if row["store_id"]]
    assert own
    assert all(product[row["sku"]] in by_store[row["store_id"]] for row in own)


def test_members_are_nobody() -> None:
    members = rows("members")
    assert len(members) >= 200
    for field in ("member_id", "phone", "name"):
        assert len({row[field] for row in members}) == len(members)
    for row in members:
        assert re.fullmatch(r"1[3-9]\d0000\d{4}", row["phone"]), row
        assert row["level"] in {"basic", "silver", "gold", "black"}, row
        assert row["consent"] in {"yes", "no"}, row


def test_each_store_has_every_role() -> None:
    staff = rows("staff")
    assert len({row["staff_id"] for row in staff}) == len(staff)
    assert len({row["pin"] for row in staff}) == len(staff)
    assert all(re.fullmatch(r"\d{6}", row["pin"]) and row["name"] for row in staff)
    roles = {(row["store_id"], row["role"]) for row in staff}
    assert roles == {
        (s, r) for s in column("stores", "store_id") for r in ("manager", "cashier", "attendant")
    }
