"""Folders on the card that are refused: which file, why, the remedy, and what stays in force."""

import os
from pathlib import Path

import pytest

from tests.firmware.bootcfg import FIRST, SECOND, Machine
from tests.firmware.bootcfg import machine as machine
from tests.firmware.bootcfg import settled as settled
from tests.firmware.offered import enrolment, offer, settings


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
