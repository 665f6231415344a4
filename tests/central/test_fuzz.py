"""Thousands of frames that are broken, forged or old: the centre stays up, and tells why of each.

Nightly a million (MOTCUA_FUZZ_FRAMES). How soon an honest kiosk is answered meanwhile `proof_country` tells.
"""

import os
from itertools import islice

from central.judging import Refused, judge
from central.tally import REASONS
from mqtt.client import Incoming
from tests.central.conftest import Centre
from tests.central.fuzz import Mischief
from tests.central.wire import event, frame_of, ticket

FRAMES = int(os.environ.get("MOTCUA_FUZZ_FRAMES", "10000"))
AT_ONCE = 99
HONEST = "19/05518/k9"


def pelt(centre: Centre, mail: list[Incoming], turn: int) -> int:
    """So many bad ones and an honest one, in one turn; returns up to where the honest kiosk was answered."""
    centre.wire.published.clear()
    centre.wire.acknowledged.clear()
    honest = frame_of(event(turn, ticket()), kiosk=HONEST)
    assert centre.receive(*mail, honest) == 0
    assert centre.wire.acknowledged == [*mail, honest]
    return centre.answered(HONEST)


def refused(mail: list[Incoming]) -> int:
    return sum(isinstance(judge(one.topic, one.payload), Refused) for one in mail)


def counted(centre: Centre, sql: str) -> int:
    return int(str(centre.rows(sql)[0][0]))


def test_whatever_comes_is_taken_in_or_counted_with_its_reason_and_holds_up_nobody(centre: Centre) -> None:
    mischief = Mischief(seed=6).mail()
    turns = range(1, FRAMES // AT_ONCE + 2)
    mail = ((turn, list(islice(mischief, AT_ONCE))) for turn in turns)
    answers = [(pelt(centre, some, turn), refused(some)) for turn, some in mail]
    assert [upto for upto, _ in answers] == list(turns)
    whole = counted(centre, "SELECT count(*) FROM rejected WHERE seq IS NULL")
    assert whole == sum(bad for _, bad in answers)
    tally = centre.aggregator.tally
    assert set(tally.rejected) <= REASONS - {"unreadable"}
    assert tally.rejected.total() == counted(centre, "SELECT count(*) FROM rejected")
    assert tally.write_errors == 0


def test_after_it_sums_events_and_progress_still_agree(centre: Centre) -> None:
    mischief = Mischief(seed=66).mail()
    turns = range(1, FRAMES // AT_ONCE // 5 + 2)
    assert [pelt(centre, list(islice(mischief, AT_ONCE)), turn) for turn in turns] == list(turns)
    events = counted(centre, "SELECT count(*) FROM event")
    aside = counted(centre, "SELECT count(*) FROM set_aside")
    arrived = counted(centre, "SELECT sum(seq_high - missing) FROM progress")
    assert events + aside == arrived
    issued = counted(centre, "SELECT count(*) FROM event WHERE kind = 'ticket.issued'")
    assert (
        counted(centre, "SELECT sum(value) FROM figure WHERE area = '19' AND measure = 'tickets'") == issued
    )
    before = centre.rows("SELECT kiosk, epoch, upto, seq_high, missing FROM progress ORDER BY kiosk, epoch")
    centre.restart()
    assert pelt(centre, [], len(turns) + 1) == len(turns) + 1
    after = centre.rows("SELECT kiosk, epoch, upto, seq_high, missing FROM progress ORDER BY kiosk, epoch")
    assert [row for row in after if row[0] != HONEST] == [row for row in before if row[0] != HONEST]
