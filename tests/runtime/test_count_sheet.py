"""A stock-take's file: good rows are read, bad ones named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.cli.count_sheet import read_counts
from edge.domain.stock import Count
from edge.errors import ConfigError

SHEET = "store_id,sku,quantity\ns001,P1,5\ns002,P1,7\n,P2,0\n"
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def sheet(folder: Path, text: str) -> Path:
    path = folder / "stock.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_store_reads_its_own_rows(tmp_path: Path) -> None:
    sheet(tmp_path, SHEET)
    wanted = (Count(sku="P1", quantity=5), Count(sku="P2", quantity=0))
    assert read_counts(tmp_path / "stock.csv", store_id="s001") == (wanted, [])
    assert read_counts(tmp_path, store_id="s001") == (wanted, [])
    assert len(read_counts(SEEDS, store_id="s001")[0]) > 1000


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",P1,-1", "quantity '-1' is not a whole number"),
        (",P1,1.5", "quantity '1.5' is not a whole number"),
        (",P1,1000001", "quantity 1000001 is above 1000000"),
        (f",P1,{'9' * 5000}", "is above 1000000"),
        (",P1,٣", "is not a whole number"),
        (",,1", "the sku is empty"),
        (f",{'P' * 65},1", "longer than 64"),
        (",P2,1", "sku P2 is counted already"),
        (",P1", "quantity '' is not a whole number"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(tmp_path: Path, row: str, says: str) -> None:
    path = sheet(tmp_path, f"store_id,sku,quantity\n,P2,3\n{row}\n,P3,4\n")
    counts, flaws = read_counts(path, store_id="s001")
    assert [count.sku for count in counts] == ["P2", "P3"]
    ((where, why),) = flaws
    assert where == "stock.csv:3"
    assert says in why
    with pytest.raises(ConfigError) as refused:
        read_counts(path, store_id="s001", strict=True)
    assert refused.value.problems == ((where, why),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"", "lacks the column sku"),
        (b"sku,count\n", "lacks the column quantity"),
        (b"sku,quantity\n\xff\xfe", "is not UTF-8"),
        (b'sku,quantity\n"P1', "is no stock-take"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "stock.csv").write_bytes(content)
    with pytest.raises(ConfigError, match=says):
        read_counts(tmp_path / "stock.csv", store_id="s001")


@given(st.text(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_rows_flaws_or_a_refusal(tmp_path: Path, text: str) -> None:
    path = sheet(tmp_path, "sku,quantity\n" + text.encode("utf-8", "replace").decode())
    try:
        counts, flaws = read_counts(path, store_id="s001")
    except ConfigError as refused:
        counts, flaws = (), list(refused.problems)
        assert len(flaws) == 1
    assert all(count.quantity >= 0 for count in counts)
    assert all(why for _, why in flaws)
