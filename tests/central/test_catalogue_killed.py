"""The catalogue's sender killed anywhere: a kiosk finds one whole version, the next command finishes."""

import pytest

from central.catalogue.store import Catalogue
from mqtt.publication import MANIFEST
from tests.central.catalogue_publishing import (
    NEW_PIECES,
    STEPS,
    Centre,
    Killed,
    StubBroker,
    booted_kiosk,
    note_of,
)
from tests.central.catalogue_publishing import centre as centre
from tests.central.catalogue_publishing import replacing as replacing


def killed(centre: Centre, stub: StubBroker, step: int) -> None:
    """Before the broker hears message `step`, counted from 0; beyond the last one it lives."""
    stub.kill_after = len(stub.heard) + step
    try:
        centre.publish(stub)
    except Killed:
        stub.kill_after = 10**9


def killed_often(centre: Centre, stub: StubBroker, step: int, times: int) -> None:
    """Each time with another catalogue to send."""
    for number in range(times):
        centre.fill(f"mới {number}", count=20)
        killed(centre, stub, step)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seed", range(3))
def test_a_kiosk_that_boots_after_a_kill_finds_one_whole_version(
    replacing: tuple[Centre, StubBroker], step: int, seed: int
) -> None:
    centre, stub = replacing
    killed(centre, stub, step)
    _, (edition,) = booted_kiosk(stub, seed)
    assert note_of(edition) == ("cũ" if step <= NEW_PIECES else "mới")


@pytest.mark.parametrize("step", STEPS)
def test_the_command_after_a_kill_finishes_and_leaves_nothing_behind(
    replacing: tuple[Centre, StubBroker], step: int
) -> None:
    centre, stub = replacing
    killed(centre, stub, step)
    centre.publish(stub)
    kiosk, (edition,) = booted_kiosk(stub)
    assert note_of(edition) == "mới"
    assert stub.leaves() == [f"{kiosk.newest}/0", f"{kiosk.newest}/1", MANIFEST]
    assert centre.is_idle()


@pytest.mark.parametrize("step", range(9))
@pytest.mark.parametrize("times", [1, 2, 9])
def test_many_kills_at_the_same_place_never_leave_a_booting_kiosk_without_a_catalogue(
    replacing: tuple[Centre, StubBroker], step: int, times: int
) -> None:
    centre, stub = replacing
    killed_often(centre, stub, step, times)
    _, editions = booted_kiosk(stub, seed=times)
    assert len(editions) == 1


def test_a_kill_before_the_answer_to_the_manifest_counts_as_not_published(
    replacing: tuple[Centre, StubBroker], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, stub = replacing
    mark = Catalogue.mark
    monkeypatch.setattr(Catalogue, "mark", lambda *row: kill() if row[-1] == "published" else mark(*row))
    with pytest.raises(Killed):
        centre.publish(stub)
    monkeypatch.undo()
    assert centre.states() == ["published", "announced"]
    assert note_of(booted_kiosk(stub)[1][0]) == "mới"
    assert centre.publish(stub) is not None
    assert centre.states() == ["cleared", "published"]


def kill() -> None:
    raise Killed
