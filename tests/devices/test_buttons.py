"""Fingers and lamps on gpiozero's mock pins."""

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPin

from devices.buttons import ButtonEvent, Freed, Held, Pressed, Released, SimulatedButtons, Stuck
from devices.lamps import Lamps

PINS = (5, 6, 13)
Events = SimpleQueue[ButtonEvent]


@pytest.fixture
def factory() -> Iterator[Any]:
    factory = MockFactory()
    yield factory
    factory.close()


@pytest.fixture
def events() -> Events:
    return SimpleQueue()


@pytest.fixture
def buttons(factory: Any, events: Events) -> Iterator[SimulatedButtons]:
    buttons = SimulatedButtons(PINS, events.put, factory=factory)
    yield buttons
    buttons.close()


def test_a_press_on_the_pin_is_told_once(buttons: SimulatedButtons, events: Events) -> None:
    buttons.press(2, hold_seconds=0.05)
    assert events.get(timeout=60) == Pressed(2)
    assert events.get(timeout=60) == Released(2)
    with pytest.raises(Empty):
        events.get(timeout=0.2)


def test_a_bouncing_pin_is_one_press(buttons: SimulatedButtons, factory: Any, events: Events) -> None:
    pin = factory.pin(PINS[0])
    pin.drive_low(), pin.drive_high(), pin.drive_low(), pin.drive_high(), pin.drive_low()
    assert events.get(timeout=60) == Pressed(1)
    with pytest.raises(Empty):
        events.get(timeout=0.1)


def test_presses_on_two_buttons_are_both_told(buttons: SimulatedButtons, events: Events) -> None:
    buttons.press(1, hold_seconds=1)
    buttons.press(3, hold_seconds=1)
    assert {events.get(timeout=60), events.get(timeout=60)} == {Pressed(1), Pressed(3)}


def test_a_button_held_for_ten_seconds_is_stuck_until_let_go(factory: Any, events: Events) -> None:
    hours = iter(range(0, 10_000_000, 20))
    buttons = SimulatedButtons(PINS, events.put, factory=factory, monotonic=lambda: float(next(hours)))
    buttons.hold(1)
    assert [events.get(timeout=60) for _ in range(3)] == [Pressed(1), Held(1), Stuck(1)]
    buttons.release(1)
    assert events.get(timeout=60) == Freed(1)
    buttons.close()


def stay_down(pin: Any, pull: str) -> None:
    """A line shorted to ground is down, whatever the pull-up does."""
    pin._state = False


def test_buttons_jammed_since_before_the_start_are_stuck_but_nobodys_press(
    factory: Any, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MockPin, "_set_pull", stay_down)
    hours = iter(range(0, 10_000_000, 20))
    buttons = SimulatedButtons(PINS, events.put, factory=factory, monotonic=lambda: float(next(hours)))
    assert [events.get(timeout=60) for _ in PINS] == [Stuck(1), Stuck(2), Stuck(3)]
    buttons.release(1)
    assert events.get(timeout=60) == Freed(1)
    buttons.close()


def test_a_failing_receiver_does_not_stop_the_buttons(factory: Any) -> None:
    told: Events = SimpleQueue()

    def fail(event: ButtonEvent) -> None:
        told.put(event)
        raise RuntimeError("the inbox is closed")

    buttons = SimulatedButtons(PINS, fail, factory=factory)
    buttons.press(1)
    assert [told.get(timeout=60), told.get(timeout=60)] == [Pressed(1), Released(1)]
    buttons.press(2)
    assert told.get(timeout=60) == Pressed(2)
    buttons.close()


def test_a_button_that_is_not_fitted_is_named(buttons: SimulatedButtons) -> None:
    with pytest.raises(ValueError, match="button 4: this kiosk has buttons 1 to 3"):
        buttons.press(4)


@pytest.mark.parametrize("pins", [(5,), (5, 6, 13, 19, 26, 21), (5, 5)])
def test_two_to_five_different_pins_are_required(pins: tuple[int, ...], factory: Any, events: Events) -> None:
    with pytest.raises(ValueError, match="2 to 5"):
        SimulatedButtons(pins, events.put, factory=factory)


def test_lamps_light_as_told_and_go_dark_when_closed(factory: Any) -> None:
    lamps = Lamps((17, 27, 22), factory)
    assert lamps.lit() == (False, False, False)
    lamps.set((False, True, True))
    assert lamps.lit() == (False, True, True)
    assert [factory.pin(pin).state for pin in (17, 27, 22)] == [False, True, True]
    lamps.close()


def test_lamps_and_buttons_share_the_pins_of_one_machine(
    buttons: SimulatedButtons, factory: Any, events: Events
) -> None:
    lamps = Lamps((17, 27, 22), factory)
    lamps.set((True, False, False))
    buttons.press(1)
    assert events.get(timeout=60) == Pressed(1)
    assert lamps.lit() == (True, False, False)
    lamps.close()


def test_a_lamp_too_few_is_refused(factory: Any) -> None:
    lamps = Lamps((17, 27), factory)
    with pytest.raises(ValueError, match="3 values for 2 lamps"):
        lamps.set((True, True, True))
    lamps.close()
