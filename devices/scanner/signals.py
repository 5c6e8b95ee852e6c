"""What a gun is told after a scan: to beep and light up, in its model's own commands."""

from __future__ import annotations

import msgspec

from devices.scanner.options import SerialOptions


class SignalSet(msgspec.Struct, frozen=True, kw_only=True):
    """A model's commands; b'' where it has none."""

    taken: bytes = b""
    refused: bytes = b""


SIGNALS: dict[str, SignalSet] = {
    "none": SignalSet(),
    # Honeywell, Zebra and Datalogic, where "beep on BEL" was switched on: one beep, and none for a good scan.
    "bel": SignalSet(refused=b"\x07"),
    # Datalogic on RS-232: the good-read tone whatever its volume; "not on file", which also blinds the gun,
    # so it is enabled again.
    "datalogic": SignalSet(taken=b"\x01", refused=b"FE"),
    # Datalogic PowerScan, a message from the host: green light and good-read tone, red light and bad tone.
    "powerscan": SignalSet(taken=b"\x12\x1b[6q\x1b[3q\x1b[7q\r", refused=b"\x12\x1b[8q\x1b[4q\x1b[9q\r"),
}


def signals_of(options: SerialOptions) -> SignalSet:
    """The model's commands, and in their place those that were written down."""
    known = SIGNALS[options.signals]
    return SignalSet(
        taken=bytes.fromhex(options.taken) or known.taken,
        refused=bytes.fromhex(options.refused) or known.refused,
    )
