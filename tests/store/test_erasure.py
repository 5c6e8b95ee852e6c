"""An erased person is gone from the bytes of the file, its WAL and the next backup; accounts stay."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.domain.member import EraseMember, MemberErased, MemberSignedUp, SignUp
from edge.domain.order import AddToBasket, ClearBasket, HandOver, ParkOrder, SetContact, SetWay, ShipOrder
from edge.domain.payment import TakeCash
from edge.store.database import copy_to, open_reader
from tests.app.shop import CASHIER, MANAGER, Shop

PEOPLE = 300
STREET = "湖滨路 8 号"


def person(number: int) -> tuple[str, str]:
    return f"139{number:08d}", f"名字{number:04d}先生"


def holds(folder: Path, text: str) -> list[str]:
    """Files in which the text stands, in any encoding SQLite would use."""
    return [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file() and text.encode() in path.read_bytes()
    ]


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[tuple[Shop, list[str]]]:
    shop = Shop(tmp_path / "store.db")
    shop.seed()
    ids = []
    for number in range(PEOPLE):
        phone, name = person(number)
        (signed, *_) = shop.act(SignUp(phone=phone, name=name))
        assert isinstance(signed, MemberSignedUp)
        ids.append(signed.profile.member_id)
    yield shop, ids
    shop.check()
    shop.connection.close()


def test_nothing_of_the_erased_is_left_in_any_byte(crowd: tuple[Shop, list[str]], tmp_path: Path) -> None:
    shop, ids = crowd
    chance = random.Random(7)  # noqa: S311 - a choice, not a secret
    erased = chance.sample(range(PEOPLE), 60)
    assert holds(tmp_path, person(erased[0])[0])
    for number in erased:
        assert isinstance(shop.act(EraseMember(member_id=ids[number]), MANAGER)[0], MemberErased)
    copy_to(shop.connection, tmp_path / "backup.db")
    for number in erased:
        phone, name = person(number)
        assert holds(tmp_path, phone) == []
        assert holds(tmp_path, name) == []
    kept = next(number for number in range(PEOPLE) if number not in erased)
    assert "backup.db" in holds(tmp_path, person(kept)[0])


def test_a_reader_that_holds_the_wal_back_only_delays_it(
    crowd: tuple[Shop, list[str]], tmp_path: Path
) -> None:
    shop, ids = crowd
    reader = open_reader(tmp_path / "store.db")
    reader.execute("begin")
    reader.execute("select count(*) from contact").fetchone()
    phone, name = person(5)
    shop.act(EraseMember(member_id=ids[5]), MANAGER)
    assert holds(tmp_path, phone) != []
    reader.close()
    shop.act(ClearBasket())
    assert holds(tmp_path, phone) == []
    assert holds(tmp_path, name) == []


def test_what_was_bought_stays_and_an_address_goes_when_nothing_is_on_its_way(
    crowd: tuple[Shop, list[str]], tmp_path: Path
) -> None:
    shop, ids = crowd
    shop.act(AddToBasket(sku="A", quantity=1))
    shop.act(SetWay(line_id=shop.basket().lines[0].line_id, way="ship"))
    shop.act(SetContact(name="王先生", phone="13700001111", address=STREET))
    shop.act(ParkOrder())
    order = shop.basket()
    shop.act(TakeCash(order_id=order.order_id, given_fen=order.due_fen), CASHIER)
    before = money(shop.connection)
    shop.act(EraseMember(member_id=ids[-1]), MANAGER)
    assert shop.order(order.order_id).member_id == ids[-1]
    assert holds(tmp_path, STREET)
    with pytest.raises(Exception, match="nothing_to_hand_over"):
        shop.act(HandOver(order_id=order.order_id), CASHIER)
    shop.act(ShipOrder(order_id=order.order_id), CASHIER)
    assert holds(tmp_path, STREET) == []
    assert money(shop.connection) == before


def money(connection: sqlite3.Connection) -> tuple[int, int, int]:
    (row,) = connection.execute("select count(*), sum(total_fen), sum(paid_fen) from orders").fetchall()
    return (row[0], row[1], row[2])
