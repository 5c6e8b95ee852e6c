"""A demand of three stores, routed to those that have it."""

from __future__ import annotations

from itertools import count

from edge.domain.allocation import Candidate, Plan, allocate
from edge.domain.answer import Word, heard
from edge.domain.ask import Wanted
from edge.domain.demand import Choose, route
from edge.domain.fulfilment import Attempt, Demand, Part, Turn, first_part

STORES = ("s1", "s2", "s3")
PIECES = {"A": 3, "B": 1}


def fresh(**pieces: int) -> Demand:
    lines = [Wanted(sku=sku, quantity=quantity) for sku, quantity in (pieces or PIECES).items()]
    return Demand(
        order_id="o",
        number="NET-000001",
        source="cloud",
        way="ship",
        made_ms=1,
        parts=first_part(lines, 1),
        answer_ms=60,
    )


def shelf(**available: int) -> Choose:
    """Choose among stores that each have so many of every SKU."""

    def choose(demand: Demand, part: Part) -> Plan:
        candidates = [
            Candidate(store=store, distance_km=n, available=dict.fromkeys(PIECES, available[store]))
            for n, store in enumerate(STORES)
            if available.get(store) and store not in part.tried
        ]
        return allocate(demand.strategy or "nearest", part.lines, candidates)

    return choose


def routed(demand: Demand, now_ms: int = 1, **available: int) -> Turn:
    secrets = count()
    return route(demand, shelf(**available), now_ms=now_ms, new_secret=lambda: f"s{next(secrets)}")


def attempt_of(demand: Demand, number: int) -> Attempt:
    return next(one for one in demand.attempts if one.attempt == number)


def said(demand: Demand, word: Word) -> Turn:
    return heard(demand, word, store=attempt_of(demand, word.attempt).store, origin="x", now_ms=50)
