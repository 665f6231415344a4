"""The network on S14: how it stands, joining a Wi-Fi, the cable's address; and the pad all of it is typed on.

Owns what is asked next and what makes sense as an answer. Refuses to wait: errands do, and the screen says
that something is being tried. A password is in the pad and in its errand, and nowhere once it works.
"""

from dataclasses import replace
from ipaddress import AddressValueError, IPv4Address, IPv4Interface
from typing import Final, assert_never

from firmware import acceptance, errands, selftest, visit
from firmware import lookups as look
from firmware import upkeep as up
from firmware.state import Moment, State
from firmware.toolbox import toolbox
from firmware.upkeep import Asked, NetworkCard, Pad, WifiList

PAGE: Final = 5
SHORTEST_PASSWORD: Final = 8
LONGEST: Final = {
    Asked.PASSWORD: 63,
    Asked.PREFIX: 2,
    Asked.HEIGHT: 4,
}
"""IEEE 802.11 takes a pass-phrase of 8 to 63 printable ASCII characters."""
LONGEST_ADDRESS: Final = 15
QUESTIONS: Final = (Asked.ADDRESS, Asked.PREFIX, Asked.GATEWAY, Asked.NAMESERVER)
"""A fixed address, asked one after the other; `about` carries the answers so far."""


def decide(moment: Moment, event: up.Networking) -> State:
    match event:
        case up.NetworkSeen(lines, problem):
            return network_seen(moment, event)
        case up.WifiFound(names, problem):
            return wifi_found(moment, names, problem)
        case up.NetworkTried(lines, problem):
            return network_tried(moment, lines, problem)
    if not isinstance(moment.visit.screen, up.Upkeep) or moment.settings.network.driver == "absent":
        return visit.touched(moment)
    match event:
        case up.NetworkAsked():
            return asked(moment)
        case up.WifiAsked():
            return _trying(moment, "searching", errands.FindWifi())
        case up.WifiChosen(name):
            return wifi_chosen(moment, name)
        case up.CableAsked(fixed):
            if fixed:
                return visit.stay(moment, Pad(Asked.ADDRESS))
            return _trying(moment, "asking_router", errands.SetCable())
        case _:
            assert_never(event)


def asked(moment: Moment) -> State:
    """How the network stands."""
    return _trying(moment, "looking", errands.LookAtNetwork())


def network_seen(moment: Moment, event: up.NetworkSeen) -> State:
    screen = moment.visit.screen
    if isinstance(screen, NetworkCard):
        return moment.state.seen(screen=NetworkCard(event.lines, event.problem))
    return selftest.network_seen(moment, event)


def wifi_found(moment: Moment, names: tuple[up.WifiName, ...], problem: str) -> State:
    screen = moment.visit.screen
    if not isinstance(screen, NetworkCard):
        return moment.state
    if problem or not names:
        return moment.state.seen(screen=replace(screen, news=problem or "no_wifi", trying=False))
    return visit.stay(moment, _wifi_list(names, 0)).noted(wifi=names)


def page_asked(moment: Moment, page: int) -> State:
    return visit.stay(moment, _wifi_list(moment.hall.wifi, page))


def wifi_chosen(moment: Moment, name: str) -> State:
    """An open network needs no password; one that wants more than a password is not for a kiosk."""
    found = next((one for one in moment.hall.wifi if one.name == name), None)
    screen = moment.visit.screen
    if found is None or not isinstance(screen, WifiList):
        return visit.touched(moment)
    if not found.known_how:
        return visit.stay(moment, replace(screen, news="not_by_password"))
    if found.secured:
        return visit.stay(moment, Pad(Asked.PASSWORD, about=name))
    return _trying(moment, "joining", errands.JoinWifi(name, ""))


def network_tried(moment: Moment, lines: tuple[up.NetworkLine, ...], problem: str) -> State:
    """Where it failed the pad is still there with what was typed, so that one letter can be mended."""
    state = moment.state.noted(errand=None)
    screen = moment.visit.screen
    if isinstance(screen, Pad) and screen.trying and problem:
        return state.seen(screen=replace(screen, trying=False, problem=problem))
    if isinstance(screen, NetworkCard | Pad) and screen.trying:
        return visit.stay(replace(moment, state=state), NetworkCard(lines, problem or "connected"))
    return state


# ---------------------------------------------------------------- the pad


def typed(moment: Moment, event: look.Typing) -> State:
    """A key of the pad."""
    pad = moment.visit.screen
    if not isinstance(pad, Pad) or pad.trying:
        return visit.touched(moment)
    match event:
        case look.LetterTyped(letter):
            text = (pad.typed + letter)[: LONGEST.get(pad.asked, LONGEST_ADDRESS)]
        case look.LetterErased():
            text = pad.typed[:-1]
        case look.TypingCleared():
            text = ""
        case _:
            assert_never(event)
    return visit.stay(moment, replace(pad, typed=text, problem=""))


def pad_decide(moment: Moment, event: up.Padding) -> State:
    pad = moment.visit.screen
    if not isinstance(pad, Pad) or pad.trying:
        return visit.touched(moment)
    match event:
        case up.CaseToggled():
            return visit.stay(moment, replace(pad, upper=not pad.upper))
        case up.DotsToggled():
            return visit.stay(moment, replace(pad, bare=not pad.bare))
        case up.PadResumed():
            return visit.stay(moment, replace(pad, problem=""))
        case up.PadEntered():
            return entered(moment, pad)
        case _:
            assert_never(event)


def entered(moment: Moment, pad: Pad) -> State:
    match pad.asked:
        case Asked.PASSWORD:
            return _password_entered(moment, pad)
        case Asked.HEIGHT:
            return _height_entered(moment, pad)
        case _:
            return _address_entered(moment, pad)


def _password_entered(moment: Moment, pad: Pad) -> State:
    if len(pad.typed) < SHORTEST_PASSWORD:
        return visit.stay(moment, replace(pad, problem="too_short"))
    state = visit.stay(moment, replace(pad, trying=True, problem="joining"))
    return state.sending(errands.JoinWifi(pad.about, pad.typed))


def _height_entered(moment: Moment, pad: Pad) -> State:
    millimetres = int(pad.typed) if pad.typed.isdecimal() else 0
    if not acceptance.LOWEST_MM <= millimetres <= acceptance.HIGHEST_MM:
        return visit.stay(moment, replace(pad, problem="height"))
    acceptance.hang(millimetres, moment.now)
    return visit.stay(moment, toolbox(moment, "height_kept", f"{millimetres} mm"))


def _address_entered(moment: Moment, pad: Pad) -> State:
    """Each answer is checked with those before it; after the last one the cable is set."""
    answers = [*pad.about.split(), pad.typed]
    if not _sensible(answers):
        return visit.stay(moment, replace(pad, problem=str(pad.asked)))
    if len(answers) < len(QUESTIONS):
        return visit.stay(moment, Pad(QUESTIONS[len(answers)], about=" ".join(answers)))
    address, prefix, gateway, nameserver = answers
    state = visit.stay(moment, replace(pad, trying=True, problem="setting"))
    return state.sending(errands.SetCable(address, int(prefix), gateway, nameserver))


def _sensible(answers: list[str]) -> bool:
    """A host's own address, a prefix that leaves room for a router, and a router in the same network."""
    try:
        own = IPv4Interface("/".join(answers[:2]))
        hosts = [IPv4Address(answer) for answer in (answers[0], *answers[2:])]
    except (AddressValueError, ValueError):
        return False
    if not all(1 <= int(host) >> 24 <= 223 and not host.is_loopback for host in hosts):
        return False
    if len(answers) < 2:
        return True
    inside = own.ip not in (own.network.network_address, own.network.broadcast_address)
    roomy = 8 <= own.network.prefixlen <= 30
    if len(answers) == 2:
        return inside and roomy
    return hosts[1] in own.network and hosts[1] != own.ip


def _wifi_list(names: tuple[up.WifiName, ...], page: int) -> WifiList:
    pages = max(1, -(-len(names) // PAGE))
    page = min(max(page, 0), pages - 1)
    return WifiList(names[page * PAGE : (page + 1) * PAGE], page, pages)


def _trying(moment: Moment, news: str, task: errands.Task) -> State:
    screen = moment.visit.screen
    lines = screen.lines if isinstance(screen, NetworkCard) else ()
    return visit.stay(moment, NetworkCard(lines, news, trying=True)).sending(task)
