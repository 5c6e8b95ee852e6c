"""The store's line to the centre: address, account, and both conversations."""

from __future__ import annotations

import msgspec

from edge.app.ports import ReportHealth
from edge.compose.house import House
from edge.config import CentreConfig, Config, read_secret
from edge.domain.member_code import ChainKey
from edge.runtime.clock import SystemClock
from sync.downlink import Downlink
from sync.finder import Finder
from sync.line import CentreLine
from sync.mqtt import BrokerAddress, MqttBroker, address
from sync.standing import Standing
from sync.switch import UplinkSwitch
from sync.uplink import Uplink


def broker_address(centre: CentreConfig) -> BrokerAddress:
    """`ConfigError` when the password cannot be read."""
    password = ""
    if centre.password_file is not None:
        password = read_secret(centre.password_file, named_by="centre.password_file")
    return msgspec.structs.replace(
        address(centre.broker, user=centre.user, password=password),
        ca_file=centre.ca_file or "",
        cert_file=centre.cert_file or "",
        key_file=centre.key_file or "",
    )


def chain_key(key_file: str | None) -> ChainKey | None:
    """`ConfigError` when the file cannot be read."""
    return None if key_file is None else ChainKey(read_secret(key_file, named_by="members.key_file"))


class Centre:
    """What the agent needs of the line: the part, the plug, and the wake-up for a grown log."""

    def __init__(self, line: CentreLine, uplink: Uplink, switch: UplinkSwitch, finder: Finder) -> None:
        self.line = line
        self.finder = finder
        self.switch = switch
        self.appended = uplink.appended


def line_to_centre(
    config: Config, house: House, *, clock: SystemClock, report: ReportHealth
) -> Centre | None:
    """None for a store that stands alone."""
    if config.centre is None:
        return None
    store, box = config.store.id, config.store.box
    log, dispatch = house.log, house.dispatch
    finder = Finder(store=store, box=box, dispatch=dispatch, events=house.events, reads=house.reads)
    switch = UplinkSwitch()
    uplink = Uplink(store=store, box=box, log=log, dispatch=dispatch, clock=clock, report=report)
    standing = Standing(store=store, box=box, log=log, dispatch=dispatch, clock=clock, report=report)
    downlink = Downlink(
        store=store,
        box=box,
        log=log,
        dispatch=dispatch,
        clock=clock,
        report=report,
        leased=lambda: standing.leased,
    )
    broker = MqttBroker(broker_address(config.centre), switch=switch)
    line = CentreLine(
        store=store,
        box=box,
        broker=broker,
        uplink=uplink,
        downlink=downlink,
        standing=standing,
        finder=finder,
        fraction=clock.fraction,
    )
    return Centre(line, uplink, switch, finder)
