"""Every condition under which an alert opens, stands and ends, as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from central.alerting.rules import KINDS, RULES, Kind, Known, Moment, Standing, judge, opened_at
from central.settings import Alerts

LIMITS = Alerts(closed_days=("2026-09-02",))
THURSDAY_9 = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
OPENED = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
NOW = Moment(THURSDAY_9, OPENED, datetime(2026, 11, 1, tzinfo=UTC), LIMITS)
SHUT = replace(NOW, opened_at=None)
WELL = Known("19/05518/k1", last_seen_at=THURSDAY_9)


def ago(minutes: float) -> datetime:
    return THURSDAY_9 - timedelta(minutes=minutes)


def standing(kind: Kind, detail: str = "before", *, acknowledged: bool = False) -> dict[Kind, Standing]:
    return {kind: Standing(detail, acknowledged)}


LAST_NIGHT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)

TABLE: list[tuple[str, Kind, Known, Moment, str | None]] = [
    ("heard 14 minutes ago", "offline", replace(WELL, last_seen_at=ago(14)), NOW, None),
    (
        "silent for 15 minutes",
        "offline",
        replace(WELL, last_seen_at=ago(15)),
        NOW,
        "2026-11-26T01:45:00.000Z",
    ),
    ("silent, the office is shut", "offline", replace(WELL, last_seen_at=ago(60)), SHUT, None),
    ("never heard at all", "offline", replace(WELL, last_seen_at=None), NOW, None),
    (
        "off overnight, the office opened 14 minutes ago",
        "offline",
        replace(WELL, last_seen_at=LAST_NIGHT),
        replace(NOW, opened_at=ago(14)),
        None,
    ),
    (
        "off overnight, the office opened 15 minutes ago",
        "offline",
        replace(WELL, last_seen_at=LAST_NIGHT),
        replace(NOW, opened_at=ago(15)),
        "2026-11-25T10:30:00.000Z",
    ),
    (
        "silent, but the centre listens only since 14 minutes",
        "offline",
        replace(WELL, last_seen_at=ago(60)),
        replace(NOW, listening_since=ago(14)),
        None,
    ),
    (
        "still silent when the office shuts",
        "offline",
        replace(WELL, last_seen_at=ago(60), standing=standing("offline")),
        SHUT,
        "before",
    ),
    ("heard again", "offline", replace(WELL, standing=standing("offline")), NOW, None),
    ("all there", "gap", WELL, NOW, None),
    ("missing, and it moves", "gap", replace(WELL, missing=9, stuck_since=ago(4.9)), NOW, None),
    ("missing and stuck for 5 minutes", "gap", replace(WELL, missing=9, stuck_since=ago(5)), NOW, "9"),
    (
        "a known gap that drains",
        "gap",
        replace(WELL, missing=2, stuck_since=ago(0), standing=standing("gap", "9")),
        NOW,
        "9",
    ),
    ("a known gap that is full", "gap", replace(WELL, standing=standing("gap", "9")), NOW, None),
    ("paper for today", "paper", replace(WELL, paper="ok"), NOW, None),
    ("paper nearly out", "paper", replace(WELL, paper="near_end"), NOW, None),
    ("no printer", "paper", replace(WELL, paper="absent"), NOW, None),
    ("a heartbeat's fault", "paper", replace(WELL, paper="fault"), NOW, "fault"),
    (
        "the printer's own word",
        "paper",
        replace(WELL, paper="fault", faults={"printer": "cover_open"}),
        NOW,
        "cover_open",
    ),
    (
        "its word forgotten, the fault not over",
        "paper",
        replace(WELL, paper="fault", standing=standing("paper", "out_of_paper")),
        NOW,
        "out_of_paper",
    ),
    ("another device's fault", "paper", replace(WELL, faults={"button-1": "stuck"}), NOW, None),
    (
        "buttons",
        "button",
        replace(WELL, faults={"button-3": "stuck", "button-1": "stuck"}),
        NOW,
        "button-1 button-3",
    ),
    ("the printer is no button", "button", replace(WELL, faults={"printer": "error"}), NOW, None),
    ("room enough", "disk", replace(WELL, disk_free_mb=500), NOW, None),
    ("little room", "disk", replace(WELL, disk_free_mb=499), NOW, "499"),
    (
        "not enough room yet",
        "disk",
        replace(WELL, disk_free_mb=624, standing=standing("disk", "499")),
        NOW,
        "499",
    ),
    ("room again", "disk", replace(WELL, disk_free_mb=625, standing=standing("disk", "499")), NOW, None),
    ("no disk is measured", "disk", replace(WELL, standing=standing("disk", "499")), NOW, None),
    ("warm", "temperature", replace(WELL, temperature_c=79.9), NOW, None),
    ("hot", "temperature", replace(WELL, temperature_c=80.04), NOW, "80.0"),
    (
        "hardly cooler",
        "temperature",
        replace(WELL, temperature_c=75.1, standing=standing("temperature")),
        NOW,
        "before",
    ),
    ("cool", "temperature", replace(WELL, temperature_c=75.0, standing=standing("temperature")), NOW, None),
    ("no thermometer", "temperature", WELL, NOW, None),
    ("a set clock", "clock", replace(WELL, clock="synced", unsynced_since=ago(90)), NOW, None),
    ("unset for 59 minutes", "clock", replace(WELL, clock="unsynced", unsynced_since=ago(59)), NOW, None),
    (
        "unset for an hour",
        "clock",
        replace(WELL, clock="unsynced", unsynced_since=ago(60)),
        NOW,
        "2026-11-26T01:00:00.000Z",
    ),
    (
        "unset, and the centre was started anew",
        "clock",
        replace(WELL, clock="unsynced", unsynced_since=ago(0), standing=standing("clock")),
        NOW,
        "before",
    ),
    ("nothing forged", "tamper", WELL, NOW, None),
    (
        "forged",
        "tamper",
        replace(WELL, tampers=frozenset({"wrong_kiosk", "conflict"})),
        NOW,
        "conflict wrong_kiosk",
    ),
    ("forged, long over", "tamper", replace(WELL, standing=standing("tamper", "conflict")), NOW, "conflict"),
    (
        "forged, and somebody knows",
        "tamper",
        replace(WELL, standing=standing("tamper", acknowledged=True)),
        NOW,
        None,
    ),
    ("an own modem that sends", "sms", replace(WELL, faults={"printer": "cutter"}), NOW, None),
    ("an own modem that cannot", "sms", replace(WELL, faults={"modem": "not_ready"}), NOW, "not_ready"),
    ("the centre's SMS are well", "sms", Known("19", standing=standing("sms")), NOW, None),
    ("no receipts come", "sms", Known("19", sms="no_receipts later"), NOW, "no_receipts later"),
    (
        "still none, counted from another SMS",
        "sms",
        Known("19", sms="no_receipts later", standing=standing("sms", "no_receipts first")),
        NOW,
        "no_receipts first",
    ),
    (
        "now they do not even go out",
        "sms",
        Known("19", sms="stuck later", standing=standing("sms", "no_receipts first")),
        NOW,
        "stuck later",
    ),
]


@pytest.mark.parametrize(
    ("kind", "known", "moment", "detail"),
    [row[1:] for row in TABLE],
    ids=[f"{row[1]}: {row[0]}" for row in TABLE],
)
def test_an_alert_holds_as_the_table_says(
    kind: Kind, known: Known, moment: Moment, detail: str | None
) -> None:
    assert RULES[kind](known, moment) == detail


def test_every_kind_has_its_rule_and_its_rows_in_the_table() -> None:
    assert tuple(RULES) == KINDS
    assert {row[1] for row in TABLE} == set(KINDS)


def test_a_well_kiosk_has_no_alert_and_all_is_known() -> None:
    assert judge(WELL, NOW) == ({}, frozenset())


def test_a_silent_kiosk_is_not_judged_by_what_it_said_long_ago() -> None:
    silent = replace(WELL, last_seen_at=ago(60), paper="fault", clock="unsynced", temperature_c=99.0)
    holds, unknown = judge(silent, NOW)
    assert set(holds) == {"offline"}
    assert unknown == {"gap", "paper", "disk", "temperature", "clock"}


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        (datetime(2026, 11, 26, 0, 29, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 26, 0, 30, tzinfo=UTC), OPENED),
        (datetime(2026, 11, 26, 10, 29, 59, tzinfo=UTC), OPENED),
        (datetime(2026, 11, 26, 10, 30, tzinfo=UTC), None),
        (datetime(2026, 11, 28, 2, 0, tzinfo=UTC), None),
        (datetime(2026, 9, 2, 2, 0, tzinfo=UTC), None),
    ],
    ids=["before", "as it opens", "until the end", "as it shuts", "on a Saturday", "on a holiday"],
)
def test_offices_are_open_in_vietnams_hours(now: datetime, opened: datetime | None) -> None:
    assert opened_at(now, LIMITS) == opened


@pytest.mark.parametrize(
    ("day", "limits", "works"),
    [
        ("2027-02-05", Alerts(), False),
        ("2027-02-05", Alerts(public_holidays=False), True),
        ("2027-04-30", Alerts(), False),
        ("2027-02-16", Alerts(), True),
        ("2027-02-05", Alerts(open_days=("2027-02-05",)), True),
        ("2027-02-20", Alerts(open_days=("2027-02-20",)), True),
        ("2027-02-20", Alerts(), False),
    ],
)
def test_no_kiosk_is_missed_on_a_public_holiday_unless_it_is_worked_on(
    day: str, limits: Alerts, works: bool
) -> None:
    nine = datetime.fromisoformat(f"{day}T02:00:00+00:00")
    assert (opened_at(nine, limits) is not None) == works
