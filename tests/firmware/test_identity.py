"""The folder on the card: what is taken over, what is refused, and that no power cut makes half of it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from firmware.appliance.__main__ import main as appliance
from firmware.settings_file import load
from tests.firmware.offered import PowerCut, enrolment, fuse, offer, settings

FIRST, SECOND = "05518", "05521"


class Machine:
    """A card and a data partition; `boot` is the oneshot before the kiosk."""

    def __init__(self, folder: Path) -> None:
        self.card, self.data = folder / "bootcfg", folder / "data"
        self.wards = folder / "wards.csv"
        self.card.mkdir()
        self.data.mkdir()

    def boot(self) -> int:
        words = (
            "--card",
            str(self.card),
            "--data",
            str(self.data),
            "--owner",
            "",
            "--wards",
            str(self.wards),
        )
        return appliance(["identity", *words])

    def boot_until_cut(self, monkeypatch: pytest.MonkeyPatch, operations: int) -> bool:
        """True if the power went before the boot was over."""
        with monkeypatch.context() as wires:
            fuse(wires, operations)
            try:
                self.boot()
            except PowerCut:
                return True
        return False

    def enrolled(self) -> None:
        """What the kiosk does with its identity: key, certificate, a database; the secret is gone."""
        (self.identity / "kiosk.key").write_text("key of the first")
        (self.identity / "kiosk.crt").write_text("certificate of the first")
        (self.identity / "enrolment.toml").unlink()
        (self.data / "kiosk" / "kiosk.db").write_text("rows of the first")

    @property
    def identity(self) -> Path:
        return self.data / "identity"

    @property
    def ward(self) -> str:
        return load(self.identity / "kiosk.toml").kiosk.ward

    @property
    def problem(self) -> Any:
        return json.loads((self.identity / "problem.json").read_text(encoding="utf-8"))

    def has(self, *names: str) -> list[bool]:
        return [(self.identity / name).exists() for name in names]

    def everywhere(self, name: str) -> list[str]:
        """The text of each file of that name on the data partition."""
        return [path.read_text(encoding="utf-8") for path in sorted(self.data.rglob(name))]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def settled(machine: Machine) -> Machine:
    """Long enrolled for its first ward."""
    offer(machine.card, FIRST)
    machine.boot()
    machine.enrolled()
    return machine


# ---------------------------------------------------------------- taken over


def test_a_good_folder_is_taken_over_and_its_secret_leaves_the_card(machine: Machine) -> None:
    offer(machine.card)
    assert machine.boot() == 0
    assert machine.ward == FIRST
    assert machine.has("ca.crt", "enrolment.toml", "problem.json") == [True, True, False]
    assert sorted(path.name for path in machine.card.iterdir()) == ["ca.crt", "kiosk.toml"]


def test_the_next_boot_changes_nothing(settled: Machine) -> None:
    assert settled.boot() == 0
    assert settled.has("kiosk.key", "kiosk.crt", "enrolment.toml") == [True, True, False]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_an_empty_card_is_no_fault(machine: Machine) -> None:
    assert machine.boot() == 0
    assert machine.has("kiosk.toml", "problem.json") == [False, False]


def test_a_folder_without_enrolment_makes_a_kiosk_that_works_alone(machine: Machine) -> None:
    offer(machine.card, secret=None)
    machine.boot()
    assert machine.ward == FIRST


def test_settings_mended_on_the_card_come_into_force_and_the_certificate_stays(settled: Machine) -> None:
    (settled.card / "kiosk.toml").write_text(settings(name="UBND phường Mới"), encoding="utf-8")
    settled.boot()
    assert load(settled.identity / "kiosk.toml").kiosk.name == "UBND phường Mới"
    assert settled.has("kiosk.key", "kiosk.crt") == [True, True]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_a_file_written_by_a_windows_editor_is_read(machine: Machine) -> None:
    offer(machine.card)
    text = settings().replace("\n", "\r\n").encode("utf-8-sig")
    (machine.card / "kiosk.toml").write_bytes(text)
    machine.boot()
    assert machine.ward == FIRST


def test_the_key_of_nobody_else_can_be_read_but_by_the_owner(machine: Machine) -> None:
    offer(machine.card)
    machine.boot()
    assert machine.identity.stat().st_mode & 0o777 == 0o750
    assert (machine.identity / "enrolment.toml").stat().st_mode & 0o007 == 0


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("file", "content", "code", "words"),
    [
        ("kiosk.toml", b"[kiosk\n", "settings", "not TOML"),
        ("kiosk.toml", settings("5518").encode(), "settings", "kiosk.ward"),
        ("kiosk.toml", settings(more="colour = 1\n").encode(), "settings", "colour"),
        ("kiosk.toml", b"\0" * 900, "unreadable", "kiosk.toml is empty"),
        ("kiosk.toml", b"#" * 300_000, "unreadable", "over 262144 bytes"),
        ("kiosk.toml", "name = 'Phường'".encode("utf-16"), "settings", "not TOML"),
        ("ca.crt", b"no certificate at all", "authority", "ca.crt"),
        ("ca.crt", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "authority", "ca.crt"),
        ("enrolment.toml", enrolment(url="http://centre.example").encode(), "enrolment", "url"),
        ("enrolment.toml", b"secret = 'x'\n", "enrolment", "enrolment.toml"),
    ],
)
def test_a_damaged_file_is_refused_with_file_and_remedy(
    machine: Machine, file: str, content: bytes, code: str, words: str
) -> None:
    offer(machine.card)
    (machine.card / file).write_bytes(content)
    assert machine.boot() == 0
    problem = machine.problem
    assert problem["code"] == code
    assert words in problem["detail"]
    assert str(machine.card / file) in problem["detail"]
    assert problem["remedy"]
    assert machine.has("kiosk.toml", "enrolment.toml") == [False, False]
    assert sorted(path.name for path in machine.data.iterdir()) == ["identity", "kiosk"]


@pytest.mark.parametrize("missing", ["kiosk.toml", "ca.crt"])
def test_half_a_folder_is_refused_and_the_missing_file_is_named(machine: Machine, missing: str) -> None:
    offer(machine.card)
    (machine.card / missing).unlink()
    machine.boot()
    assert machine.problem["code"] == "incomplete"
    assert missing in machine.problem["detail"]


def test_a_link_in_place_of_a_file_is_not_followed(machine: Machine, tmp_path: Path) -> None:
    offer(machine.card)
    (tmp_path / "elsewhere.toml").write_text(settings(), encoding="utf-8")
    (machine.card / "kiosk.toml").unlink()
    (machine.card / "kiosk.toml").symlink_to(tmp_path / "elsewhere.toml")
    machine.boot()
    assert machine.problem["code"] == "unreadable"


def test_a_pipe_in_place_of_a_file_does_not_hold_up_the_boot(machine: Machine) -> None:
    offer(machine.card)
    (machine.card / "ca.crt").unlink()
    os.mkfifo(machine.card / "ca.crt")
    machine.boot()
    assert "no ordinary file" in machine.problem["detail"]


def test_a_folder_in_place_of_a_file_is_refused(machine: Machine) -> None:
    offer(machine.card)
    (machine.card / "ca.crt").unlink()
    (machine.card / "ca.crt").mkdir()
    machine.boot()
    assert "no ordinary file" in machine.problem["detail"]


def test_a_ward_that_the_official_list_does_not_have_is_refused(machine: Machine) -> None:
    machine.wards.write_text("# a source\nprovince,ward,name,kind\n19,05518,Sông Công,phường\n")
    offer(machine.card, "00000")
    machine.boot()
    assert machine.problem["code"] == "unknown_ward"
    offer(machine.card, FIRST)
    machine.boot()
    assert machine.ward == FIRST
    assert machine.has("problem.json") == [False]


def test_a_refused_folder_leaves_the_older_good_one_in_force(settled: Machine) -> None:
    (settled.card / "kiosk.toml").write_text("rubbish", encoding="utf-8")
    settled.boot()
    assert settled.problem["code"] == "settings"
    assert settled.ward == FIRST
    assert settled.has("kiosk.key", "kiosk.crt") == [True, True]


def test_a_problem_is_forgotten_once_the_card_is_good(settled: Machine) -> None:
    good = (settled.card / "kiosk.toml").read_bytes()
    (settled.card / "kiosk.toml").write_text("rubbish", encoding="utf-8")
    settled.boot()
    (settled.card / "kiosk.toml").write_bytes(good)
    settled.boot()
    assert settled.has("problem.json") == [False]


def test_another_wards_folder_without_a_new_enrolment_is_refused(settled: Machine) -> None:
    offer(settled.card, SECOND, secret=None)
    settled.boot()
    assert settled.problem["code"] == "other_kiosk"
    assert "19/05521/k1" in settled.problem["detail"]
    assert settled.ward == FIRST
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


# ---------------------------------------------------------------- another ward


def test_another_ward_with_its_enrolment_sets_papers_and_database_aside(settled: Machine) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot()
    assert settled.ward == SECOND
    assert settled.has("enrolment.toml", "kiosk.key", "kiosk.crt") == [True, False, False]
    assert list((settled.data / "kiosk").iterdir()) == []
    [database] = settled.data.glob("kiosk-19-05518-k1-*/kiosk.db")
    [key] = settled.data.glob("identity-19-05518-k1-*/kiosk.key")
    assert (database.read_text(), key.read_text()) == ("rows of the first", "key of the first")


def test_there_and_back_on_one_day_keeps_every_database(settled: Machine) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot()
    (settled.data / "kiosk" / "kiosk.db").write_text("rows of the second")
    offer(settled.card, FIRST, secret="ma-thu-ba-moi-tinh")
    settled.boot()
    assert settled.ward == FIRST
    assert sorted(settled.everywhere("kiosk.db")) == ["rows of the first", "rows of the second"]


def test_data_without_any_settings_belong_to_nobody_and_are_set_aside(machine: Machine) -> None:
    (machine.data / "kiosk").mkdir()
    (machine.data / "kiosk" / "kiosk.db").write_text("whose?")
    offer(machine.card)
    machine.boot()
    assert list(machine.data.glob("kiosk-unknown-*/kiosk.db"))


def test_settings_that_rotted_on_the_disk_are_mended_from_the_card(settled: Machine) -> None:
    (settled.identity / "kiosk.toml").write_bytes(b"\0" * 100)
    settled.boot()
    assert settled.ward == FIRST
    assert settled.has("kiosk.key", "kiosk.crt") == [True, True]
    assert (settled.data / "kiosk" / "kiosk.db").exists()


# ---------------------------------------------------------------- the secret on the card


def test_a_secret_that_could_not_be_erased_is_erased_at_the_next_boot(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(machine.card)
    with monkeypatch.context() as fault:
        fault.setattr("firmware.durable.erase", _write_protected)
        assert machine.boot() == 0
    machine.enrolled()
    machine.boot()
    assert not (machine.card / "enrolment.toml").exists()
    assert machine.has("kiosk.crt", "enrolment.toml") == [True, False]


def _write_protected(path: Path) -> None:
    raise OSError(30, "Read-only file system", str(path))


def test_the_secret_is_overwritten_before_it_is_unlinked(machine: Machine, tmp_path: Path) -> None:
    offer(machine.card)
    os.link(machine.card / "enrolment.toml", tmp_path / "what-the-card-keeps")
    machine.boot()
    assert set((tmp_path / "what-the-card-keeps").read_bytes()) == {0}


def test_the_secret_never_reaches_the_log(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    offer(machine.card)
    machine.boot()
    (machine.card / "enrolment.toml").write_text("secret = 'mot-lan-duy-nhat'\n", encoding="utf-8")
    machine.boot()
    assert "mot-lan-duy-nhat" not in caplog.text


# ---------------------------------------------------------------- power cuts

CUTS = range(1, 90)


@pytest.mark.parametrize("operations", CUTS)
def test_a_first_boot_cut_anywhere_is_made_good_by_the_next(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    offer(machine.card)
    machine.boot_until_cut(monkeypatch, operations)
    assert machine.boot() == 0
    assert machine.ward == FIRST
    assert machine.has("ca.crt", "enrolment.toml", "problem.json") == [True, True, False]
    assert not (machine.card / "enrolment.toml").exists()
    assert sorted(path.name for path in machine.data.iterdir()) == ["identity", "kiosk"]


@pytest.mark.parametrize("operations", CUTS)
def test_a_move_to_another_ward_cut_anywhere_mixes_and_loses_nothing(
    settled: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    settled.boot_until_cut(monkeypatch, operations)
    _kiosk_starts_after_all(settled)
    assert settled.boot() == 0
    assert settled.ward == SECOND
    assert settled.has("ca.crt", "enrolment.toml", "kiosk.key") == [True, True, False]
    assert settled.everywhere("kiosk.key") == ["key of the first"]
    assert "rows of the first" in settled.everywhere("kiosk.db")
    assert list((settled.data / "kiosk").iterdir()) == []
    assert not (settled.card / "enrolment.toml").exists()


def _kiosk_starts_after_all(machine: Machine) -> None:
    """Whatever identity lies there after the cut, a kiosk that starts by it finds only its own rows."""
    rows = machine.data / "kiosk" / "kiosk.db"
    ward = machine.ward if (machine.identity / "kiosk.toml").exists() else "none"
    assert not (ward == SECOND and rows.exists())
    if ward == FIRST and not rows.exists() and rows.parent.exists():
        rows.write_text("more rows of the first")


@pytest.mark.parametrize("operations", CUTS)
def test_mended_settings_cut_anywhere_leave_whole_settings(
    settled: Machine, monkeypatch: pytest.MonkeyPatch, operations: int
) -> None:
    (settled.card / "kiosk.toml").write_text(settings(name="UBND phường Mới"), encoding="utf-8")
    settled.boot_until_cut(monkeypatch, operations)
    assert settled.ward == FIRST
    assert settled.boot() == 0
    assert load(settled.identity / "kiosk.toml").kiosk.name == "UBND phường Mới"
    assert settled.has("kiosk.key", "kiosk.crt", "ca.crt") == [True, True, True]
    assert settled.everywhere("kiosk.db") == ["rows of the first"]


def test_ninety_operations_are_more_than_a_boot_needs(
    settled: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(settled.card, SECOND, secret="mot-ma-khac-han")
    assert not settled.boot_until_cut(monkeypatch, len(CUTS))


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert appliance(["identities"]) == 2
    assert "identity, stick" in capsys.readouterr().err


def test_an_owner_who_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="'nobody-here' does not exist"):
        appliance(["identity", "--data", str(tmp_path), "--owner", "nobody-here"])
