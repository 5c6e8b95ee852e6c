"""A stock-take as a CSV file: `sku,quantity`, with `store_id` where one file counts several stores."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from edge.domain.stock import QUANTITY_MAX, Count
from edge.errors import ConfigError

ROWS_MAX = 1_000_000
SKU_MAX = 64
Flaws = list[tuple[str, str]]


def read_counts(path: Path, *, store_id: str, strict: bool = False) -> tuple[tuple[Count, ...], Flaws]:
    """The good rows of one store, and (file:line, why) for each bad one; `strict` raises them instead.

    A folder stands for the `stock.csv` in it. `ConfigError` where the file cannot be read at all.
    """
    file = path / "stock.csv" if path.is_dir() else path
    counts: dict[str, Count] = {}
    flaws: Flaws = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for line, cells in _rows(csv.reader(stream, strict=True)):
                try:
                    _count(cells, store_id, counts)
                except ValueError as flaw:
                    flaws.append((f"{file.name}:{line}", str(flaw)))
    except UnicodeDecodeError:
        raise ConfigError([(str(file), "is not UTF-8: save it as UTF-8")]) from None
    except (csv.Error, ValueError) as error:
        raise ConfigError([(str(file), f"is no stock-take: {error}")]) from None
    except OSError as error:
        raise ConfigError([(str(file), f"cannot be read: {error.strerror}")]) from None
    if strict and flaws:
        raise ConfigError(flaws)
    return tuple(counts.values()), flaws


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    header = [name.strip() for name in next(reader, [])]
    for column in ("sku", "quantity"):
        if column not in header:
            raise ValueError(f"its first row lacks the column {column}")
    for line, cells in enumerate(reader, 2):
        if line > ROWS_MAX:
            raise ValueError(f"more than {ROWS_MAX} rows")
        if cells:
            yield line, dict(zip(header, cells, strict=False))


def _count(cells: Mapping[str, str], store_id: str, counts: dict[str, Count]) -> None:
    if cells.get("store_id", "").strip() not in ("", store_id):
        return
    sku, quantity = cells.get("sku", "").strip(), cells.get("quantity", "").strip()
    if not 0 < len(sku) <= SKU_MAX or not sku.isprintable():
        raise ValueError(f"the sku is empty, longer than {SKU_MAX} or does not print")
    if sku in counts:
        raise ValueError(f"sku {sku} is counted already")
    if not (quantity.isascii() and quantity.isdigit()):
        raise ValueError(f"quantity {quantity[:20]!r} is not a whole number")
    if len(quantity) > len(str(QUANTITY_MAX)) or int(quantity) > QUANTITY_MAX:
        raise ValueError(f"quantity {quantity[:20]} is above {QUANTITY_MAX}")
    counts[sku] = Count(sku=sku, quantity=int(quantity))
