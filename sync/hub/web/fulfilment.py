"""Orders placed at the centre, and their path, over HTTP."""

from __future__ import annotations

from typing import Final, get_args

from edge.domain.fulfilment import DemandState
from edge.errors import Rejected
from sync.hub.allocation.shapes import KEY_MAX, DemandView, Placing
from sync.hub.web.answers import Demands, Nothing
from sync.hub.web.route import Call

STATES: Final = ("", *get_args(DemandState))


async def place(call: Call, wish: Placing) -> DemandView:
    """A store has promised it when its state says so. The same key is the same order."""
    key = call.request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_MAX or not key.isprintable():
        raise Rejected("key_needed")
    return await call.desk.place_order(wish, key=key)


async def cancel(call: Call, _: Nothing) -> DemandView:
    return await call.desk.cancel_order(call.part("order_id"))


async def demand(call: Call) -> DemandView:
    return await call.desk.demand(call.part("order_id"))


async def demands(call: Call) -> Demands:
    state, store, text = call.query("state"), call.query("store"), call.query("q").strip()
    if state not in STATES:
        raise Rejected("state")
    rows = await call.desk.demands(state=state, store=store, text=text, limit=call.limit())
    return Demands(fulfilments=rows)
