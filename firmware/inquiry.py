"""Asking for a dossier at the kiosk: S7, where a code or a PIN is typed, and S8, what is known of it.

Owns the way through both, what is typed, and wrong tries: five of them, codes and PINs apart, shut that pad
for a minute. A right one forgives nothing, or whoever owns a receipt could go on guessing. Refuses finding
(`register`) and hashing (`seals`). No name is ever shown; before the PIN, the state and its dates only.
"""

import logging
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import ceil, inf
from typing import Final, assert_never

from firmware import days, dossiers, receipts, register, visit
from firmware import lookups as look
from firmware.clock import VIETNAM
from firmware.lookups import CodeProblem, DossierCard, DossierPad, DossierPinPad
from firmware.register import Known
from firmware.seals import PIN_LENGTH, PIN_LETTERS, SealError, Seals
from firmware.state import Moment, State
from firmware.store import rows

log = logging.getLogger(__name__)

TRIES: Final = 5
LOCK_SECONDS: Final = 60.0
MOST_LETTERS: Final = 64
SHORTEST: Final = 4
_CODE_LETTERS: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-/")


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong ones in a row, forgotten a minute after the last; monotonic seconds."""

    wrong: int = 0
    last_at: float = -inf
    locked_until: float = -inf

    def locked_seconds(self, now: float) -> int:
        return ceil(max(0.0, self.locked_until - now))

    def missed(self, now: float) -> "Tries":
        wrong = self.wrong + 1 if now - self.last_at < LOCK_SECONDS else 1
        return Tries(0, now, now + LOCK_SECONDS) if wrong >= TRIES else Tries(wrong, now)


@dataclass(slots=True)
class Inquiries:
    """What outlives a visitor's question, and the letters of a PIN that is being typed.

    The core thread's alone. An inquiry writes nothing, so there is no transaction that could take it back.
    """

    seals: Seals
    codes: Tries = Tries()
    pins: Tries = Tries()
    pin: str = field(default="", repr=False)


def decide(moment: Moment, event: look.Inquiring, desk: Inquiries) -> State:
    match event:
        case look.DossierAsked():
            return asked(moment, desk)
        case look.CodeEntered():
            return entered(moment, desk)
        case look.DossierDetailsAsked():
            return details_asked(moment, desk)
        case _:
            assert_never(event)


def typed(moment: Moment, event: look.Typing, desk: Inquiries) -> State:
    """A key of S7's grid; a shut pad takes none."""
    screen = moment.visit.screen
    if isinstance(screen, DossierPad) and not screen.locked_seconds:
        text = _after(screen.typed, event, _CODE_LETTERS, MOST_LETTERS)
        cleared = isinstance(event, look.TypingCleared)
        return visit.stay(moment, DossierPad(screen.prefix if cleared else text, screen.prefix))
    if isinstance(screen, DossierPinPad) and not screen.locked_seconds:
        desk.pin = _after(desk.pin[: screen.typed], event, frozenset(PIN_LETTERS), PIN_LENGTH)
        return visit.stay(moment, DossierPinPad(screen.dossier, len(desk.pin)))
    return visit.touched(moment)


def asked(moment: Moment, desk: Inquiries) -> State:
    """S7, with what every code of this ward begins with."""
    desk.pin = ""
    prefix = dossiers.numbering(moment.settings, days.business_day(moment.now)).prefix
    locked = desk.codes.locked_seconds(moment.now.monotonic)
    return visit.go(moment, DossierPad(prefix, prefix, _locked(locked), locked))


def entered(moment: Moment, desk: Inquiries) -> State:
    screen = moment.visit.screen
    if isinstance(screen, DossierPad):
        return _code_entered(moment, screen, desk)
    if isinstance(screen, DossierPinPad):
        return _pin_entered(moment, screen, desk)
    return visit.touched(moment)


def details_asked(moment: Moment, desk: Inquiries) -> State:
    """The PIN comes first; a dossier of elsewhere has none here."""
    screen = moment.visit.screen
    if not isinstance(screen, DossierCard) or not screen.pin_offered:
        return visit.touched(moment)
    desk.pin = ""
    locked = desk.pins.locked_seconds(moment.now.monotonic)
    return visit.go(moment, DossierPinPad(screen.dossier, 0, _locked(locked), locked))


def dossier_scanned(moment: Moment, text: str) -> State | None:
    """S8 for the code of a receipt that was scanned, whoever stood here before; None for any other."""
    code = text.strip()
    known = register.find(rows, code) if SHORTEST <= len(code) <= MOST_LETTERS else None
    if known is None:
        return None
    return visit.go(replace(moment, state=visit.home(moment)), card(moment, known))


def counted_down(moment: Moment, desk: Inquiries) -> State:
    """Time passes: a shut pad shows how long it stays shut, then that it is open again."""
    screen, now = moment.visit.screen, moment.now.monotonic
    if not isinstance(screen, DossierPad | DossierPinPad) or not screen.locked_seconds:
        return moment.state
    tries = desk.codes if isinstance(screen, DossierPad) else desk.pins
    locked = tries.locked_seconds(now)
    return moment.state.seen(screen=replace(screen, problem=_locked(locked), locked_seconds=locked))


def card(moment: Moment, known: Known, details: tuple[str, ...] = ()) -> DossierCard:
    return DossierCard(
        dossier=known.code,
        state=known.state,
        due=date.fromisoformat(known.due) if known.due else None,
        late=known.late(days.business_day(moment.now)),
        counter=known.counter,
        as_of=datetime.fromisoformat(known.age(moment.now)).astimezone(VIETNAM),
        details=details,
        pin_offered=bool(known.pin) and not details,
    )


def _code_entered(moment: Moment, screen: DossierPad, desk: Inquiries) -> State:
    now = moment.now.monotonic
    locked = desk.codes.locked_seconds(now)
    if not locked:
        known = register.find(rows, screen.typed) if len(screen.typed) >= SHORTEST else None
        if known is not None:
            return visit.go(moment, card(moment, known))
        desk.codes = desk.codes.missed(now)
        locked = desk.codes.locked_seconds(now)
    problem = _locked(locked) or CodeProblem.UNKNOWN
    return visit.stay(moment, replace(screen, problem=problem, locked_seconds=locked))


def _pin_entered(moment: Moment, screen: DossierPinPad, desk: Inquiries) -> State:
    """The right PIN opens the details on the card below; any other empties the pad."""
    now, pin = moment.now.monotonic, desk.pin[: screen.typed]
    desk.pin = ""
    locked = desk.pins.locked_seconds(now)
    if not locked:
        known = register.find(rows, screen.dossier)
        if known is not None and _fits(desk.seals, known, pin):
            return _opened(moment, known)
        desk.pins = desk.pins.missed(now)
        locked = desk.pins.locked_seconds(now)
        log.warning("dossier PIN wrong tries=%s", desk.pins.wrong or TRIES)
    problem = _locked(locked) or CodeProblem.WRONG_PIN
    return visit.stay(moment, DossierPinPad(screen.dossier, 0, problem, locked))


def _opened(moment: Moment, known: Known) -> State:
    guide = moment.hall.guide
    procedure = guide.procedures.get(known.procedure) if guide else None
    way = tuple(receipts.step_line(state, day) for state, day in register.steps(rows, known.code))
    name = procedure.name if procedure else known.procedure
    below = replace(moment, state=visit.back(moment))
    return visit.stay(below, card(moment, known, (name, *way)))


def _fits(seals: Seals, known: Known, pin: str) -> bool:
    try:
        return bool(known.pin) and seals.fits(known.code, pin, known.pin)
    except SealError as error:
        log.error("dossier PINs cannot be checked: %s", error)
        return False


def _after(text: str, event: look.Typing, letters: frozenset[str], most: int) -> str:
    """What stands on a pad after a key."""
    match event:
        case look.LetterTyped(letter) if letter.upper() in letters and len(text) < most:
            return text + letter.upper()
        case look.LetterErased():
            return text[:-1]
        case look.TypingCleared():
            return ""
        case _:
            return text


def _locked(seconds: int) -> CodeProblem:
    return CodeProblem.LOCKED if seconds else CodeProblem.NONE
