"""The self-test on the glass: a step a screen, and how everything ended.

Owns where the five targets lie and which keys a step offers. Refuses to judge: keys send what a hand did and
what a person saw.
"""

from collections.abc import Callable
from typing import Final

from firmware.steps import Outcome, Result, Step
from firmware.upkeep import (
    Acceptance,
    SelfTest,
    SelfTestJudged,
    SelfTestRepeated,
    SlipAsked,
    TargetTouched,
)
from ui.touch.box import Box
from ui.touch.keys import Face
from ui.touch.message import FootKey, foot_height, lay_foot, tell
from ui.touch.page import Page
from ui.touch.paged import Paragraph
from ui.touch.photos import qr_code
from ui.touch.readings import values
from ui.touch.screens.tools import leave
from ui.touch.upkeep_words import headings, outcomes, remedies, speaker_faults, steps, troubles

TARGET_MM: Final = 20.1
MARKS: Final = {Outcome.PASSED: "check", Outcome.FAILED: "cross", Outcome.SKIPPED: "dash"}
LEAST_QR_MM: Final = 28.0

Say = Callable[[str], str]


def draw_self_test(page: Page, screen: SelfTest, body: Box) -> None:
    if screen.step is Step.TOUCH:
        _draw_targets(page, screen, body)
        return
    _ = page.look.say
    side, box = Box(0, 0, 0, 0), body
    if screen.qr and not page.look.panel.portrait:
        side, box = body.rightmost(min(body.w * 0.3, body.h - foot_height(page)), page.look.gap)
    told = [Paragraph(_progress(_, screen), soft=True), *_told(page, screen)]
    free = tell(page, box, headings(_)[screen.step], told, _keys(page, screen))
    if screen.qr:
        _draw_code(page, screen.qr, free if page.look.panel.portrait else side)


def draw_acceptance(page: Page, screen: Acceptance, body: Box) -> None:
    _ = page.look.say
    heading = _("Everything that is fitted works") if screen.accepted else _("Not everything works")
    news = {"printing": _("The slip is printing."), "absent": _("No printer is fitted.")}
    paper = [Paragraph(news[screen.paper], bold=True)] if screen.paper else []
    keys = [leave(page), FootKey("slip", SlipAsked(), _("Print the slip"), "printer", primary=True)]
    tell(page, body, heading, [*paper, *(_row(_, result) for result in screen.results)], keys)


def _row(_: Say, result: Result) -> Paragraph:
    detail = troubles(_).get(result.detail, values(_).get(result.detail, result.detail))
    words = f"{steps(_)[result.step]}: {outcomes(_)[result.outcome]}"
    told = f"{words} ({detail})" if detail else words
    return Paragraph(told, marked=True, icon=MARKS[result.outcome], bold=result.outcome is Outcome.FAILED)


# ---------------------------------------------------------------- the targets


def _draw_targets(page: Page, screen: SelfTest, body: Box) -> None:
    """One after the other in the corners and in the middle; words keep to the column between them."""
    look = page.look
    _ = look.say
    side = look.mm(TARGET_MM)
    column = body.inset(side + look.gap, 0)
    rest = page.heading(column, headings(_)[Step.TOUCH], align="centre")
    asked = _("Touch square {part} of {parts}.").format(part=screen.part, parts=screen.parts)
    words = page.set(asked, column.w, scale=1.0 if look.panel.compact else 1.4)
    page.sheet.write(words, rest.top(words.h)[0], look.palette.ink, "centre")
    foot = body.foot(foot_height(page))[0]
    row = Box(column.x, foot.y, column.w, foot.h)
    lay_foot(page, row, [FootKey("no", SelfTestJudged(ok=False), _("I cannot"), "cross")])
    face = Face(str(screen.part), scale=1.6, pad_mm=1)
    page.key(
        "target", _place(screen.part, body, side), TargetTouched(screen.part), face, look.palette.primary
    )


def _place(part: int, body: Box, side: float) -> Box:
    """Clockwise from the upper left corner, the middle last."""
    right, low = body.right - side, body.bottom - side
    corners = ((body.x, body.y), (right, body.y), (right, low), (body.x, low))
    if part > len(corners):
        return body.middle(side, side)
    x, y = corners[part - 1]
    return Box(x, y, side, side)


# ---------------------------------------------------------------- the other steps


def _progress(_: Say, screen: SelfTest) -> str:
    step = list(Step).index(screen.step) + 1
    return _("Step {step} of {steps}").format(step=step, steps=len(Step))


def _told(page: Page, screen: SelfTest) -> list[Paragraph]:
    """The question, and what is known already."""
    _ = page.look.say
    match screen.step:
        case Step.BUTTONS:
            return _buttons(_, screen)
        case Step.LAMPS:
            return [
                Paragraph(_("Is only the lamp of button {part} lit?").format(part=screen.part), bold=True)
            ]
        case Step.PAPER:
            printer = values(_).get(screen.value or "ok", screen.value)
            told = Paragraph(_("Printer: {state}").format(state=printer))
            return [Paragraph(_("Did a test slip come out?"), bold=True), told]
        case Step.SPEAKER:
            heard = Paragraph(_("Did you hear a sentence?"), bold=True)
            return [heard, *_fault(speaker_faults(_).get(screen.value, screen.value))]
        case Step.SCANNER:
            scan = Paragraph(_("Scan the test slip or the code on the screen."), bold=True)
            other = _("That was another code.") if screen.value else ""
            return [scan, _waiting(_, screen), *_fault(other)]
        case _:
            return _measurement(_, screen)


def _buttons(_: Say, screen: SelfTest) -> list[Paragraph]:
    asked = _("Press button {part}, whose lamp is lit.").format(part=screen.part)
    wrong = _("Button {number} answered instead. Check its wires.").format(number=screen.value)
    return [Paragraph(asked, bold=True), _waiting(_, screen), *_fault(wrong if screen.value else "")]


def _measurement(_: Say, screen: SelfTest) -> list[Paragraph]:
    if screen.measured is None:
        return [Paragraph(_("Measuring…"), bold=True)]
    trouble = troubles(_).get(screen.value, "")
    judged = outcomes(_)[screen.measured]
    words = f"{screen.value}: {judged}" if screen.value and not trouble else judged.capitalize()
    mark = Paragraph(words, bold=True, marked=True, icon=MARKS[screen.measured])
    failed = screen.measured is Outcome.FAILED
    return [mark, *_fault((trouble or remedies(_)[screen.step]) if failed else "")]


def _waiting(_: Say, screen: SelfTest) -> Paragraph:
    return Paragraph(_("{seconds} seconds left").format(seconds=screen.seconds))


def _fault(words: str) -> list[Paragraph]:
    return [Paragraph(words, marked=True, icon="warning")] if words else []


def _keys(page: Page, screen: SelfTest) -> list[FootKey]:
    _ = page.look.say
    no = FootKey("no", SelfTestJudged(ok=False), _("No"), "cross")
    yes = FootKey("yes", SelfTestJudged(ok=True), _("Yes"), "check", primary=True)
    match screen.step:
        case Step.LAMPS:
            return [no, yes]
        case Step.PAPER | Step.SPEAKER:
            return [FootKey("again", SelfTestRepeated(), _("Again"), "again"), no, yes]
        case _ if screen.measured is not None:
            return [FootKey("yes", SelfTestJudged(ok=True), _("Go on"), "forward", primary=True)]
        case _:
            return [FootKey("no", SelfTestJudged(ok=False), _("I cannot"), "cross")]


def _draw_code(page: Page, text: str, box: Box) -> None:
    side = min(box.w, box.h, page.look.mm(90))
    if side >= page.look.mm(LEAST_QR_MM):
        page.sheet.picture(qr_code(text), box.middle(side, side))
