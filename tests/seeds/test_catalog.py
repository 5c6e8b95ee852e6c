"""Products, variants and prices: unique, complete, believable."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from tests.seeds.tables import PICTURES, check_digit, column, rows

HAN = re.compile(r"[\u4e00-\u9fff]")
HEX = re.compile(r"#[0-9A-F]{6}")
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")


@pytest.mark.parametrize(("body", "digit"), [("629104150021", "3"), ("03600029145", "2"), ("7351353", "7")])
def test_check_digit_agrees_with_printed_examples(body: str, digit: str) -> None:
    assert check_digit(body) == digit


def test_counts() -> None:
    assert len(rows("products")) >= 400
    assert len(rows("variants")) >= 1200
    assert set(column("categories", "category")) == {"apparel", "beauty", "baby", "snacks", "home"}
    assert min(Counter(column("products", "category")).values()) >= 50


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("products", "product_id"),
        ("products", "name_zh"),
        ("products", "name_en"),
        ("products", "story_zh"),
        ("products", "story_en"),
        ("variants", "sku"),
        ("categories", "category"),
    ],
)
def test_no_duplicates(name: str, field: str) -> None:
    repeated = [value for value, count in Counter(column(name, field)).items() if count > 1]
    assert repeated == []


def test_gtins_check_and_are_unique_at_14_digits() -> None:
    gtins = column("variants", "gtin")
    wrong = [g for g in gtins if len(g) not in {8, 12, 13} or check_digit(g[:-1]) != g[-1]]
    assert wrong == []
    assert len({g.zfill(14) for g in gtins}) == len(gtins)
    lengths = Counter(map(len, gtins))
    assert lengths[13] > lengths[8] > 0
    assert lengths[12] > 0
    assert all(690 <= int(g[:3]) <= 699 for g in gtins if len(g) != 12)


def test_products_are_whole() -> None:
    categories = set(column("categories", "category"))
    for row in rows("products"):
        assert row["category"] in categories, row
        assert all(HAN.search(row[f]) for f in ("brand", "name_zh", "story_zh")), row
        assert not any(HAN.search(row[f]) for f in ("name_en", "story_en", "mark")), row
        assert (row["story_zh"] + row["story_en"])[-1] in ".?", row
        assert row["story_zh"][-1] in "。？", row
        assert row["shelf"] in {"", "new", "season", "clearance"}, row
        assert row["choice"] in {"colour", "scent", "flavour", "shade", "pattern"}, row
        assert (row["tax_code"], row["tax_rate_bp"]) in {("S13", "1300"), ("S09", "900")}, row
        assert re.fullmatch(r"[A-Z]{1,2}", row["mark"]), row


def test_one_mark_for_a_brand() -> None:
    marks: dict[str, set[str]] = {}
    for row in rows("products"):
        marks.setdefault(row["brand"], set()).add(row["mark"])
    assert len(marks) >= 30
    assert all(len(of_brand) == 1 for of_brand in marks.values())
    assert len(set.union(*marks.values())) == len(marks)


def test_every_kind_has_a_picture() -> None:
    kinds = {*column("products", "kind"), *column("categories", "kind")}
    assert len(kinds) >= 36
    assert {kind for kind in kinds if not (PICTURES / f"{kind}.svg").is_file()} == set()


def test_every_product_has_variants_that_differ() -> None:
    products = set(column("products", "product_id"))
    variants = rows("variants")
    assert {row["product_id"] for row in variants} == products
    choices = Counter((row["product_id"], row["size"], row["color_code"]) for row in variants)
    assert max(choices.values()) == 1


def test_variants_are_whole() -> None:
    for row in rows("variants"):
        assert HEX.fullmatch(row["color_hex"]), row
        assert SLUG.fullmatch(row["color_code"]) or row["color_code"].isalnum(), row
        assert HAN.search(row["color_zh"]) or row["color_zh"] == row["color_en"], row
        assert re.fullmatch(r"[A-Za-z0-9% &'-]+", row["color_en"]), row
        assert not HAN.search(row["size"]), row
        if row["unit"] == "gram":
            assert int(row["step"]) > 1, row
            assert re.fullmatch(r"\d{5}", row["plu"]), row
        else:
            assert (row["unit"], row["step"], row["plu"]) == ("piece", "1", ""), row


def test_every_sku_has_a_chain_price_from_the_start() -> None:
    since_ever = [r["sku"] for r in rows("prices") if not r["store_id"] and not r["effective_from"]]
    assert sorted(since_ever) == sorted(column("variants", "sku"))


def test_prices_are_whole() -> None:
    prices = rows("prices")
    stores, skus = set(column("stores", "store_id")), set(column("variants", "sku"))
    keys = Counter((r["sku"], r["store_id"], r["effective_from"]) for r in prices)
    assert max(keys.values()) == 1
    for row in prices:
        assert row["sku"] in skus, row
        assert 100 <= int(row["price_fen"]) <= 500_000, row
        assert not row["list_price_fen"] or int(row["list_price_fen"]) > int(row["price_fen"]), row
        if row["effective_from"]:
            assert date(2020, 1, 1) < date.fromisoformat(row["effective_from"]) < date(2040, 1, 1), row
    assert {row["store_id"] for row in prices} == {"", *stores}


def test_clearance_is_cheaper_than_it_was() -> None:
    clearance = {r["product_id"] for r in rows("products") if r["shelf"] == "clearance"}
    skus = {r["sku"] for r in rows("variants") if r["product_id"] in clearance}
    assert skus
    assert all(r["list_price_fen"] for r in rows("prices") if r["sku"] in skus)
