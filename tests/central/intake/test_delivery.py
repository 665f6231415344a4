"""What was filed reaches the ward's kiosk whole, over bad lines, and goes out no more once it is there."""

from dataclasses import replace

import pytest

from central.intake.delivery import Delivery
from mqtt.client import LinkChanged
from mqtt.filing import Wanted, encode
from mqtt.forms import Field, Form
from tests.central.browsing import kiosk as known_kiosk
from tests.central.intake.home import GOOD, Home, attached, chunk, picture
from tests.central.intake.kiosk_end import KioskEnd
from tests.central.wire import RememberingWire, incoming, state

UP = LinkChanged(up=True, reason="test")


class Road:
    """The centre's delivery at one end, a kiosk at the other; `turn` lets both have their say."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.wire = RememberingWire()
        self.delivery = Delivery(home.centre.store, self.wire, home.keys, ["19"])
        self.delivery.hear(UP)
        self.kiosk = KioskEnd()

    def turn(self, seconds: float = 0) -> list[str]:
        """The leaves of what went out."""
        self.home.clock.passes(seconds=seconds)
        self.delivery.turn(self.home.clock())
        out, self.wire.published[:] = list(self.wire.published), []
        self.kiosk.hear(*out)
        return [message.topic.rpartition("/")[2] for message in out]

    def ask(self) -> None:
        for wanted in self.kiosk.wants():
            self.delivery.hear(wanted)


@pytest.fixture
def road(home: Home) -> Road:
    home.file()
    return Road(home)


def test_a_filing_goes_to_the_first_kiosk_of_its_ward(home: Home) -> None:
    known_kiosk(home.centre, "19/05518/k10")
    known_kiosk(home.centre, "19/05518/k2")
    known_kiosk(home.centre, "19/05519/k1")
    home.file()
    road = Road(home)
    road.delivery.turn(home.clock())
    assert [one.topic for one in road.wire.published] == ["motcua/1/19/05518/k2/filed"]
    assert not road.wire.published[0].retain


def test_it_goes_again_ever_less_often_until_it_is_there(road: Road) -> None:
    assert road.turn() == ["filed"]
    assert [road.turn(seconds) for seconds in (5, 4, 2, 15, 6)] == [[], [], ["filed"], [], ["filed"]]
    assert [road.turn(4000) for _ in range(8)] == [["filed"]] * 8
    assert road.turn(3500) == [] and road.turn(200) == ["filed"]
    road.home.centre.receive(road.kiosk.has_all())
    assert road.turn(40_000) == []


def test_a_kiosk_that_comes_online_need_not_wait(road: Road) -> None:
    road.turn()
    road.turn(40_000)
    road.delivery.hear(state("online", kiosk="19/05519/k1"))
    assert road.turn(3) == []
    road.delivery.hear(state("online"))
    assert road.turn(3) == ["filed"]


def test_without_a_link_nothing_goes_out_and_with_the_next_one_everything(road: Road) -> None:
    road.delivery.hear(LinkChanged(up=False, reason="test"))
    assert road.turn(60) == []
    road.delivery.hear(UP)
    assert road.turn() == ["filed"]


def test_an_attachment_of_many_pieces_arrives_whole(home: Home) -> None:
    paper_of_two = _padded(picture(), 200_000)
    home.press("send", GOOD, attached(paper_of_two))
    road = Road(home)
    road.turn()
    road.ask()
    assert road.turn() == ["piece", "piece"]
    (paper,) = road.kiosk.filed[-1].attachments
    assert road.kiosk.content(paper.sha256) == paper_of_two


def test_pieces_go_a_few_at_a_time(home: Home) -> None:
    noise = picture("PNG")
    home.press("send", GOOD, attached(_padded(noise, 1_500_000)))
    road = Road(home)
    road.turn()
    road.ask()
    turns = [road.turn() for _ in range(4)]
    assert [len(turn) for turn in turns] == [4, 4, 4, 0]
    assert road.kiosk.wanted() == []
    (paper,) = road.kiosk.filed[-1].attachments
    assert len(road.kiosk.content(paper.sha256)) == 1_500_000


def test_a_kiosk_gets_no_papers_of_another_ward(road: Road) -> None:
    road.turn()
    (wanted,) = road.kiosk.wanted()
    road.delivery.hear(incoming("motcua/1/19/05519/k1/wanted", encode(wanted), qos=0))
    assert road.turn() == []


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b"\xff",
        encode(Wanted(code="19.05518.nop-261126-0001", sha256="0" * 64, pieces=[0])),
        encode(Wanted(code="19.05518.nop-999999-0001", sha256="0" * 64, pieces=[99])),
    ],
)
def test_a_wish_that_makes_no_sense_disturbs_nobody(road: Road, payload: bytes) -> None:
    road.turn()
    road.delivery.hear(incoming("motcua/1/19/05518/k1/wanted", payload, qos=0))
    assert road.turn() == []
    road.ask()
    assert road.turn() == ["piece"]


def test_another_ward_cannot_say_that_it_is_there(road: Road) -> None:
    road.turn()
    stranger = replace(road.kiosk, name="19/05519/k1")
    road.home.centre.receive(stranger.has_all())
    assert road.turn(60) == ["filed"]


def test_wards_of_another_process_are_left_to_it(home: Home) -> None:
    home.file()
    delivery = Delivery(home.centre.store, wire := RememberingWire(), home.keys, ["01"])
    delivery.hear(UP)
    delivery.turn(home.clock())
    assert wire.published == []


def _padded(png: bytes, size: int) -> bytes:
    """The same picture with a chunk of noise that viewers pass over."""
    filler = chunk(b"noSe", b"\x5a" * (size - len(png) - 12))
    return png[:-12] + filler + png[-12:]


def test_a_form_without_files_needs_no_pieces(home: Home) -> None:
    home.offer(Form(version=2, title="Ngắn", fields=[Field(name="a", label="A")]))
    home.press("send", GOOD, shown=home.open())
    road = Road(home)
    assert road.turn() == ["filed"]
    assert road.kiosk.wanted() == []
