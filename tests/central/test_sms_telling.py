"""Which facts of kiosks put an SMS, on both engines; and that no number is kept where it does not belong."""

import pytest

from central.sms import contacts
from central.sms.outbox import Post
from mqtt.messages import Event
from tests.central.conftest import Centre
from tests.central.texting import CODE, PHONE, WARD, Texting, contact, keys, moved, received, soon
from tests.central.wire import EPOCH, NOW, OTHER_EPOCH, event, frame_of, later, strange_event


@pytest.fixture
def texting(centre: Centre) -> Texting:
    return Texting(centre)


def everything(centre: Centre) -> str:
    tables = ("event", "rejected", "set_aside", "contact", "sms")
    return "".join(str(centre.rows(f"SELECT * FROM {table}")) for table in tables)


def test_a_dossier_from_received_to_ready_puts_three(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received()), event(2, moved(5)), event(3, moved(2, before=5))))
    texting.centre.receive(
        frame_of(event(4, moved(4)), event(5, moved(9, before=4)), event(6, moved(10, before=9)))
    )
    assert texting.states() == [("received", "waiting"), ("supplement", "waiting"), ("ready", "waiting")]


def test_what_was_filed_from_home_is_told_once_an_officer_receives_it(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received(state=1))))
    assert texting.states() == []
    texting.centre.receive(frame_of(event(2, moved(5, before=1)), event(3, moved(2, before=5))))
    assert texting.states() == [("supplement", "waiting"), ("received", "waiting")]


def test_the_same_frame_again_puts_nothing(texting: Texting) -> None:
    frames = [frame_of(event(1, received())), frame_of(event(2, soon()))]
    texting.centre.receive(*frames, *frames)
    texting.restart()
    texting.centre.receive(*frames)
    assert texting.states() == [("received", "waiting"), ("soon", "waiting")]
    assert texting.centre.summary().rejected == 0


def test_without_a_contact_nobody_is_told(texting: Texting) -> None:
    texting.centre.receive(
        frame_of(event(1, received(sealed=None)), event(2, moved(9)), event(3, soon(sealed=None)))
    )
    assert texting.states() == []


def test_the_number_is_in_no_table_and_not_in_the_events(texting: Texting) -> None:
    first, second = contact(), contact()
    texting.centre.receive(
        frame_of(event(1, received(sealed=first))), frame_of(event(2, soon(sealed=second)))
    )
    kept = everything(texting.centre)
    assert [text in kept for text in (PHONE, PHONE[3:], first, second, '"contact"')] == [False] * 5


def test_what_is_kept_opens_to_the_number_that_was_left(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received())))
    sealed = contacts.of_dossier(texting.centre.store.writer, WARD, CODE)
    assert keys().unseal((sealed or "").encode()) == PHONE.encode()


def test_the_last_number_of_a_dossier_counts(texting: Texting) -> None:
    database = texting.centre.store.writer
    with texting.centre.store.transaction():
        contacts.keep(database, keys(), ward=WARD, code=CODE, phone="0912345678", at=NOW)
        contacts.keep(database, keys(), ward=WARD, code=CODE, phone="0987 654 321", at=NOW)
    sealed = contacts.of_dossier(database, WARD, CODE)
    assert keys().unseal((sealed or "").encode()) == b"+84987654321"


def test_a_number_that_came_from_home_is_told_of_what_the_kiosk_says(texting: Texting) -> None:
    with texting.centre.store.transaction():
        database = texting.centre.store.writer
        contacts.keep(database, keys(), ward=WARD, code=CODE, phone="0912345678", at=NOW)
    texting.centre.receive(frame_of(event(1, received(sealed=None))))
    assert texting.states() == [("received", "waiting")]


def test_another_content_under_the_same_key_is_still_a_conflict(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received())))
    texting.centre.receive(frame_of(event(1, received("19.05518.0002"))))
    assert texting.centre.reasons() == ["conflict"]
    assert '"contact":"(removed)"' in str(texting.centre.rows("SELECT payload FROM rejected"))


def test_a_refused_event_shows_no_contact(texting: Texting) -> None:
    secret = contact()
    data = f'{{"day":"never","contact" : "{secret}"}}'.encode()
    texting.centre.receive(frame_of(strange_event(1, "dossier.received", data)))
    assert secret not in everything(texting.centre)


@pytest.mark.parametrize(
    ("phone", "reason"),
    [
        ("+16502530000", "a foreign number (+1); SMS go to Vietnamese numbers only"),
        ("02438255555", "not a mobile number; SMS reach mobile telephones only"),
        ("0912", "no number of Vietnam; a mobile number has ten digits, as in 0912 345 678"),
    ],
)
def test_a_number_that_no_sms_reaches_is_shown_as_failed(texting: Texting, phone: str, reason: str) -> None:
    texting.centre.receive(
        frame_of(event(1, received(sealed=contact(phone)))), frame_of(event(2, soon(sealed=contact(phone))))
    )
    assert texting.states() == [("received", "failed"), ("soon", "failed")]
    assert texting.reasons() == [reason, reason]
    assert texting.centre.summary().rejected == 0


def test_a_contact_sealed_for_another_key_is_shown_as_failed(texting: Texting) -> None:
    strange = contact()[:-4] + "AAAA"
    texting.centre.receive(frame_of(event(1, received(sealed=strange))))
    assert texting.states() == [("received", "failed")]
    assert "give the kiosk the centre's newest one" in texting.reasons()[0]
    assert texting.centre.rows("SELECT count(*) FROM event") == [(1,)]


def test_a_number_that_is_soon_called_is_told_within_ten_minutes_or_never(texting: Texting) -> None:
    texting.centre.receive(
        frame_of(event(1, soon("A001"), at=later(-599)), event(2, soon("A002"), at=later(-601)))
    )
    assert texting.states() == [("soon", "waiting"), ("soon", "expired")]


def test_a_kiosk_whose_clock_is_not_set_tells_of_dossiers_all_the_same(texting: Texting) -> None:
    told = event(1, received(), at=later(-10 * 365 * 86400))
    unset = Event(told.seq, told.id, told.kind, told.at, "unsynced", told.data)
    texting.centre.receive(frame_of(unset))
    assert texting.states() == [("received", "waiting")]


def test_what_happened_weeks_ago_is_no_news(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received(), at=later(-15 * 86400))))
    assert texting.states() == [("received", "expired")]


def test_where_the_kiosk_itself_sends_the_centre_does_not(centre: Centre) -> None:
    texting = Texting(centre, post=Post(keys(), sent_by_kiosk=frozenset({WARD})))
    texting.centre.receive(frame_of(event(1, received())), frame_of(event(2, soon())))
    assert texting.states() == []


def test_a_centre_without_a_driver_keeps_contacts_and_puts_nothing(centre: Centre) -> None:
    texting = Texting(centre, post=Post(keys(), sends=False))
    texting.centre.receive(frame_of(event(1, received())))
    assert (texting.states(), centre.rows("SELECT count(*) FROM contact")) == ([], [(1,)])


def test_a_centre_without_a_key_takes_the_facts_in_and_keeps_no_contact(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received())), frame_of(event(2, soon())))
    assert centre.rows("SELECT count(*) FROM event") == [(2,)]
    assert centre.rows("SELECT count(*) FROM contact") == [(0,)]
    assert '"contact"' not in everything(centre)


def test_after_an_uncommitted_batch_nothing_was_put(texting: Texting) -> None:
    with pytest.raises(RuntimeError), texting.centre.store.transaction():
        contacts.keep(texting.centre.store.writer, keys(), ward=WARD, code=CODE, phone="0912345678", at=NOW)
        raise RuntimeError
    assert texting.centre.rows("SELECT count(*) FROM contact") == [(0,)]


def test_a_new_card_in_a_kiosk_tells_its_own_facts(texting: Texting) -> None:
    texting.centre.receive(
        frame_of(event(1, soon("A001")), epoch=EPOCH), frame_of(event(1, soon("A002")), epoch=OTHER_EPOCH)
    )
    assert texting.states() == [("soon", "waiting"), ("soon", "waiting")]


def test_the_sms_names_the_ward_the_code_and_the_day(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(1, received(due="2026-11-25"))))
    [(text, wide, segments)] = texting.centre.rows("SELECT text, wide, segments FROM sms")
    assert (
        text == f"Bo phan Mot cua phuong Song Cong: da tiep nhan ho so {CODE}. Hen tra ket qua: 25/11/2026."
    )
    assert (wide, segments) == (0, 1)
