"""The centre's list of dossiers at the kiosk: a second source beside its own register."""

from datetime import date, timedelta

from firmware import lookups as look
from firmware.lookups import DossierCard
from firmware.register import ListArrived, list_version, view
from mqtt.dossiers import Listed
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing
from tests.firmware.inquiring import ask_for

PUBLISHED = "2026-11-23T00:30:00.000Z"


def arrived(*listed: Listed, version: int = 1) -> ListArrived:
    return ListArrived(version, PUBLISHED, listed)


def listed(code: str = "000.00.06.G04-261120-0007", state: int = 4, **more: object) -> Listed:
    return Listed(code=code, state=state, at="2026-11-22T03:00:00.000Z", **more)  # type: ignore[arg-type]


def test_a_dossier_of_the_centres_list_is_known_with_its_age(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed(due="2026-12-03", counter=3)))
    ask_for(filing, "0000006G042611200007")
    card = filing.shows(DossierCard)
    assert (card.dossier, card.state, card.due) == ("000.00.06.G04-261120-0007", 4, date(2026, 12, 3))
    assert (card.counter, card.pin_offered, card.late) == (3, False, False)
    assert card.as_of.isoformat() == "2026-11-23T07:30:00+07:00"
    filing.touch(look.DossierDetailsAsked())
    filing.shows(DossierCard)


def test_whichever_source_changed_last_says_the_state(filing: FilingBench) -> None:
    code = filing.received()
    filing.core.handle(arrived(listed(code, state=9)))
    ask_for(filing, code)
    assert filing.shows(DossierCard).state == 2
    newer = Listed(code=code, state=9, at="2026-11-23T02:00:00.000Z")
    filing.core.handle(arrived(newer, version=2))
    ask_for(filing, code)
    card = filing.shows(DossierCard)
    assert (card.state, card.due, card.counter, card.pin_offered) == (9, date(2026, 12, 1), 1, True)
    assert card.as_of - filing.clock.now().local == timedelta(hours=1)


def test_a_new_list_replaces_the_old_one_whole(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed("HS-0001"), listed("HS-0002")))
    filing.core.handle(arrived(listed("HS-0002"), version=2))
    assert list_version(filing.reader.rows) == 2
    now = filing.clock.now()
    assert view(filing.reader.rows, "HS-0001", now) is None
    assert view(filing.reader.rows, "hs 0002", now) is not None


def test_the_list_survives_a_power_cut(filing: FilingBench) -> None:
    filing.core.handle(arrived(listed("HS-0001")))
    filing.power_cycle()
    ask_for(filing, "HS-0001")
    filing.shows(DossierCard)
