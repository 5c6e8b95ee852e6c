"""What can be set of each receipt printer in the store's configuration."""

from __future__ import annotations

from typing import Literal

import msgspec

Columns = Literal[32, 42, 48]
Confirm = Literal["paper_sensor", "job_id"]


class PrinterOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`columns` of Latin letters a line: 32 on 58 mm paper, 42 or 48 on 80 mm.

    `confirm` is how the printer says that a job is through: `paper_sensor` (GS r, which nearly every printer
    answers in its turn) or `job_id` (GS ( H, the job's own number comes back; newer Epson-like printers).
    """

    columns: Columns = 48
    confirm: Confirm = "paper_sensor"
