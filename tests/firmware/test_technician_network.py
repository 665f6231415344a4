"""The technician and the network: Wi-Fi with a password, a cable with an address, and every refusal."""

import pytest

from firmware import events as e
from firmware import upkeep as up
from firmware.lookups import LetterErased
from firmware.upkeep import Asked, NetworkCard, Pad, Tool, WifiList
from tests.bench import KioskBench
from tests.firmware.tools import choose, keys, touch_all, type_in
from tests.firmware.tools import fitted as fitted


def at_the_network(kiosk: KioskBench) -> None:
    choose(kiosk, Tool.NETWORK)


def at_the_password(kiosk: KioskBench) -> None:
    at_the_network(kiosk)
    touch_all(kiosk, [up.WifiAsked(), up.WifiChosen("Mot Cua")])


def test_the_network_is_shown_as_it_stands(fitted: KioskBench) -> None:
    at_the_network(fitted)
    lines = fitted.shows(NetworkCard).lines
    assert [(line.kind, line.connected, line.address) for line in lines] == [
        ("ethernet", True, "192.168.1.20/24"),
        ("wifi", False, ""),
    ]


def test_while_it_is_being_asked_the_screen_says_so(fitted: KioskBench) -> None:
    fitted.touch(up.ToolChosen(Tool.NETWORK))
    assert fitted.shows(NetworkCard).trying


def test_a_wifi_is_joined_with_a_typed_password_that_is_nowhere_afterwards(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "chuoi mat khau")
    screen = fitted.shows(NetworkCard)
    assert (screen.news, fitted.network.joined) == ("connected", "Mot Cua")
    assert "chuoi" not in repr(fitted.core.state)
    assert fitted.core.state.hall.errand is None


def test_while_joining_the_pad_says_so_and_takes_no_letters(fitted: KioskBench) -> None:
    at_the_password(fitted)
    touch_all(fitted, keys("chuoi mat khau"))
    fitted.touch(up.PadEntered())
    fitted.touch(LetterErased())
    pad = fitted.shows(Pad)
    assert (pad.trying, pad.problem, pad.typed) == (True, "joining", "chuoi mat khau")


def test_a_wrong_password_is_said_and_can_be_mended_letter_by_letter(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "chuoi mat khaz")
    assert fitted.shows(Pad).problem == "wrong_password"
    fitted.touch(LetterErased())
    type_in(fitted, "u")
    assert fitted.shows(NetworkCard).news == "connected"


def test_a_password_shorter_than_any_is_not_even_tried(fitted: KioskBench) -> None:
    at_the_password(fitted)
    type_in(fitted, "short12")
    assert fitted.shows(Pad).problem == "too_short"


def test_a_network_that_went_away_is_said(fitted: KioskBench) -> None:
    at_the_password(fitted)
    del fitted.network.air["Mot Cua"]
    type_in(fitted, "chuoi mat khau")
    assert fitted.shows(Pad).problem == "no_such_network"


def test_an_open_network_asks_for_no_password(fitted: KioskBench) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked(), up.WifiChosen("Khach")])
    assert (fitted.shows(NetworkCard).news, fitted.network.joined) == ("connected", "Khach")


def test_many_names_are_dealt_out_to_pages(fitted: KioskBench) -> None:
    fitted.network.air = {f"Mang {number}": "khong biet" for number in range(7)}
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked(), e.PageAsked(1)])
    screen = fitted.shows(WifiList)
    assert ([one.name for one in screen.names], screen.pages) == (["Mang 5", "Mang 6"], 2)


def test_no_name_in_the_air_is_said(fitted: KioskBench) -> None:
    fitted.network.air = {}
    at_the_network(fitted)
    touch_all(fitted, [up.WifiAsked()])
    assert fitted.shows(NetworkCard).news == "no_wifi"


def test_a_router_that_gives_no_address_is_said(fitted: KioskBench) -> None:
    fitted.network.router = False
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=False)])
    assert fitted.shows(NetworkCard).news == "no_address"


def test_a_fixed_address_is_asked_for_in_four_questions(fitted: KioskBench) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=True)])
    type_in(fitted, "10.0.20.5")
    assert fitted.shows(Pad).asked is Asked.PREFIX
    type_in(fitted, "24")
    type_in(fitted, "10.0.20.1")
    assert fitted.shows(Pad).asked is Asked.NAMESERVER
    type_in(fitted, "10.0.0.53")
    assert fitted.shows(NetworkCard).lines[0].address == "10.0.20.5/24"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (["10.0.20"], "address"),
        (["256.1.1.1"], "address"),
        (["127.0.0.1"], "address"),
        (["224.0.0.9"], "address"),
        (["10.0.20.5", "33"], "prefix"),
        (["10.0.20.255", "24"], "prefix"),
        (["10.0.20.5", "24", "10.0.21.1"], "gateway"),
        (["10.0.20.5", "24", "10.0.20.5"], "gateway"),
        (["10.0.20.5", "24", "10.0.20.1", "0.0.0.0"], "nameserver"),
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_again(
    fitted: KioskBench, answers: list[str], problem: str
) -> None:
    at_the_network(fitted)
    touch_all(fitted, [up.CableAsked(fixed=True)])
    type_in(fitted, *answers)
    assert fitted.shows(Pad).problem == problem
    assert fitted.network.address == "192.168.1.20/24"


def test_the_network_is_not_to_be_changed_without_the_pin(fitted: KioskBench) -> None:
    touch_all(fitted, [e.HomeAsked(), up.WifiAsked(), up.CableAsked(fixed=False), up.ToolChosen(Tool.EXPORT)])
    assert fitted.screen.code == "S1"
    assert fitted.host.asked == []
