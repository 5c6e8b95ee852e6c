"""What can be set of each barrier and camera in the store's configuration."""

from __future__ import annotations

from typing import Annotated

import msgspec

Address = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]


class BarrierOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Modbus RTU relay board: `unit` on the bus, the coil that opens, the inputs of the limit switches.

    The coil is closed for `pulse_ms`; `hold_s` and `travel_s` shape the virtual barrier only.
    """

    unit: Annotated[int, msgspec.Meta(ge=1, le=247)] = 1
    open_coil: Address = 0
    open_input: Address = 0
    closed_input: Address = 1
    pulse_ms: Annotated[int, msgspec.Meta(ge=100, le=2000)] = 500
    travel_s: Annotated[float, msgspec.Meta(ge=0.1, le=10)] = 1.5
    hold_s: Annotated[float, msgspec.Meta(ge=0.2, le=60)] = 5.0


class CameraOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`path` is where the camera was told to push; `serial` its number, so that no other may open the lane.

    Reads below `confidence` (0..100) are left alone. A camera that was told to call `path`/alive is reported
    silent after `alive_s` without a word; 0 does not watch.
    """

    path: Annotated[str, msgspec.Meta(pattern=r"^/[!-~]{0,99}$")] = "/vzenith"
    serial: Annotated[str, msgspec.Meta(max_length=64)] = ""
    confidence: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    alive_s: Annotated[float, msgspec.Meta(ge=0, le=600)] = 0.0
