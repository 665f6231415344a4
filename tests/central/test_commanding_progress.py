"""Who has which version, and what became of each command: what a page can show."""

import pytest

from central.queries import Scope
from tests.central.commanding import ELSEWHERE, Bench
from tests.central.conftest import Centre
from tests.central.wire import KIOSK, NOW, heartbeat, later, state


@pytest.fixture
def bench(centre: Centre) -> Bench:
    return Bench(centre)


def test_progress_says_who_has_which_version_and_what_became_of_the_commands(bench: Bench) -> None:
    bench.hears(
        state("online"), heartbeat(seq_high=0, catalogue_version=7, dossiers_version=9, config_version=0)
    )
    first, second = bench.issue()[0], bench.issue("reprint", data={"number": "A012"}, hours=1)[0]
    bench.answers(first.counter)
    bench.issue(area="01/00004/k1")
    stranger, kiosk = bench.progress(later(3601))
    assert (kiosk.kiosk, kiosk.state, kiosk.version) == (KIOSK, "online", "1.0.0")
    assert (kiosk.catalogue_version, kiosk.dossiers_version, kiosk.config_version) == (7, 9, 0)
    assert [(one.counter, one.word) for one in kiosk.commands] == [
        (second.counter, "reprint"),
        (first.counter, "update"),
    ]
    assert [one.standing(later(3601)) for one in kiosk.commands] == ["expired", "done"]
    assert (stranger.kiosk, stranger.state, stranger.version) == ("01/00004/k1", "unknown", None)
    assert [one.standing(NOW) for one in stranger.commands] == ["waiting"]


def test_progress_keeps_to_its_area_and_to_the_last_few(bench: Bench) -> None:
    bench.hears(state("online"), state("online", kiosk=ELSEWHERE))
    [bench.issue() for _ in range(4)]
    [kiosk] = bench.progress(scope=Scope(province="19", ward="05518"), last=3)
    assert (kiosk.kiosk, len(kiosk.commands)) == (KIOSK, 3)
