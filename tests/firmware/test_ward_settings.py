"""Settings that the centre sends: judged before they are kept, tried, proved, and given up if they fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware import pulse, ward_settings
from firmware.chores import PROOF_SECONDS, ChoresTurn, Hands
from firmware.errors import SettingsError
from firmware.events import SettingsProved
from firmware.screens import Home
from firmware.settings import Settings
from firmware.settings_file import overlaid
from firmware.store import Reader
from firmware.ward_settings import MOST_TRIES, InForce
from tests.bench import START, KioskBench, TurnedClock, ward
from tests.firmware.commands import Voice
from tests.firmware.living import organs

BASE = ward(pins={"technician": "$argon2id$t", "cb01": "$argon2id$1"}, hours={"monday": ["07:30-17:00"]})
NEW = """
[[services]]
code = "mot-cua"
letter = "M"
name = "Một cửa"
[[officers]]
id = "cb09"
name = "Phạm Thị Mới"
[pins]
cb09 = "$argon2id$9"
"""
NEWER = NEW.replace("Một cửa", "Tiếp nhận")
BAD = NEW.replace('letter = "M"', 'letter = "mm"')


class Ward:
    """One kiosk over many starts; `start` is what `firmware.kiosk` does first."""

    def __init__(self, folder: Path) -> None:
        self.kiosk = KioskBench(folder, BASE, TurnedClock())
        self.voice = Voice(self.kiosk)

    def start(self) -> InForce:
        self.kiosk.power_cycle()
        self.voice = Voice(self.kiosk, counter=self.voice.counter)
        return ward_settings.begin(self.kiosk.store, BASE, self.kiosk.clock.now())

    def prove(self, counter: int) -> None:
        self.kiosk.core.handle(SettingsProved(counter))

    def services(self) -> list[str]:
        return [service.name for service in self.start().settings.services]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(tmp_path)
    yield ward
    ward.kiosk.store.close()
    ward.kiosk.reader.close()


# ---- judged


def test_the_wards_tables_replace_the_machines_whole_and_pins_come_on_top() -> None:
    merged = overlaid(BASE, NEW)
    assert [service.code for service in merged.services] == ["mot-cua"]
    assert merged.pins == {"technician": "$argon2id$t", "cb01": "$argon2id$1", "cb09": "$argon2id$9"}
    assert (merged.kiosk, merged.mqtt, merged.hours) == (BASE.kiosk, BASE.mqtt, BASE.hours)


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ('[kiosk]\nid = "k2"', "kiosk: is the machine's own; the ward's tables are services, counters"),
        ('[mqtt]\nhost = "elsewhere"', "mqtt: is the machine's own"),
        ('[command]\nkey = "mine"', "command: is the machine's own"),
        ('[pins]\ntechnician = "$argon2id$x"', "pins.technician: is the machine's own; leave it out"),
        ("pins = 5", "pins: Expected `object`, got `int`"),
        ("[[services]", "not TOML"),
        (BAD, r"services\[0\].letter: Expected `str` matching regex"),
        (NEW.replace('letter = "M"', ""), r"services\[0\].letter: Object missing required field `letter`"),
        ("services = []", "services: none; add at least one"),
        ('[hours]\nmonday = ["17:00-07:30"]', "hours.monday"),
        (NEW + '[[counters]]\nnumber = 1\nservices = ["gone"]', "counters.services: counter 1 serves 'gone'"),
    ],
)
def test_what_is_wrong_with_settings_is_named_by_key(toml: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        overlaid(BASE, toml)


def test_bad_settings_come_back_as_the_answer_and_nothing_is_kept(office: Ward) -> None:
    office.voice.say("config", {"toml": BAD})
    [(counter, outcome, reason)] = office.voice.answers
    assert (counter, outcome) == (1, "refused")
    assert "letter" in reason
    assert office.start() == InForce(BASE)


# ---- tried, proved, given up


def test_good_settings_are_in_force_from_the_next_start_and_answered_once_proved(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    assert office.voice.answers == []
    assert office.services() == ["Một cửa"]
    assert office.voice.answers == []
    office.prove(1)
    office.prove(1)
    assert office.voice.answers == [(1, "done", "")]
    assert (office.start().version, office.services()) == (1, ["Một cửa"])


def test_settings_with_which_the_kiosk_never_comes_up_are_given_up_for_those_of_before(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    office.start()
    office.prove(1)
    office.voice.say("config", {"toml": NEWER})
    tried = [office.start().version for _ in range(MOST_TRIES)]
    assert tried == [2] * MOST_TRIES
    assert (office.start().version, office.services()) == (1, ["Một cửa"])
    assert office.voice.answers[1:] == [
        (2, "refused", "the kiosk did not come up with it in 3 tries; the settings of before stay")
    ]


def test_the_first_ones_that_fail_leave_the_file_in_force(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    [office.start() for _ in range(MOST_TRIES)]
    assert office.start() == InForce(BASE)


def test_newer_settings_take_the_place_of_those_that_never_came_into_force(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    office.voice.say("config", {"toml": NEWER})
    assert office.services() == ["Tiếp nhận"]
    assert [answer[:2] for answer in office.voice.answers] == [(1, "refused")]
    assert "command 2 came before it was in force" in office.voice.answers[0][2]


def test_settings_that_another_version_does_not_read_cost_nothing_but_themselves(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    office.start()
    office.prove(1)
    office.kiosk.store._database.execute_sql("UPDATE ward_settings SET toml = '[of_the_future]'")
    assert office.start() == InForce(BASE)
    assert office.voice.answers == [(1, "done", "")]


def test_a_command_to_set_is_not_kept_twice_over_a_power_cut(office: Ward) -> None:
    payload = office.voice.say("config", {"toml": NEW})
    office.start()
    Voice(office.kiosk).send(payload)
    assert office.kiosk.reader.rows("SELECT counter, tries FROM ward_settings") == [(1, 1)]


# ---- the chores


class Chores:
    """The turn beside a kiosk whose office is shut, unless said otherwise."""

    def __init__(self, office: Ward, version: int, **changes: object) -> None:
        self.clock = office.kiosk.clock
        self.restarts = self.kept = 0
        self.proved: list[int] = []
        self.wishes = office.kiosk.folder
        hands = Hands(self._tell, self._start_again, self._keep_time, office.kiosk.folder)
        reader = Reader(office.kiosk.store.path)
        self.turn = ChoresTurn(organs(**changes), reader, hands, version)

    def turns(self, seconds: float) -> None:
        for _ in range(int(seconds / 5)):
            self.turn(self.clock.now())
            self.clock.advance(5)

    def _tell(self, event: SettingsProved) -> bool:
        self.proved.append(event.counter)
        return True

    def _start_again(self) -> None:
        self.restarts += 1

    def _keep_time(self) -> None:
        self.kept += 1


EVENING = START.replace(hour=13)


def test_the_time_is_kept_whether_or_not_anything_else_is_due(office: Ward) -> None:
    chores = Chores(office, 0, core=lambda *_: False)
    chores.turns(15)
    assert chores.kept == 3


def test_half_a_minute_of_health_proves_settings_once(office: Ward) -> None:
    chores = Chores(office, 7)
    chores.turns(PROOF_SECONDS)
    assert chores.proved == []
    chores.turns(30)
    assert chores.proved == [7]


@pytest.mark.parametrize("part", ["core", "face", "database", "first_drawn"])
def test_a_kiosk_with_a_dead_part_proves_nothing(office: Ward, part: str) -> None:
    chores = Chores(office, 7, **{part: lambda *_: False})
    chores.turns(300)
    assert chores.proved == []


def test_in_the_evening_the_kiosk_starts_again_with_the_new_settings(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    office.kiosk.clock.wall = EVENING
    chores = Chores(office, 0)
    chores.turns(5)
    assert chores.restarts == 1


@pytest.mark.parametrize(
    ("changes", "trusted", "hour"),
    [
        ({}, True, 1),
        ({}, False, 13),
        ({"screen": Home}, True, 13),
    ],
    ids=["the office is open", "the clock is not set", "somebody is at the screen"],
)
def test_it_waits_for_a_quiet_moment(
    office: Ward, changes: dict[str, object], trusted: bool, hour: int
) -> None:
    office.voice.say("config", {"toml": NEW})
    office.kiosk.clock.wall, office.kiosk.clock.trusted = START.replace(hour=hour), trusted
    chores = Chores(office, 0, **changes)
    chores.turns(60)
    assert chores.restarts == 0


def test_settings_that_are_in_force_are_no_reason_to_start_again(office: Ward) -> None:
    office.voice.say("config", {"toml": NEW})
    version = office.start().version
    office.kiosk.clock.wall = EVENING
    chores = Chores(office, version)
    chores.turns(60)
    assert chores.restarts == 0


def test_the_updater_is_woken_once_for_a_command(tmp_path: Path) -> None:
    settings: Settings = ward(updates={"url": "https://centre.example:8443"})
    office = Ward(tmp_path)
    office.kiosk.settings = settings
    office.kiosk.power_cycle()
    chores = Chores(office, 0)
    chores.turns(5)
    assert pulse.last_wish(tmp_path) == 0
    Voice(office.kiosk).say("update")
    chores.turns(5)
    first = pulse.last_wish(tmp_path)
    assert first > 0
    chores.turns(5)
    assert pulse.last_wish(tmp_path) == first
