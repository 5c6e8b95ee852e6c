"""Calm weather at last: everything arrives, and both ends are set side by side."""

from __future__ import annotations

from typing import Final

from tests.simulation.box import STORE, Box
from tests.simulation.watch import Key
from tests.simulation.world import World

CALM_S: Final = 3_600.0
STEPS_MAX: Final = 20_000
LOOK: Final = 8
LATEST_S: Final = 10.0  # until all has arrived that was on its way in bad weather


def settle(world: World) -> None:
    """Twice: what was on its way when a file was replaced is pulled at the next connect."""
    world.weather.clear()
    world.slow_s = 0.0
    world.batches = world.batches[-1:]
    late_s = world.net.now_s + LATEST_S
    for _ in range(2):
        for box in world.boxes:
            box.connect()
        end_s = world.net.now_s + CALM_S
        while world.net.now_s < late_s:
            world.go(late_s)
        for number in range(STEPS_MAX):
            if (
                number % LOOK == 0
                and all(quiet(box, world) for box in world.boxes)
                and not any(worker.queue or worker.judged for worker in world.workers)
            ):
                break
            assert world.net.now_s < end_s, "it does not come to rest"
            world.go(end_s)
        else:
            raise AssertionError("too many steps to come to rest")


def quiet(box: Box, world: World) -> bool:
    """All is acknowledged, pulled back and applied."""
    if not box.past.whole or any(origin.acked < origin.max_seq for origin in box.origins()):
        return False
    if any(not end.idle for end in box.ends.values()):
        return False
    heads = {head.stream: head.pos for head in world.hub.feeds.heads()}
    cursors = [box.cursor(stream) for stream in box.followed()]
    told = [cursor for cursor in cursors if cursor.stream in heads]
    return all((cursor.hub_gen, cursor.pos) == (world.hub.gen, heads[cursor.stream]) for cursor in told)


def agree(world: World) -> None:
    """Nothing lost, nothing doubled, and both ends say the same."""
    hub, watch = world.hub, world.watch
    for box in world.boxes:
        for (event_id,) in box.db.execute("select event_id from log"):
            assert event_id in watch.ids, "committed, and not at the centre"
    assert {letter.event_id for letter in hub.logs.letters()} == watch.poison & watch.ids
    ledgers: dict[Key, int] = {}
    for box in world.boxes:
        for reason, ref, sku, quantity in box.db.execute("select reason, ref, sku, quantity from movement"):
            if quantity:
                assert ledgers.setdefault((reason, ref, sku), quantity) == quantity
    assert ledgers == watch.ledger, "the ledgers differ"
    assert {mark[1:] for mark in hub.shop._ledger} == set(ledgers)
    orders(world)
    people(world)


def orders(world: World) -> None:
    """Each order of the centre stands in a file as it stands there."""
    held: dict[str, set[tuple[str, int]]] = {}
    for box in world.boxes:
        for order_id in [row[0] for row in box.db.execute("select order_id from orders")]:
            order = box.writer._uow.orders.get(order_id)
            assert order is not None
            held.setdefault(order_id, set()).add((order.state, order.version))
    for order_id, told in world.hub.shop.told_orders.items():
        assert told.store == STORE
        assert (told.order.state, told.order.version) in held.get(order_id, set()), "an order differs"


def people(world: World) -> None:
    """Whom the centre has forgotten no file remembers."""
    for contact_id, (_, contact) in world.hub.shop.contacts.items():
        if not contact.erased:
            continue
        assert contact.name + contact.phone + contact.address == ""
        for box in world.boxes:
            here = box.writer._uow.contacts.get(contact_id)
            assert here is None or (here.erased and not here.phone), "an erased person lives on"
