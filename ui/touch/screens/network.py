"""The network on S14: how it stands, the Wi-Fi names in the air, and the pad for whatever has to be typed.

Owns the keys that a password needs: letters in two cases, digits and signs, on turning sheets. Refuses to
keep what is typed and to try anything: the core does, and says so on these screens.
"""

from typing import Final

from firmware.lookups import LetterErased, LetterTyped
from firmware.upkeep import (
    Asked,
    CableAsked,
    CaseToggled,
    DotsToggled,
    NetworkAsked,
    NetworkCard,
    NetworkLine,
    Pad,
    PadEntered,
    PadResumed,
    ToolsAsked,
    WifiAsked,
    WifiChosen,
    WifiList,
    WifiName,
)
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keygrid import WorkKey, lay_keys
from ui.touch.keys import Face
from ui.touch.message import FootKey, tell
from ui.touch.pad import Ask, frame_pad
from ui.touch.page import Page
from ui.touch.paged import Paragraph
from ui.touch.screens.tools import leave
from ui.touch.upkeep_words import network_news, pad_headings, pad_hints, pad_problems

LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
SIGNS: Final = "0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""All that a pass-phrase may hold besides letters (IEEE 802.11: the printable signs of ASCII)."""
DIGITS: Final = "1234567890"
BIG: Final = (1.8, 1.6, 1.4, 1.2, 1.0)
LONGEST_WORDS: Final = {True: 12, False: 22}
"""Letters of one word on a tile, on a small panel and on others."""
PHONE_MM: Final = (110.0, 150.0)
"""A tall panel has room for digits as on a telephone."""
HIDDEN: Final = "•"


def draw_network(page: Page, screen: NetworkCard, body: Box) -> None:
    _ = page.look.say
    news = network_news(_)[screen.news]
    told = [*([Paragraph(news, bold=True)] if news else []), *(_line(page, line) for line in screen.lines)]
    keys = [leave(page)] if screen.trying else _ways(page)
    tell(page, body, _("How the network stands"), told, keys)


def _line(page: Page, line: NetworkLine) -> Paragraph:
    _ = page.look.say
    kind = _("Cable") if line.kind == "ethernet" else "Wi-Fi"
    name = f"{kind} {line.name}" if line.name else kind
    signal = _("signal {percent} %").format(percent=line.signal) if line.name and line.signal else ""
    state = ", ".join(part for part in (line.address or _("connected"), signal) if part)
    words = f"{name}: {state if line.connected else _('disconnected')}"
    return Paragraph(words, marked=True, icon="check" if line.connected else "dash")


def _ways(page: Page) -> list[FootKey]:
    _ = page.look.say
    return [
        leave(page),
        FootKey("wifi", WifiAsked(), "Wi-Fi"),
        FootKey("dhcp", CableAsked(fixed=False), _("Cable, auto")),
        FootKey("fixed", CableAsked(fixed=True), _("Fixed IP")),
    ]


# ---------------------------------------------------------------- the names in the air


def draw_wifi_list(page: Page, screen: WifiList, body: Box) -> None:
    _ = page.look.say
    if screen.news:
        words = Paragraph(network_news(_)[screen.news])
        tell(page, body, _("Choose a Wi-Fi"), [words], [FootKey("wifi", WifiAsked(), _("Again"), "again")])
        return
    rest = page.heading(body, _("Choose a Wi-Fi"))
    choices = [_name(page, place, one) for place, one in enumerate(screen.names)]
    face = Face(_("Back"), icon="back", stacked=True, icon_mm=20, pad_mm=2)
    back = Choice("leave", NetworkAsked(), face, paint=page.look.palette.bar)
    lay_choices(page, rest, choices, [back], number=screen.page, pages=screen.pages)


def _name(page: Page, place: int, one: WifiName) -> Choice:
    _ = page.look.say
    locked = _("with password") if one.secured else _("open")
    details = (f"{one.signal} % · {locked}", f"{one.signal} %", "")
    return Choice(f"wifi:{place}", WifiChosen(one.name), Face(_short(page, one.name), pad_mm=2), details)


def _short(page: Page, name: str) -> str:
    """A word of a name that no tile is wide enough for is cut; the pad shows it whole."""
    most = LONGEST_WORDS[page.look.panel.compact]
    words = (word if len(word) <= most else f"{word[: most - 1]}…" for word in name.split())
    return " ".join(words) or name


# ---------------------------------------------------------------- the pad


def draw_pad(page: Page, screen: Pad, body: Box) -> None:
    """A problem is read first, and the keys come again with what was typed."""
    _ = page.look.say
    heading = pad_headings(_)[screen.asked]
    if screen.problem:
        words = Paragraph(pad_problems(_)[screen.problem], bold=screen.trying)
        again = FootKey("resume", PadResumed(), _("Type again"), "back", primary=True)
        keys = [] if screen.trying else [_cancel(page, screen), again]
        tell(page, body, heading, [words], keys, paint=None if screen.trying else page.look.palette.bad)
        return
    hint = pad_hints(_)[screen.asked].format(about=screen.about)
    page.tell(heading, hint)
    if screen.asked is Asked.PASSWORD and page.look.panel.compact:
        strip, keys_box = _narrow_frame(page, heading, body)
    else:
        strip, keys_box = frame_pad(page, Ask(heading, hint, wrong=False, shut=False), body)
    _typed(page, screen, strip)
    if screen.asked is not Asked.PASSWORD and page.look.panel.portrait:
        wide, high = (page.look.mm(side) for side in PHONE_MM)
        keys_box = keys_box.foot(min(high, keys_box.h))[0].middle(wide, min(high, keys_box.h))
    lay_keys(page, keys_box, _groups(page, screen), LetterTyped, _work(page, screen))


def _cancel(page: Page, screen: Pad) -> FootKey:
    _ = page.look.say
    away = ToolsAsked() if screen.asked is Asked.HEIGHT else NetworkAsked()
    return FootKey("leave", away, _("Leave it"))


def _narrow_frame(page: Page, heading: str, body: Box) -> tuple[Box, Box]:
    """A small panel needs its whole width for the keys of a password."""
    look = page.look
    line, keys = body.top(look.type_px(look.heading_scale) * 1.2, look.mm(4))
    title, strip = line.left(line.w * 0.55, look.gap)
    page.heading(title, heading)
    return strip, keys


def _typed(page: Page, screen: Pad, strip: Box) -> None:
    """The end of what was typed, as much of it as fits."""
    look = page.look
    page.card(strip)
    inner = strip.inset(look.mm(3), 0)
    hidden = screen.asked is Asked.PASSWORD and not screen.bare
    text = HIDDEN * len(screen.typed) if hidden else screen.typed
    for scale in BIG:
        setting = page.set(text.replace(" ", "\u00a0"), 10 * inner.w, scale=scale, bold=True)
        if setting.fits(inner.w, inner.h):
            break
    while not setting.fits(inner.w, strip.h) and len(text) > 1:
        text = f"…{text[2:]}"
        setting = page.set(text.replace(" ", "\u00a0"), 10 * inner.w, scale=BIG[-1], bold=True)
    page.sheet.write(setting, inner, look.palette.accent)


def _groups(page: Page, screen: Pad) -> tuple[str, ...]:
    if screen.asked is Asked.PASSWORD:
        return (LETTERS.upper() if screen.upper else LETTERS, SIGNS)
    whole = screen.asked in (Asked.PREFIX, Asked.HEIGHT)
    dotted = f"{DIGITS[:-1]}.0" if page.look.panel.portrait else f"{DIGITS}."
    return (DIGITS if whole else dotted,)


def _work(page: Page, screen: Pad) -> list[WorkKey]:
    _, palette = page.look.say, page.look.palette
    cancel = _cancel(page, screen)
    erase = WorkKey("erase", LetterErased(), (_sign("erase"),), palette.bar, _("Erase"), hasty=True)
    enter = WorkKey("enter", PadEntered(), (_sign("check"),), palette.primary, _("Enter"))
    away = WorkKey("leave", cancel.event, (_sign("back"),), palette.bar, cancel.title)
    if screen.asked is not Asked.PASSWORD:
        return [away, erase, enter]
    case = Face("abc" if screen.upper else "ABC", pad_mm=0.5)
    eye = Face(HIDDEN * 3, pad_mm=0.5) if screen.bare else _sign("search")
    return [
        away,
        WorkKey("case", CaseToggled(), (case,), palette.bar_on, case.title),
        WorkKey("dots", DotsToggled(), (eye,), palette.bar, _("Show or hide")),
        erase,
        enter,
    ]


def _sign(icon: str) -> Face:
    return Face("", icon=icon, stacked=True, icon_mm=18, pad_mm=1)
