"""A camera's picture: alive, still, dark or silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.scanner.alive import REOPEN_S, TICK_S, Alive, Look, Pulse

Shot = Callable[[int], tuple[int, int, bool]]  # tick -> frames so far, mark, dark
TROUBLE_TICK = 40


def living(tick: int) -> tuple[int, int, bool]:
    return tick * 6, tick, False


def told(after: Shot, *, still_ok: bool = False, ticks: int = 16) -> list[Alive]:
    """What is said at each tick of trouble, after ten seconds of a good picture."""
    pulse = Pulse(at_s=0.0, still_ok=still_ok)
    said: list[Alive] = []
    for tick in range(1, TROUBLE_TICK + ticks):
        frames, mark, dark = living(tick) if tick < TROUBLE_TICK else after(tick)
        said.append(pulse.felt(Look(at_s=tick * TICK_S, frames=frames, mark=mark, dark=dark)))
    assert set(said[1 : TROUBLE_TICK - 1]) == {"ok"}
    return said[TROUBLE_TICK - 1 :]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (lambda tick: (tick * 6, 39, False), "camera_still"),
        (lambda _: (234, 39, False), "camera_no_picture"),
        (lambda tick: (tick * 6, tick, True), "camera_dark"),
    ],
)
def test_each_trouble_is_noticed_within_two_seconds(trouble: Shot, code: Alive) -> None:
    said = told(trouble)
    assert said.index(code) * TICK_S < 2.0
    assert set(said[said.index(code) :]) == {code}


def test_it_is_over_at_once() -> None:
    pulse = Pulse(at_s=0.0, still_ok=False)
    looks = [Look(at_s=tick * TICK_S, frames=tick, mark=min(tick, 3), dark=False) for tick in range(1, 20)]
    assert [pulse.felt(look) for look in looks][-1] == "camera_still"
    assert pulse.felt(Look(at_s=5.0, frames=21, mark=99, dark=False)) == "ok"


def test_a_picture_that_never_changes_is_never_said_to_be_well() -> None:
    pulse = Pulse(at_s=0.0, still_ok=False)
    said = [pulse.felt(Look(at_s=tick * TICK_S, frames=tick, mark=7, dark=False)) for tick in range(1, 40)]
    assert "ok" not in said
    assert pulse.hopeless


def test_a_film_may_stand_still() -> None:
    said = told(lambda tick: (tick * 6, 39, False), still_ok=True, ticks=40)
    assert set(said) == {"ok"}


def test_it_is_opened_anew_only_after_a_while() -> None:
    pulse = Pulse(at_s=0.0, still_ok=False)
    hopeless_s = next(
        tick * TICK_S
        for tick in range(1, 100)
        if pulse.felt(Look(at_s=tick * TICK_S, frames=0, mark=0, dark=False)) and pulse.hopeless
    )
    assert hopeless_s == REOPEN_S
