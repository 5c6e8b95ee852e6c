"""Links as a configuration writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.address import Address, HttpAddress, SerialAddress, SimAddress, TcpAddress, parse_link
from edge.errors import ConfigError


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("sim", SimAddress()),
        ("serial:///dev/ttyS0", SerialAddress(path="/dev/ttyS0")),
        (
            "serial:///dev/serial/by-id/usb-x-if00-port0?baud=115200",
            SerialAddress(path="/dev/serial/by-id/usb-x-if00-port0", baud=115200),
        ),
        (
            "serial:///dev/ttyS1?baud=1200&bits=7&parity=e&stop=2",
            SerialAddress(path="/dev/ttyS1", baud=1200, bits=7, parity="E", stop=2),
        ),
        ("tcp://10.0.0.7:9100", TcpAddress(host="10.0.0.7", port=9100)),
        ("socket://10.0.0.7:4001", TcpAddress(host="10.0.0.7", port=4001)),
        ("tcp://[::1]:9100", TcpAddress(host="::1", port=9100)),
        ("http://127.0.0.1:8090", HttpAddress(host="127.0.0.1", port=8090)),
    ],
)
def test_a_link_is_read(link: str, address: Address) -> None:
    assert parse_link(link) == address


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ("", "no address"),
        ("simulated", "no address"),
        ("/dev/ttyUSB0", "no address"),
        ("tcp://printer", "no address"),
        ("tcp://printer:99999", "out of range"),
        ("tcp://[::1", "IPv6"),
        ("serial://dev/ttyUSB0", "three slashes"),
        ("serial:///dev/ttyUSB0?baud=fast", "baud fast"),
        ("serial:///dev/ttyUSB0?baud=99999999", "baud"),
        ("serial:///dev/ttyUSB0?baud=" + "9" * 5000, "baud"),
        ("serial:///dev/ttyUSB0?bits=9", "bits 9"),
        ("serial:///dev/ttyUSB0?parity=X", "parity X"),
        ("serial:///dev/ttyUSB0?speed=9600", "speed"),
    ],
)
def test_a_wrong_link_is_named_with_its_cure(link: str, names: str) -> None:
    with pytest.raises(ConfigError, match=names) as caught:
        parse_link(link)
    assert caught.value.problems[0][0] == "link"


@given(st.text())
def test_any_text_is_a_link_or_a_config_error(text: str) -> None:
    try:
        parse_link(text)
    except ConfigError:
        return
    assert text == "sim" or "://" in text
