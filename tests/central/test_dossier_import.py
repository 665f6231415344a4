"""States from the province's own system: what a batch does to what is known, and how the desk takes it.

Rows go through the real checks into a real SQLite file.
"""

import peewee
import pytest

from central.desk import WritingDesk
from central.dossiers.intake import check, handing_in
from mqtt.messages import instant
from tests.central.conftest import Centre, Lock
from tests.central.dossier_rows import CODE, counts, known, moved, received, row, taken, tally
from tests.central.wire import DAY, NOW, event, frame_of, later

# ---------------------------------------------------------------- what a batch does


def test_a_new_row_is_imported_then_unchanged_then_updated(centre: Centre) -> None:
    assert tally(taken(centre, row())) == (1, 0, 0, 0)
    assert tally(taken(centre, row(), at=later(60))) == (0, 0, 1, 0)
    assert tally(taken(centre, row(state="9", finished=DAY), at=later(120))) == (0, 1, 0, 0)
    assert known(centre, "state, received_day, due, finished_day, source") == (
        9,
        "2026-11-20",
        "2026-11-25",
        DAY,
        "import",
    )
    assert counts(centre) == (1, 1, 0, 0, 0)


def test_unchanged_rows_leave_the_ward_in_peace(centre: Centre) -> None:
    taken(centre, row())
    taken(centre, row(), at=later(60))
    assert centre.rows("SELECT province, ward, changes FROM dossier_ward") == [("19", "05518", 1)]


def test_an_empty_cell_keeps_what_is_known(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received())))
    outcome = taken(
        centre, {"code": CODE, "ward": "05518", "state": 5, "due": "", "officer": None}, at=later(1)
    )
    assert tally(outcome) == (0, 1, 0, 0)
    assert known(centre, "state, due, officer, counter, received_day") == (5, "2026-11-25", "cb01", 1, DAY)


def test_a_move_that_no_kiosk_could_make_is_the_fact_of_the_other_system(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(9))))
    assert tally(taken(centre, row(state=4), at=later(1))) == (0, 1, 0, 0)
    assert known(centre, "state, finished_day") == (4, None)


def test_a_stale_export_is_refused_and_names_what_is_known(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(9))))
    stale = taken(centre, row(at=instant(later(-60))), at=later(60))
    assert [refusal.reason for refusal in stale.refused] == [
        "speaks of 2026-11-21T02:14:00.000Z, but 2026-11-21T02:15:00.000Z is known with state 9;"
        " export it again"
    ]
    assert known(centre, "state") == (9,)


def test_a_kiosk_s_older_word_does_not_undo_an_import(centre: Centre) -> None:
    taken(centre, row(state=5))
    centre.receive(frame_of(event(1, received(), at=later(-60)), event(2, moved(9), at=later(-30))))
    assert known(centre, "state, received_day, source") == (5, "2026-11-20", "import")


def test_a_kiosk_s_newer_word_wins_over_an_import_and_a_tie_does_not(centre: Centre) -> None:
    taken(centre, row(state=5), at=later(-60))
    centre.receive(frame_of(event(1, moved(4), at=later(-60))))
    assert known(centre, "state, source") == (5, "import")
    centre.receive(frame_of(event(2, moved(9))))
    assert known(centre, "state, source") == (9, "kiosk")


def test_a_return_keeps_the_day_of_the_result(centre: Centre) -> None:
    taken(centre, row(state=9, finished="20/11/2026"))
    taken(centre, row(state=10), at=later(86_400))
    assert known(centre, "state, finished_day, finished_state") == (10, "2026-11-20", 9)
    assert tally(taken(centre, row(state=10), at=later(90_000))) == (0, 0, 1, 0)


def test_a_finished_row_without_its_day_is_finished_on_the_day_it_speaks_of(centre: Centre) -> None:
    taken(centre, row(state=9, at="20/11/2026 09:00"))
    assert known(centre, "finished_day") == ("2026-11-20",)


@pytest.mark.parametrize("name", ["procedure", "channel", "received"])
def test_a_dossier_that_is_new_here_needs_more_than_its_state(centre: Centre, name: str) -> None:
    [refusal] = taken(centre, row(**{name: ""})).refused
    assert refusal.reason == f"{name} is empty; a dossier that is new here needs it"


# ---------------------------------------------------------------- the desk


def test_a_batch_handed_in_is_written_in_the_writers_turn(centre: Centre) -> None:
    desk = WritingDesk(centre.store)
    answer = handing_in(desk, centre.store)(check([row()], province="19", now=NOW))
    assert (counts(centre)[0], answer.done()) == (0, False)
    desk.turn(NOW)
    assert tally(answer.result(0)) == (1, 0, 0, 0)


def test_an_unwilling_store_is_the_answer_and_nothing_of_the_batch_is_kept(
    centre: Centre, locked: Lock
) -> None:
    desk = WritingDesk(centre.store)
    answer = handing_in(desk, centre.store)(check([row()], province="19", now=NOW))
    desk.turn(NOW)
    assert isinstance(answer.exception(0), peewee.OperationalError)
    locked.release()
    assert tally(taken(centre, row())) == (1, 0, 0, 0)
