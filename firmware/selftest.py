"""The self-test: a walk through everything that is fitted, one step a screen.

Owns the order, what passes and what is skipped. Refuses to call anything good that was not tried: a device
that is not fitted is skipped, a hand that does not come in time fails. The screen value carries the whole
walk, so that a power cut leaves nothing half done.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Final, assert_never

from firmware import acceptance, days, errands, paper, printing, visit
from firmware import events as e
from firmware import upkeep as up
from firmware.health import Vitals
from firmware.settings import Settings
from firmware.state import Moment, State
from firmware.steps import Outcome, Result, Step
from firmware.upkeep import SelfTest

TARGETS: Final = 5
"""The four corners and the centre."""
BUTTON_SECONDS: Final = 20.0
SCAN_SECONDS: Final = 60.0
DISK_LOW_MB: Final = 500
HOT_C: Final = 80.0
SENTENCE: Final = "Xin chào, đây là câu nói thử của kiosk một cửa."
_BY_HAND: Final = (Step.BUTTONS, Step.SCANNER)
_BY_PARTS: Final = (Step.BUTTONS, Step.LAMPS)

Hands = e.ButtonPressed | e.ButtonHeld | e.ButtonReleased | e.CodeScanned


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is measured when asked for."""

    vitals: Callable[[], Vitals]
    disk_writes: Callable[[], bool]


def begin(moment: Moment, gauges: Gauges) -> State:
    return _enter(moment, Step.TOUCH, (), gauges)


def decide(moment: Moment, event: up.Testing, gauges: Gauges) -> State:
    screen = moment.visit.screen
    if isinstance(event, up.SlipAsked):
        return slip_asked(moment)
    if not isinstance(screen, SelfTest):
        return moment.state if isinstance(event, up.TestSaid) else visit.touched(moment)
    match event:
        case up.TargetTouched(target):
            hit = screen.step is Step.TOUCH and target == screen.part
            return _part_done(moment, screen, gauges, ok=True) if hit else visit.touched(moment)
        case up.SelfTestJudged(ok):
            return _judged(moment, screen, gauges, ok=ok)
        case up.SelfTestRepeated():
            return _repeated(moment, screen)
        case up.TestSaid(fault):
            here = screen.step is Step.SPEAKER
            return moment.state.seen(screen=replace(screen, value=fault)) if here else moment.state
        case _:
            assert_never(event)


def by_hand(moment: Moment, event: Hands, gauges: Gauges) -> State:
    """While the self-test is shown no button is a rating, and no code a ticket."""
    screen = moment.visit.screen
    assert isinstance(screen, SelfTest)
    match event:
        case e.ButtonPressed(button) if screen.step is Step.BUTTONS:
            if button == screen.part:
                return _part_done(moment, screen, gauges, ok=True)
            return visit.stay(moment, replace(screen, value=str(button)))
        case e.CodeScanned(text) if screen.step is Step.SCANNER:
            if text.strip() == paper.test_code(moment.settings):
                return _finish(moment, screen, gauges, Outcome.PASSED)
            return visit.stay(moment, replace(screen, value="other"))
        case _:
            return moment.state


def network_seen(moment: Moment, event: up.NetworkSeen) -> State:
    """The measurement of the step arrives later than its screen, because asking takes time."""
    screen = moment.visit.screen
    if not isinstance(screen, SelfTest) or screen.step is not Step.NETWORK:
        return moment.state
    line = next((line for line in event.lines if line.connected), None)
    outcome = Outcome.PASSED if line is not None and line.address else Outcome.FAILED
    value = line.address if line is not None else event.problem
    return moment.state.seen(screen=replace(screen, value=value, measured=outcome))


def printer_seen(moment: Moment) -> State:
    """The paper step tells the printer's condition as it changes."""
    screen = moment.visit.screen
    if not isinstance(screen, SelfTest) or screen.step is not Step.PAPER:
        return moment.state
    return moment.state.seen(screen=replace(screen, value=moment.hall.printer_fault))


def counted_down(moment: Moment, gauges: Gauges) -> State:
    """Time passed: fewer seconds for a hand, and a "no" when they are over."""
    screen = moment.visit.screen
    if not isinstance(screen, SelfTest):
        return moment.state
    if screen.step not in _BY_HAND:
        return printer_seen(moment)
    left = moment.hall.hands_until - moment.now.monotonic
    if left <= 0:
        return _part_done(moment, screen, gauges, ok=False)
    return moment.state.seen(screen=replace(screen, seconds=ceil(left)))


def lamps(screen: SelfTest, count: int) -> tuple[bool, ...]:
    """Only the lamp that is asked about; none is lit while something else is tested."""
    lit = screen.part if screen.step in _BY_PARTS else 0
    return tuple(number == lit for number in range(1, count + 1))


def slip_asked(moment: Moment) -> State:
    """The acceptance slip, from the screen that shows the results."""
    screen = moment.visit.screen
    if not isinstance(screen, up.Acceptance):
        return visit.touched(moment)
    if moment.settings.printer.driver == "absent":
        return visit.stay(moment, replace(screen, paper="absent"))
    slip = paper.acceptance_slip(moment.settings, screen.results, accepted=screen.accepted, now=moment.now)
    printing.queue_job(slip, moment.now, day=days.business_day(moment.now), ticket=None)
    return visit.stay(moment, replace(screen, paper="printing"))


# ---------------------------------------------------------------- from step to step


def _enter(moment: Moment, step: Step, results: tuple[Result, ...], gauges: Gauges) -> State:
    """The next step that something is fitted for; what is passed over is noted as skipped."""
    if not _fitted(moment.settings, step, gauges):
        return _after(moment, step, (*results, Result(step, Outcome.SKIPPED)), gauges)
    screen = SelfTest(step, results, parts=_parts(moment.settings, step))
    return _begun(moment, _measured(moment, screen, gauges))


def _begun(moment: Moment, screen: SelfTest) -> State:
    """Show it, and begin what takes time."""
    state = visit.stay(moment, screen)
    match screen.step:
        case Step.BUTTONS:
            return _waiting(state, moment, screen, BUTTON_SECONDS)
        case Step.SCANNER:
            return _waiting(state, moment, screen, SCAN_SECONDS)
        case Step.PAPER:
            _print(moment)
            return state
        case Step.SPEAKER:
            return state.sending(errands.SayTest(SENTENCE))
        case Step.NETWORK:
            return state.sending(errands.LookAtNetwork())
        case _:
            return state


def _waiting(state: State, moment: Moment, screen: SelfTest, seconds: float) -> State:
    qr = paper.test_code(moment.settings) if screen.step is Step.SCANNER else ""
    shown = replace(screen, seconds=int(seconds), qr=qr)
    return state.seen(screen=shown).noted(hands_until=moment.now.monotonic + seconds)


def _print(moment: Moment) -> None:
    slip = paper.test_slip(moment.settings, moment.now)
    printing.queue_job(slip, moment.now, day=days.business_day(moment.now), ticket=None)


def _judged(moment: Moment, screen: SelfTest, gauges: Gauges, *, ok: bool) -> State:
    """A person's word counts where only a person can know; else the kiosk's own, and a "no" always."""
    if screen.step in (Step.LAMPS, Step.PAPER, Step.SPEAKER) or not ok:
        return _part_done(moment, screen, gauges, ok=ok)
    if screen.measured is not None:
        return _finish(moment, screen, gauges, screen.measured)
    return visit.touched(moment)


def _repeated(moment: Moment, screen: SelfTest) -> State:
    if screen.step in (Step.PAPER, Step.SPEAKER):
        return _begun(moment, replace(screen, value=""))
    return visit.touched(moment)


def _part_done(moment: Moment, screen: SelfTest, gauges: Gauges, *, ok: bool) -> State:
    """The next target, button or lamp, or the step's end. A target that cannot be hit ends its step."""
    failed = screen.failed if ok else (*screen.failed, screen.part)
    on = screen.part < screen.parts and (ok or screen.step in _BY_PARTS)
    if not on:
        outcome = Outcome.FAILED if failed else Outcome.PASSED
        return _finish(moment, replace(screen, failed=failed), gauges, outcome)
    return _begun(moment, replace(screen, part=screen.part + 1, failed=failed, value=""))


def _finish(moment: Moment, screen: SelfTest, gauges: Gauges, outcome: Outcome) -> State:
    detail = screen.value if screen.measured is not None or screen.step is Step.PAPER else ""
    if screen.failed and screen.parts > 1:
        detail = ", ".join(str(part) for part in screen.failed)
    return _after(moment, screen.step, (*screen.results, Result(screen.step, outcome, detail)), gauges)


def _after(moment: Moment, step: Step, results: tuple[Result, ...], gauges: Gauges) -> State:
    steps = list(Step)
    place = steps.index(step) + 1
    if place < len(steps):
        return _enter(moment, steps[place], results, gauges)
    acceptance.keep(results, moment.now)
    state = visit.stay(moment, up.Acceptance(results, acceptance.is_accepted(results)))
    return state.noted(hands_until=inf)


# ---------------------------------------------------------------- what is fitted and measured


def _fitted(settings: Settings, step: Step, gauges: Gauges) -> bool:
    match step:
        case Step.BUTTONS:
            return settings.buttons.driver != "absent"
        case Step.LAMPS:
            return settings.buttons.driver != "absent" and bool(settings.buttons.lamps)
        case Step.PAPER:
            return settings.printer.driver != "absent"
        case Step.SPEAKER:
            return settings.can_speak
        case Step.SCANNER:
            return settings.scanner.driver != "absent"
        case Step.NETWORK:
            return settings.network.driver != "absent"
        case Step.TEMPERATURE:
            return gauges.vitals().temperature_c is not None
        case Step.TOUCH | Step.BROKER | Step.CLOCK | Step.DISK:
            return True
        case _:
            assert_never(step)


def _parts(settings: Settings, step: Step) -> int:
    if step is Step.TOUCH:
        return TARGETS
    return len(settings.buttons.levels) if step in _BY_PARTS else 1


def _measured(moment: Moment, screen: SelfTest, gauges: Gauges) -> SelfTest:
    """The steps that the kiosk judges by itself and at once."""
    match screen.step:
        case Step.BROKER:
            acked, online = moment.hall.acked_at, moment.hall.online
            value = f"{acked:%d/%m/%Y %H:%M}" if acked else ""
            return _told(screen, value, well=online and acked is not None)
        case Step.CLOCK:
            return _told(screen, f"{moment.now.local:%d/%m/%Y %H:%M}", well=moment.now.trusted)
        case Step.DISK:
            free = gauges.vitals().disk_free_mb
            well = free is not None and free > DISK_LOW_MB and gauges.disk_writes()
            return _told(screen, "" if free is None else f"{free} MB", well=well)
        case Step.TEMPERATURE:
            heat = gauges.vitals().temperature_c
            return _told(screen, f"{heat or 0:.0f} °C", well=heat is not None and heat < HOT_C)
        case _:
            return screen


def _told(screen: SelfTest, value: str, *, well: bool) -> SelfTest:
    return replace(screen, value=value, measured=Outcome.PASSED if well else Outcome.FAILED)
