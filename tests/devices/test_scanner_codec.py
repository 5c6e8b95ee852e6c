"""A gun's bytes as a code and its symbology."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.framing import LineFramer
from devices.scanner.codec import ENDS, Scan, read, sent
from devices.scanner.options import Encoding, Ends, SerialOptions

PLAIN = SerialOptions()


@pytest.mark.parametrize(
    ("data", "options", "scan"),
    [
        (b"6901234567892", PLAIN, Scan(text="6901234567892")),
        (b"]E06901234567892", PLAIN, Scan(text="6901234567892", symbology="]E0")),
        (b"]Q1https://x.cn/a]b", PLAIN, Scan(text="https://x.cn/a]b", symbology="]Q1")),
        (b"]d2\x1d0106901234567892", PLAIN, Scan(text="\x1d0106901234567892", symbology="]d2")),
        (b"]E06901234567892", SerialOptions(aim=False), Scan(text="]E06901234567892")),
        (b"]", PLAIN, Scan(text="]")),
        (b"]]E", PLAIN, Scan(text="]]E")),
        (b"]E0", PLAIN, None),
        (b"", PLAIN, None),
        (b"  ", PLAIN, None),
        (b"\x00\x00690123\x00", PLAIN, Scan(text="690123")),
        (b"\x00", PLAIN, None),
        (b"\x02A]E0690\x03", SerialOptions(prefix="\x02A", suffix="\x03"), Scan(text="690", symbology="]E0")),
        (
            b"01069012345678921234{GS}10A",
            SerialOptions(fnc1=("{GS}",)),
            Scan(text="01069012345678921234\x1d10A"),
        ),
        (b"10A|17261231^", SerialOptions(fnc1=("|", "^")), Scan(text="10A\x1d17261231\x1d")),
        ("会员9527".encode(), PLAIN, Scan(text="会员9527")),
        ("会员9527".encode("gb18030"), PLAIN, Scan(text="会员9527")),
        ("会员".encode("gb18030"), SerialOptions(encoding="gb18030"), Scan(text="会员")),
        (b"\xff\xfe", PLAIN, Scan(text="ÿþ")),
    ],
)
def test_a_line_is_read(data: bytes, options: SerialOptions, scan: Scan | None) -> None:
    assert read(data, options) == scan


@given(data=st.binary(), encoding=st.sampled_from(["auto", "utf-8", "gb18030", "latin-1"]), aim=st.booleans())
def test_reading_is_total(data: bytes, encoding: Encoding, aim: bool) -> None:  # noqa: FBT001 - drawn
    scan = read(data, SerialOptions(encoding=encoding, aim=aim))
    assert scan is None or scan.text.strip()


CODES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60)


@given(
    text=CODES, ends=st.sampled_from(["line", "cr", "lf", "tab", "pause"]), prefix=st.sampled_from(["", "~"])
)
def test_what_the_virtual_gun_sends_is_read_again(text: str, ends: Ends, prefix: str) -> None:
    options = SerialOptions(ends=ends, prefix=prefix)
    framer = LineFramer(ends=ENDS[ends])
    lines = framer.feed(sent(text, options)) + framer.pause()
    scans = [read(line.data, options) for line in lines]
    assert [scan.text for scan in scans if scan] == ([text] if text.strip() else [])
