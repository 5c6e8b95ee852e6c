"""A folder of CSV files as a seed of the centre: every bad row is named with its file and line.

Columns are those of seeds/README.md. Rows that hang on a bad row are bad themselves.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec

from edge.domain.barcode import gtin14, is_gtin
from edge.domain.catalog import Category, Product, Variant
from edge.domain.price import Price
from edge.domain.stock import Count
from edge.errors import ConfigError
from sync.hub.desk import Place
from sync.hub.pricing import Listed
from sync.hub.seed_row import (
    SeedStore,
    Staff,
    Subscriber,
    fields_of,
    moment_ms,
    number,
    one_of,
    subscriber,
    whole,
)

ROWS_MAX = 500_000  # of one file
PROBLEMS_MAX = 200  # kept; more are counted
PIN = re.compile(r"\d{4,8}")

T = TypeVar("T")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One row that cannot be loaded; line 1 is the header."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """What is to stand in the centre."""

    categories: tuple[Category, ...] = ()
    products: tuple[Product, ...] = ()
    variants: tuple[Variant, ...] = ()
    prices: tuple[Listed, ...] = ()
    stores: tuple[SeedStore, ...] = ()
    staff: tuple[Staff, ...] = ()
    members: tuple[Subscriber, ...] = ()
    assortment: tuple[tuple[str, str], ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A seed and what was wrong with the rest. `stock`: the opening count of each store, for its own
    stock-take.
    """

    seed: Seed
    stock: Mapping[str, tuple[Count, ...]]
    problems: tuple[Problem, ...]
    rows: int


def read(folder: Path, *, zone: str = "Asia/Shanghai", strict: bool = False) -> Reading:
    """Reads what is there. `ConfigError` with every problem when `strict`, or when there is nothing to
    read.
    """
    reader = _Reader(folder, zone)
    reading = reader.read()
    if reading.rows == 0:
        raise ConfigError([(str(folder), "no CSV file of a seed is here")])
    if strict and reading.problems:
        raise ConfigError([(f"{found.file}:{found.line}", found.says) for found in reading.problems])
    return reading


def counts(folder: Path, store: str) -> tuple[Count, ...]:
    """The opening stock of one store; it is dispatched there as a stock-take."""
    return read(folder).stock.get(store, ())


class _Reader:
    def __init__(self, folder: Path, zone: str) -> None:
        self._folder, self._zone = folder, zone
        self._problems: list[Problem] = []
        self._rows = 0
        self._categories: dict[str, Category] = {}
        self._products: dict[str, Product] = {}
        self._variants: dict[str, Variant] = {}
        self._gtins: dict[str, str] = {}
        self._stores: dict[str, SeedStore] = {}

    def read(self) -> Reading:
        self._categories = self._table("categories.csv", _category, lambda row: row.category)
        self._products = self._table("products.csv", self._product, lambda row: row.product_id)
        self._variants = self._table("variants.csv", self._variant, lambda row: row.sku)
        self._stores = self._table("stores.csv", _store, lambda row: row.store)
        prices = self._table("prices.csv", self._price, lambda row: row.key)
        staff = self._table("staff.csv", self._staff, lambda row: row.staff_id)
        members = self._table("members.csv", self._member, lambda row: row.member_id)
        carried = self._table("assortment.csv", self._carried, lambda row: row)
        stock = self._table("stock.csv", self._count, lambda row: (row[0], row[1].sku))
        by_store: dict[str, tuple[Count, ...]] = {
            store: tuple(count for at, count in stock.values() if at == store) for store in self._stores
        }
        seed = Seed(
            categories=tuple(self._categories.values()),
            products=tuple(self._products.values()),
            variants=tuple(self._variants.values()),
            prices=tuple(prices.values()),
            stores=tuple(self._stores.values()),
            staff=tuple(staff.values()),
            members=tuple(members.values()),
            assortment=tuple(carried.values()),
        )
        return Reading(seed=seed, stock=by_store, problems=tuple(self._problems), rows=self._rows)

    def _table(
        self, name: str, make: Callable[[Mapping[str, str]], T], key: Callable[[T], object]
    ) -> dict[str, T]:
        """The good rows of a file by their key, which may stand only once."""
        found: dict[object, T] = {}
        for line, row in self._lines(name):
            self._rows += 1
            try:
                item = make(row)
                if key(item) in found:
                    raise ValueError(f"{key(item)} stands here a second time")  # noqa: TRY301
            except (ValueError, KeyError) as error:
                missing = isinstance(error, KeyError)
                self._bad(name, line, f"the column {error} is missing" if missing else str(error))
            else:
                found[key(item)] = item
        return {str(at): item for at, item in found.items()}

    def _lines(self, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
        path = self._folder / name
        if not path.is_file():
            return
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file, restkey=_REST, restval="", strict=True)
                for count, row in enumerate(reader):
                    if count >= ROWS_MAX:
                        self._bad(name, reader.line_num, f"more than {ROWS_MAX} rows")
                        return
                    yield reader.line_num, fields_of(row, _REST)
        except (csv.Error, UnicodeDecodeError, OSError) as error:
            self._bad(name, 1, f"cannot be read: {error}")

    def _bad(self, name: str, line: int, says: str) -> None:
        if len(self._problems) < PROBLEMS_MAX:
            self._problems.append(Problem(file=name, line=line, says=says))

    def _product(self, row: Mapping[str, str]) -> Product:
        if row["category"] not in self._categories:
            raise ValueError(f"category {row['category']!r} is not known")
        return Product(
            product_id=whole(row, "product_id"),
            category=row["category"],
            brand=row["brand"],
            name_zh=whole(row, "name_zh"),
            name_en=whole(row, "name_en"),
            kind=whole(row, "kind"),
            mark=row["mark"],
            story_zh=row["story_zh"],
            story_en=row["story_en"],
            shelf=one_of(row, "shelf", ("", "new", "season", "clearance")),
            tax_code=row["tax_code"],
            tax_rate_bp=number(row, "tax_rate_bp", most=10_000),
        )

    def _variant(self, row: Mapping[str, str]) -> Variant:
        if row["product_id"] not in self._products:
            raise ValueError(f"product {row['product_id']!r} is not known")
        if not is_gtin(row["gtin"]):
            raise ValueError(f"{row['gtin']!r} is no GTIN: wrong length or check digit")
        gtin, sku = gtin14(row["gtin"]), whole(row, "sku")
        if (other := self._gtins.setdefault(gtin, sku)) != sku:
            raise ValueError(f"GTIN {row['gtin']} belongs to {other}")
        unit: Literal["piece", "gram"] = (
            "gram" if one_of(row, "unit", ("piece", "gram")) == "gram" else "piece"
        )
        return Variant(
            sku=sku,
            product_id=row["product_id"],
            gtin=gtin,
            size=row["size"],
            color_code=row["color_code"],
            color_zh=row["color_zh"],
            color_en=row["color_en"],
            color_hex=row["color_hex"],
            unit=unit,
            step=number(row, "step", least=1),
        )

    def _price(self, row: Mapping[str, str]) -> Listed:
        self._known(row)
        if row["store_id"] and row["store_id"] not in self._stores:
            raise ValueError(f"store {row['store_id']!r} is not known")
        fen = number(row, "price_fen", least=1)
        listed = number(row, "list_price_fen", empty=0)
        if listed and listed <= fen:
            raise ValueError(f"list price {listed} is not above the price {fen}")
        price = Price(
            sku=row["sku"],
            price_fen=fen,
            version=0,
            list_price_fen=listed,
            effective_from_ms=moment_ms(row, "effective_from", self._zone),
        )
        return Listed(price=price, store=row["store_id"])

    def _staff(self, row: Mapping[str, str]) -> Staff:
        self._at(row)
        if not PIN.fullmatch(row["pin"]):
            raise ValueError("a PIN has 4 to 8 digits")
        role = one_of(row, "role", ("cashier", "manager", "attendant"))
        return msgspec.convert(
            {
                "staff_id": whole(row, "staff_id"),
                "store": row["store_id"],
                "name": whole(row, "name"),
                "role": role,
                "pin": row["pin"],
            },
            Staff,
        )

    def _member(self, row: Mapping[str, str]) -> Subscriber:
        if row.get("store_id"):
            self._at(row)
        return subscriber(row)

    def _carried(self, row: Mapping[str, str]) -> tuple[str, str]:
        self._at(row)
        if row["product_id"] not in self._products:
            raise ValueError(f"product {row['product_id']!r} is not known")
        return row["store_id"], row["product_id"]

    def _count(self, row: Mapping[str, str]) -> tuple[str, Count]:
        self._at(row)
        self._known(row)
        return row["store_id"], Count(sku=row["sku"], quantity=number(row, "quantity", most=1_000_000))

    def _known(self, row: Mapping[str, str]) -> None:
        if row["sku"] not in self._variants:
            raise ValueError(f"SKU {row['sku']!r} is not known")

    def _at(self, row: Mapping[str, str]) -> None:
        if row["store_id"] not in self._stores:
            raise ValueError(f"store {row['store_id']!r} is not known")


_REST: Final = "\0more"


def _category(row: Mapping[str, str]) -> Category:
    return Category(
        category=whole(row, "category"),
        name_zh=whole(row, "name_zh"),
        name_en=whole(row, "name_en"),
        kind=row["kind"],
        position=number(row, "position"),
    )


def _store(row: Mapping[str, str]) -> SeedStore:
    return SeedStore(
        store=whole(row, "store_id"),
        name_zh=whole(row, "name_zh"),
        name_en=whole(row, "name_en"),
        address=row["address"],
        address_en=row["address_en"],
        place=Place(lat=_degrees(row, "lat", 90), lon=_degrees(row, "lon", 180)),
        zone=whole(row, "zone"),
        kind=row["kind"],
    )


def _degrees(row: Mapping[str, str], column: str, most: float) -> float:
    value = float(row[column])
    if not -most <= value <= most:
        raise ValueError(f"{column} {row[column]} is not on the globe")
    return value
