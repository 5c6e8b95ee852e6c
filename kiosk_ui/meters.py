"""Prometheus counters and gauges of this store, in a registry of its own."""

from __future__ import annotations

from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from edge.app.ports import HealthState
from kiosk_ui.answers import StoreHealth

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
STATES: tuple[str, ...] = get_args(HealthState)
GAUGES = {
    "uptime_s": ("store_edge_uptime_seconds", "Since the screens opened."),
    "orders": ("store_edge_orders_today", "Orders paid on this business day."),
    "sales_fen": ("store_edge_sales_today_fen", "Sales of this business day."),
    "refunds_fen": ("store_edge_refunds_today_fen", "Refunds of this business day."),
    "waiting": ("store_edge_log_waiting_entries", "Log entries the centre has not acknowledged."),
    "oldest_waiting_ms": ("store_edge_log_oldest_waiting_ms", "Age of the oldest of them."),
    "acked": ("store_edge_log_acked_seq", "Last entry the centre has acknowledged."),
    "acked_ms": ("store_edge_log_acked_at_ms", "When it did, UTC ms."),
    "unanswered": ("store_edge_effects_unanswered", "Effects missed or unknown."),
}


class Meters:
    """What is counted as it happens, and what is set when somebody asks."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "store_edge_requests", "Requests answered.", ("route", "status"), registry=self._registry
        )
        self.frames = Counter(
            "store_edge_live_frames", "Live views built.", ("page",), registry=self._registry
        )
        self.sockets = Gauge(
            "store_edge_live_sockets", "Open live views.", ("page",), registry=self._registry
        )
        self.dropped = Counter(
            "store_edge_live_dropped", "Live views dropped for being too slow.", registry=self._registry
        )
        self._state = Gauge(
            "store_edge_part_state",
            "1 for the state a part is in.",
            ("part", "state"),
            registry=self._registry,
        )
        self._gauges = {
            field: Gauge(name, words, registry=self._registry) for field, (name, words) in GAUGES.items()
        }

    def text(self, health: StoreHealth) -> bytes:
        """The exposition, with the figures of `health`."""
        for field, gauge in self._gauges.items():
            gauge.set(getattr(health, field))
        self._state.clear()
        for part in health.parts:
            for state in STATES:
                self._state.labels(part=part.part, state=state).set(part.state == state)
        return generate_latest(self._registry)
