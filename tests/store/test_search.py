"""Products are found by what people type, and no text breaks the search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.domain.catalog import Product, Variant
from edge.store.database import open_writer
from edge.store.search import drop_words, find, page, put_words, query_of

DOWN = Product(
    product_id="P0001",
    category="apparel",
    brand="松岚 Songlan",
    name_zh="云朵羽绒服",
    name_en="Cloud Down Jacket",
    kind="coat",
    story_zh="轻得像没有穿。",
    story_en="Light as nothing.",
)
TEE = Product(
    product_id="P0002",
    category="apparel",
    brand="北岸 Nordbank",
    name_zh="重磅纯棉T恤",
    name_en="Heavyweight Tee",
    kind="tee",
    story_zh="洗过十次，像云朵一样软。",
    story_en="Soft as a cloud.",
)
CUP = Product(
    product_id="P0003", category="home", brand="小满", name_zh="白瓷水杯", name_en="Porcelain Cup", kind="cup"
)
GTIN = {"P0001": "06970011010036", "P0002": "00012345678905", "P0003": "06970011010067"}


def put(connection: sqlite3.Connection, product: Product, *, gen: int = 0) -> None:
    variant = Variant(
        sku=f"{product.product_id}-01",
        product_id=product.product_id,
        gtin=GTIN[product.product_id],
        color_zh="雾蓝",
        color_en="Mist blue",
    )
    connection.execute(
        "insert into product (gen, product_id, category, shelf, body) values (?, ?, ?, ?, ?)",
        (gen, product.product_id, product.category, product.shelf, msgspec.json.encode(product)),
    )
    connection.execute(
        "insert into variant (gen, sku, product_id, gtin, body) values (?, ?, ?, ?, ?)",
        (gen, variant.sku, variant.product_id, variant.gtin, msgspec.json.encode(variant)),
    )
    put_words(connection, gen, product, [variant])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    connection = open_writer(tmp_path_factory.mktemp("search") / "store.db")
    for product in (TEE, CUP, DOWN):
        put(connection, product)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("羽绒", ["P0001"]),
        ("绒", ["P0001"]),
        ("羽 绒服", ["P0001"]),
        ("绒羽", []),
        ("T恤", ["P0002"]),
        ("ｔ恤", ["P0002"]),
        ("yurong", ["P0001"]),
        ("yu rong", ["P0001"]),
        ("yunduoyu", ["P0001"]),
        ("ydyrf", ["P0001"]),
        ("yrf", ["P0001"]),
        ("JACKET", ["P0001"]),
        ("down jack", ["P0001"]),
        ("nord", ["P0002"]),
        ("北岸", ["P0002"]),
        ("P0003-01", ["P0003"]),
        ("p0003", ["P0003"]),
        ("6970011010036", ["P0001"]),
        ("06970011010036", ["P0001"]),
        ("12345678905", ["P0002"]),
        ("012345678905", ["P0002"]),
        ("10036", ["P0001"]),
        ("01101", ["P0003", "P0001"]),
        ("没有穿", ["P0001"]),
        ("mist 水杯", ["P0003"]),
        ("nothing like it", []),
        ("", []),
        ('"*()', []),
    ],
)
def test_what_people_type_finds_the_product(shop: sqlite3.Connection, text: str, ids: list[str]) -> None:
    assert find(shop, text, limit=10) == ids


@pytest.mark.parametrize("text", ["云朵", "cloud"])
def test_a_name_goes_before_a_story(shop: sqlite3.Connection, text: str) -> None:
    assert find(shop, text, limit=10) == ["P0001", "P0002"]


def test_an_exact_code_goes_first(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "store.db")
    put(connection, msgspec.structs.replace(TEE, name_zh="P0003-01"))
    put(connection, CUP)
    assert find(connection, "p0003-01", limit=10) == ["P0003", "P0002"]
    connection.close()


def test_the_limit_holds(shop: sqlite3.Connection) -> None:
    assert len(page(shop, "雾蓝", limit=2, now_ms=0).products) == 2
    assert len(page(shop, "雾蓝", limit=24, now_ms=0).products) == 3


def test_only_the_served_generation_is_found(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "store.db")
    put(connection, DOWN)
    put(connection, CUP, gen=1)
    assert find(connection, "水杯", limit=10) == []
    connection.execute("insert into feed (stream, hub_gen, pos, gen) values ('catalog', 'h', 9, 1)")
    assert find(connection, "水杯", limit=10) == ["P0003"]
    assert find(connection, "羽绒", limit=10) == []
    connection.close()


def test_a_product_is_indexed_once_and_can_be_dropped(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "store.db")
    put(connection, DOWN)
    put_words(connection, 0, msgspec.structs.replace(DOWN, name_zh="长裤"), [])
    assert find(connection, "羽绒", limit=10) == []
    assert find(connection, "长裤", limit=10) == ["P0001"]
    drop_words(connection, 0, "P0001")
    drop_words(connection, 0, "P0001")
    assert connection.execute("select count(*) from words").fetchone() == (0,)
    assert find(connection, "长裤", limit=10) == []
    connection.close()


def test_the_expression_quotes_everything() -> None:
    assert query_of('云朵 NEAR("x" OR -y*') == '"云 朵" AND "near"* AND "x"* AND "or"* AND "y"*'


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text(alphabet='"*^():-+{}ANDORNEAT 云\0\ue000́', max_size=80))
def test_no_text_breaks_the_search(shop: sqlite3.Connection, text: str) -> None:
    assert len(find(shop, text, limit=10)) <= 3
