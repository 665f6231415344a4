"""Whoever follows the events by `next` misses none of them, however often the centre is restored or lost."""

from collections.abc import Iterator

import pytest

from tests.central.backups import Safe, page, safe_for, seqs
from tests.central.conftest import Centre
from tests.central.wire import KIOSK, tickets

OTHER = "19/05521/k2"


@pytest.fixture
def safe(centre: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    centre.receive(tickets(1, 3))
    with safe_for(centre, request) as safe:
        yield safe


def test_a_place_of_before_the_restore_leads_back_to_the_last_common_row(safe: Safe) -> None:
    safe.take()
    safe.centre.receive(tickets(4, 6))
    seen = page(safe.centre, "0")
    safe.restore()
    with safe.opened() as restored:
        restored.receive(tickets(1, 2, kiosk=OTHER), tickets(4, 6))
        rest = page(restored, seen["next"])
        assert seqs(rest) == [(OTHER, 1), (OTHER, 2), (KIOSK, 4), (KIOSK, 5), (KIOSK, 6)]
        assert page(restored, rest["next"]) == {"events": [], "next": rest["next"]}


def test_a_place_of_before_the_backup_is_still_good(safe: Safe) -> None:
    seen = page(safe.centre, "0", limit=2)
    safe.take()
    safe.restore()
    with safe.opened() as restored:
        assert seqs(page(restored, seen["next"])) == [(KIOSK, 3)]


def test_a_place_in_a_centre_that_was_lost_altogether_leads_to_the_start(safe: Safe) -> None:
    safe.centre.receive(tickets(4, 9))
    seen = page(safe.centre, "0")
    with safe.opened() as rebuilt:
        rebuilt.receive(tickets(1, 2))
        assert seqs(page(rebuilt, seen["next"])) == [(KIOSK, 1), (KIOSK, 2)]


def test_a_place_survives_two_restores(safe: Safe) -> None:
    safe.take()
    safe.centre.receive(tickets(4, 6))
    seen = page(safe.centre, "0")
    safe.restore()
    with safe.opened() as restored:
        restored.receive(tickets(4, 6))
        second = Safe(restored, safe.folder, safe.new, safe.empty)
        second.take("second.zip")
    second.restore(safe.folder / "second.zip", replace=True)
    with second.opened() as restored:
        assert seqs(page(restored, seen["next"])) == [(KIOSK, 4), (KIOSK, 5), (KIOSK, 6)]


@pytest.mark.parametrize("after", ["x", "-1", "9f3c-1", "9f3c9f3c9f3c9f3c", "9F3C9F3C9F3C9F3C-1"])
def test_what_is_no_place_is_refused_with_the_form_expected(safe: Safe, after: str) -> None:
    assert (
        page(safe.centre, after)["detail"] == f"after={after!r}: expected 0, or `next` of the answer before"
    )
