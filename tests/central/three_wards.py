"""A centre with something of everything in three wards: the own one, its neighbour, one of another province.

Owns the rows that tests of narrowing and export look for. Refuses assertions.
"""

from central.booking.models import Booking
from central.store.models import Alert, Command, Dossier, Sms
from mqtt.facts import Fact, RatingGiven, TicketIssued, TicketServed
from tests.central.conftest import Centre
from tests.central.wire import DAY, event, frame_of, heartbeat, incoming, state

OWN, NEIGHBOUR, FAR = "19/05518/k1", "19/01864/k1", "20/06001/k1"


def furnish(centre: Centre, kiosk: str, *, officer: str, number: str) -> None:
    """A row of everything there is, for one kiosk."""
    facts: list[Fact] = [
        *[TicketIssued(day=DAY, number=f"{number}{seq:02}", service="ho-tich") for seq in range(40)],
        *[served(officer, f"{number}{seq:02}") for seq in range(40)],
        *[pressed(officer) for _ in range(40)],
    ]
    centre.receive(state("online", kiosk=kiosk), heartbeat(seq_high=0, kiosk=kiosk))
    centre.receive(*[frame_of(event(seq, fact), kiosk=kiosk) for seq, fact in enumerate(facts, 1)])
    centre.receive(incoming(f"motcua/1/{kiosk}/ticket", b"{"))
    province, ward, _ = kiosk.split("/")
    when = "2026-11-21T02:00:00.000Z"
    with centre.store.writer.atomic():
        centre.store.writer.execute(Alert.insert(kiosk=kiosk, kind="paper", detail=officer, opened_at=when))
        centre.store.writer.execute(Command.insert(command(kiosk, officer, when)))
        centre.store.writer.execute(Dossier.insert(dossier(province, ward, officer, when)))
        centre.store.writer.execute(Sms.insert(sms(f"{province}/{ward}", officer, when)))
        centre.store.writer.execute(Booking.insert(booking(f"{province}/{ward}", when)))


def served(officer: str, number: str) -> TicketServed:
    return TicketServed(
        day=DAY,
        number=number,
        service="ho-tich",
        officer=officer,
        counter=1,
        waited_seconds=60,
        service_seconds=300,
    )


def pressed(officer: str) -> RatingGiven:
    return RatingGiven(
        day=DAY, level="satisfied", scale=["satisfied", "unsatisfied"], source="button", officer=officer
    )


def command(kiosk: str, officer: str, when: str) -> dict[str, object]:
    return {
        "kiosk": kiosk,
        "counter": 1,
        "word": "reprint",
        "payload": "{}",
        "issued_at": when,
        "expires_at": when,
        "issued_by": officer,
    }


def dossier(province: str, ward: str, officer: str, when: str) -> dict[str, object]:
    return {
        "province": province,
        "ward": ward,
        "code": f"H{province}-{ward}-1",
        "procedure": "1.001193",
        "field": "Hộ tịch",
        "channel": "direct",
        "officer": officer,
        "received_day": DAY,
        "due": DAY,
        "state": 4,
        "state_at": when,
        "waited_days": 0,
        "source": "kiosk",
        "said_at": when,
        "epoch": "e",
        "seq": 1,
    }


def sms(ward: str, subject: str, when: str) -> dict[str, object]:
    return {
        "fact": f"{ward}/{subject}",
        "kind": "received",
        "ward": ward,
        "subject": subject,
        "text": "",
        "wide": 0,
        "segments": 1,
        "state": "sent",
        "reference": ward,
        "next_at": when,
        "not_after": when,
        "created_at": when,
        "changed_at": when,
    }


def booking(ward: str, when: str) -> dict[str, object]:
    return {
        "ward": ward,
        "id": "00000001",
        "service": "ho-tich",
        "day": DAY,
        "slot": "08:00",
        "minutes": 15,
        "state": "presented",
        "made_at": when,
        "changed_at": when,
    }
