"""`store-edge hub order`: a cloud store in a terminal; places an order and watches its path."""

from __future__ import annotations

import argparse
import asyncio

from edge.domain.fulfilment import DemandState
from edge.errors import Rejected
from edge.runtime.clock import SystemClock
from sync.hub.allocation.shapes import DemandView, PlacedLine, Placing, Receiver
from sync.hub.ports import Allocations

LOOK_S = 0.5
SETTLED: frozenset[DemandState] = frozenset(
    {"promised", "ready", "shipped", "picked_up", "returned", "cancelled"}
)


def add(order: argparse.ArgumentParser) -> None:
    order.add_argument("lines", nargs="+", metavar="SKU[:QUANTITY]")
    order.add_argument("--pickup", metavar="STORE", default="", help="picked up there; else it is shipped")
    order.add_argument("--near", metavar="STORE", default="", help="shipped to somebody near this store")
    order.add_argument("--strategy", choices=("nearest", "most_stock", "cheapest"), help="else the chain's")
    order.add_argument("--answer-s", type=int, default=900, help="how long a store may think")
    order.add_argument("--name", default="林先生")
    order.add_argument("--phone", default="13800000000")
    order.add_argument("--address", default="杭州市西湖区")
    order.add_argument("--wait-s", type=float, default=600, help="how long to watch until it is promised")


def placing(options: argparse.Namespace) -> Placing:
    lines = []
    for word in options.lines:
        sku, _, count = word.partition(":")
        if count and not count.isdecimal():
            raise Rejected("quantity", sku=sku)
        lines.append(PlacedLine(sku=sku, quantity=int(count or 1)))
    return Placing(
        lines=tuple(lines),
        way="pickup" if options.pickup else "ship",
        store=options.pickup or options.near,
        receiver=Receiver(name=options.name, phone=options.phone, address=options.address),
        paid_ref="terminal",
        strategy=options.strategy,
        answer_s=options.answer_s,
    )


async def place(centre: Allocations, options: argparse.Namespace, clock: SystemClock) -> None:
    """Every step is printed as it happens; Ctrl-C stops watching, not the order."""
    view = await centre.place_order(placing(options), key=clock.new_id())
    print(f"{view.number}  taken as {view.order_id}; no store has promised it yet", flush=True)
    seen: set[str] = set()
    end_s = clock.monotonic() + options.wait_s
    while clock.monotonic() < end_s:
        view = await centre.demand(view.order_id)
        for line in path(view):
            if line not in seen:
                seen.add(line)
                print(line, flush=True)
        if view.state in SETTLED:
            print(f"{view.number}  {view.state}")
            return
        await asyncio.sleep(LOOK_S)
    print(f"{view.number}  still {view.state}; it goes on without this window")


def path(view: DemandView) -> list[str]:
    """One line a step of an attempt."""
    return [
        f"  attempt {one.attempt}  {one.store:<6} {one.state}"
        + (f" ({one.reason})" if one.reason else "")
        + "  "
        + ", ".join(f"{line.quantity} x {line.sku}" for line in one.lines)
        for one in view.attempts
    ]
