"""What the centre publishes reaches the kiosk whole or not at all, and is there after a power cut."""

from collections.abc import Iterator

import pytest

from firmware.catalogue import stored
from firmware.downlink import DownlinkTurn, published_to
from firmware.guidebook import Guidebook
from firmware.register import list_version
from mqtt import catalogue, dossiers, publication
from mqtt.client import Incoming
from mqtt.dossiers import Listed
from mqtt.topics import KioskName
from tests.bench import KioskBench
from tests.firmware.guiding import ALL, BIRTH

KIOSK = KioskName("19", "05518", "k1")
AT = "2026-11-23T01:00:00.000Z"
CATALOGUE, DOSSIERS = published_to(KIOSK)


class Post:
    """The retained messages of a broker, as they come in on each connection."""

    def __init__(self, kiosk: KioskBench) -> None:
        self.kiosk = kiosk
        self.waiting: list[Incoming] = []
        self.turn = DownlinkTurn(self._drain, kiosk.reader, KIOSK, lambda news: bool(kiosk.core.handle(news)))

    def publish(self, root: str, version: int, body: bytes, *, most: int = 99) -> None:
        """The first so many messages of a publication arrive."""
        messages = list(publication.messages(*publication.pack(version, AT, body)))[:most]
        self.waiting += [Incoming(root + leaf, payload, True, 1, 1, 1) for leaf, payload in messages]
        self.turn(self.kiosk.clock.now())

    def _drain(self) -> Iterator[Incoming]:
        taken, self.waiting = self.waiting, []
        return iter(taken)

    @property
    def guide(self) -> Guidebook | None:
        return self.kiosk.core.state.hall.guide


@pytest.fixture
def post(kiosk: KioskBench) -> Post:
    return Post(kiosk)


def test_a_whole_catalogue_becomes_the_guide(post: Post) -> None:
    post.publish(CATALOGUE, 7, catalogue.encode(list(ALL)))
    assert post.guide is not None
    assert (post.guide.version, len(post.guide.procedures)) == (7, 4)
    assert stored(post.kiosk.reader)[0] == 7


def test_half_a_catalogue_changes_nothing(post: Post) -> None:
    post.publish(CATALOGUE, 7, catalogue.encode([BIRTH]))
    post.publish(CATALOGUE, 8, catalogue.encode(list(ALL)), most=1)
    assert post.guide is not None
    assert post.guide.version == 7


def test_a_body_that_is_no_catalogue_is_refused_and_the_old_one_stays(post: Post) -> None:
    post.publish(CATALOGUE, 7, catalogue.encode([BIRTH]))
    post.publish(CATALOGUE, 8, b'[{"code": 5}]')
    assert stored(post.kiosk.reader)[0] == 7


def test_an_older_version_is_refused(post: Post) -> None:
    post.publish(CATALOGUE, 9, catalogue.encode([BIRTH]))
    post.publish(CATALOGUE, 8, catalogue.encode(list(ALL)))
    assert stored(post.kiosk.reader)[0] == 9


def test_after_a_power_cut_the_guide_is_made_from_the_disk(post: Post) -> None:
    post.publish(CATALOGUE, 7, catalogue.encode(list(ALL)))
    post.kiosk.power_cycle()
    again = Post(post.kiosk)
    assert again.guide is None
    again.turn(post.kiosk.clock.now())
    assert again.guide is not None


def test_the_next_day_hides_what_was_repealed(post: Post) -> None:
    post.publish(CATALOGUE, 7, catalogue.encode(list(ALL)))
    post.kiosk.pass_days(1)
    post.kiosk.press(1)
    post.turn(post.kiosk.clock.now())
    assert post.guide is not None
    assert "1.000001" not in post.guide.procedures


def test_the_wards_dossiers_arrive_beside_the_catalogue(post: Post) -> None:
    post.publish(DOSSIERS, 3, dossiers.encode([Listed(code="H19-0001", state=4, at=AT)]))
    assert list_version(post.kiosk.reader.rows) == 3
