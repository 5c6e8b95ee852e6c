"""A scan handed to the store: it belongs to the scanner's place, and to no other."""

from __future__ import annotations

import logging

from devices.device import DevicePorts, actor_at
from devices.scanner.codec import Scan
from edge.config import DeviceConfig
from edge.domain.shelf import CodeRefused, ScanCode
from edge.errors import Rejected, StoreError

WHOLE_MAX = 14  # characters: a GTIN; what is longer may be somebody's own code and is not written down
BEGINNING = 6
log = logging.getLogger(__name__)


class Handover:
    """Of one scanner. A scan that the store refuses, or cannot keep, is told and forgotten."""

    def __init__(self, config: DeviceConfig, ports: DevicePorts) -> None:
        self._name, self._ports = config.id, ports
        self._actor = actor_at(config.place)

    async def give(self, scan: Scan) -> bool:
        """Whether the store took it."""
        command = ScanCode(text=scan.text, symbology=scan.symbology)
        try:
            events = await self._ports.dispatch(command, actor=self._actor)
        except Rejected as refusal:
            log.info("%s: scan refused: %s", self._name, refusal.code)
            return False
        except StoreError as error:
            log.warning("%s: scan not kept: %s", self._name, error)
            self._ports.report(self._name, "degraded", "scan_not_kept")
            return False
        self._ports.report(self._name, "ok")
        refused = next((event for event in events if isinstance(event, CodeRefused)), None)
        if refused is not None:
            log.info("%s: code %s refused: %s", self._name, told(refused.text), refused.reason)
        return refused is None


def told(text: str) -> str:
    """A code as the log may have it."""
    return repr(text) if len(text) <= WHOLE_MAX else f"{text[:BEGINNING]!r}... of {len(text)} characters"
