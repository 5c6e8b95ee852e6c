"""A seed from CSV: every bad row is named with its line, the rest is loaded or, when strict, nothing is."""

from pathlib import Path

import pytest

from edge.errors import ConfigError
from sync.hub.memory import MemoryHub
from sync.hub.seed import counts, read
from tests.sync.clock import SetClock
from tests.sync.hubs import standing

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

GOOD = {
    "categories.csv": "category,name_zh,name_en,kind,position\napparel,服饰,Apparel,tee,1\n",
    "products.csv": (
        "product_id,category,brand,name_zh,name_en,kind,mark,choice,story_zh,story_en,shelf,tax_code,tax_rate_bp\n"
        "P1,apparel,SL,白T恤,Tee,tee,SL,colour,,,new,S13,1300\n"
    ),
    "variants.csv": (
        "sku,product_id,gtin,size,color_code,color_zh,color_en,color_hex,unit,step\n"
        "P1-1,P1,6970011010036,S,,,,,piece,1\n"
        "P1-2,P1,6970011010067,M,,,,,piece,1\n"
    ),
    "prices.csv": (
        "sku,store_id,price_fen,list_price_fen,effective_from\nP1-1,,12900,15900,\nP1-2,s1,9900,,2026-10-01\n"
    ),
    "stores.csv": (
        "store_id,name_zh,name_en,address,address_en,lat,lon,zone,kind\ns1,店,Shop,,,30.2,120.1,Asia/Shanghai,mall\n"
    ),
    "assortment.csv": "store_id,product_id\ns1,P1\n",
    "stock.csv": "store_id,sku,quantity\ns1,P1-1,5\ns1,P1-2,0\n",
    "members.csv": "member_id,name,phone,level,consent\nM1,周,15400001037,gold,yes\n",
    "staff.csv": "staff_id,store_id,name,role,pin\ns1-1,s1,贺,manager,101010\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def spoil(folder: Path, name: str, row: str) -> None:
    """One more row at the end of a file."""
    (folder / name).write_text(GOOD[name] + row + "\n", "utf-8")


def test_a_good_folder_is_read_whole(folder: Path) -> None:
    reading = read(folder, strict=True)
    seed = reading.seed
    assert (reading.rows, reading.problems) == (12, ())
    assert [variant.gtin for variant in seed.variants] == ["06970011010036", "06970011010067"]
    chain, own = seed.prices
    assert (chain.store, chain.price.list_price_fen, chain.price.effective_from_ms) == ("", 15900, 0)
    assert (own.store, own.price.effective_from_ms) == ("s1", 1_790_784_000_000)
    assert [(count.sku, count.quantity) for count in counts(folder, "s1")] == [("P1-1", 5), ("P1-2", 0)]
    assert counts(folder, "elsewhere") == ()


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("variants.csv", "P1-3,P1,6970011010099,,,,,,piece,1", "check digit"),
        ("variants.csv", "P1-3,P1,697001101009,,,,,,piece,1", "check digit"),
        ("variants.csv", "P1-3,P1,6970011010036,,,,,,piece,1", "belongs to P1-1"),
        ("variants.csv", "P1-1,P1,6970011010098,,,,,,piece,1", "a second time"),
        ("variants.csv", "P1-3,P9,6970011010098,,,,,,piece,1", "'P9' is not known"),
        ("variants.csv", "P1-3,P1,6970011010098,,,,,,litre,1", "litre"),
        ("variants.csv", "P1-3,P1,6970011010098,,,,,,piece,0", "step 0"),
        ("products.csv", "P2,shoes,,a,b,tee,,,,,,S13,1300", "'shoes' is not known"),
        ("products.csv", "P2,apparel,,,b,tee,,,,,,S13,1300", "name_zh is empty"),
        ("products.csv", "P2,apparel,,a\tb,b,tee,,,,,,S13,1300", "printed"),
        ("prices.csv", "P1-1,,abc,,", "'abc' is not a whole number"),
        ("prices.csv", "P1-1,s9,100,,", "'s9' is not known"),
        ("prices.csv", "P1-2,,100,90,", "not above"),
        ("prices.csv", "P1-2,,100,,1st of May", "no date"),
        ("prices.csv", "P1-1,,100,,", "a second time"),
        ("stores.csv", "s2,a,b,,,95,120,Asia/Shanghai,mall", "not on the globe"),
        ("stock.csv", "s1,P9,1", "'P9' is not known"),
        ("stock.csv", "s1,P1-1,-1", "not between"),
        ("members.csv", "M2,a,12,basic,yes", "phone"),
        ("staff.csv", "s1-2,s1,a,boss,1234", "boss"),
        ("staff.csv", "s1-2,s1,a,cashier,12", "PIN"),
        ("assortment.csv", "s1,P9", "'P9' is not known"),
        ("categories.csv", "baby,a,b,c,1,more", "more cells"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_read(folder: Path, name: str, row: str, says: str) -> None:
    whole = read(folder).rows
    spoil(folder, name, row)
    reading = read(folder)
    (problem,) = reading.problems
    assert problem.file == name
    assert problem.line == GOOD[name].count("\n") + 1
    assert says in problem.says
    assert str(problem).startswith(f"{name}:{problem.line}: ")
    assert reading.rows == whole + 1
    assert len(reading.seed.variants) == 2
    with pytest.raises(ConfigError) as found:
        read(folder, strict=True)
    assert found.value.problems == ((f"{name}:{problem.line}", problem.says),)


def test_rows_that_hang_on_a_bad_row_are_bad_themselves(folder: Path) -> None:
    text = GOOD["variants.csv"].replace("6970011010067", "6970011010068")
    (folder / "variants.csv").write_text(text, "utf-8")
    reading = read(folder)
    assert [(problem.file, problem.line) for problem in reading.problems] == [
        ("variants.csv", 3),
        ("prices.csv", 3),
        ("stock.csv", 3),
    ]


def test_a_missing_column_a_broken_file_and_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "stock.csv").write_text("store_id,sku\ns1,P1-1\n", "utf-8")
    (folder / "members.csv").write_bytes(b"member_id,name\nM1,\xff\xfe\n")
    says = {problem.file: problem.says for problem in read(folder).problems}
    assert "quantity" in says["stock.csv"]
    assert "cannot be read" in says["members.csv"]
    with pytest.raises(ConfigError, match="no CSV file"):
        read(tmp_path / "nowhere")


async def test_the_projects_own_seed_is_without_a_fault_and_loads(clock: SetClock) -> None:
    reading = read(SEEDS, strict=True)
    assert len(reading.seed.products) >= 400
    assert len(reading.seed.variants) >= 1200
    assert {"s001", "s002", "s003"} <= set(reading.stock)
    hub = MemoryHub(clock)
    await hub.load(reading.seed)
    _, items = await standing(hub, "s001", "catalog")
    counted = len(reading.seed.categories) + len(reading.seed.products) + len(reading.seed.variants)
    assert len(items) == counted


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
