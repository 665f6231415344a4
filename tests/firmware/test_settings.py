"""Settings that cannot be used: each error names the file, the key and the remedy."""

from pathlib import Path

import pytest

from firmware.errors import SettingsError
from firmware.settings_file import load

GOOD = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "127.0.0.1"
[[services]]
code = "ho-tich"
letter = "A"
name = "Hộ tịch"
"""


def complaint(folder: Path, text: str) -> str:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file)
    return str(caught.value).removeprefix(f"{file}: ")


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(GOOD, encoding="utf-8")
    settings = load(file)
    assert settings.services[0].letter == "A"
    assert settings.buttons.levels == ("very_satisfied", "satisfied", "unsatisfied")


@pytest.mark.parametrize(
    ("change", "key", "remedy"),
    [
        ('[printer]\ndrivers = "usb"', "printer.drivers: ", "remove it or correct its spelling"),
        ('[printer]\ndriver = "laser"', "printer.driver: ", "choose one that the documentation lists"),
        ('[web]\nport = "80"', "web.port: ", "write a value of that kind"),
        ("[web]\nport = 99999", "web.port: ", "write a value of that kind"),
        ('[buttons]\ndriver = "gpio"\npins = [1, 2]', "buttons.pins: ", "give one each"),
        ('[buttons]\ndriver = "gpio"\npins = [17, 2, 22]', "buttons.pins: ", "use others, such as 17"),
        ('[buttons]\nlevels = ["satisfied", "satisfied"]', "buttons.levels: ", "must be unique"),
        ('[hours]\nmonday = ["8-11"]', "hours.monday: ", "write it like 07:30-11:30"),
        ('[hours]\nmonday = ["11:00-08:00"]', "hours.monday: ", "write it like 07:30-11:30"),
        ('[hours]\nthursdays = ["08:00-11:00"]', "hours.thursdays: ", "use one of monday"),
        ('[updates]\nwindow = "20-05"', "updates.window: ", "write it as in 21:00-07:00"),
        (
            '[sms]\nkey = "abc"',
            "sms.key: 'abc' is no X25519 key",
            "copy the line that `motcua-central sms key`",
        ),
        ('[sms]\nkey = "ký"', "sms.key: 'ký' is ", "copy the line that `motcua-central sms key`"),
        ('[sms]\nquiet = "21-7"', "sms.quiet: ", "write it as in 21:00-07:00"),
        (
            '[updates]\nwindow = "20:00-20:00"',
            "updates.window: ",
            "holds no hour; write it as in 20:00-05:00",
        ),
        ('[updates]\nchannel = "pilot"', "updates.channel: ", "remove it or correct its spelling"),
        ('[updates]\nurl = "http://centre"', "updates.url: ", "write a value of that kind"),
        ('[[services]]\ncode="x"\nletter="A"\nname="X"', "services.letter: ", "must be unique"),
        ('[[officers]]\nid="CB 01"\nname="X"', "officers[0].id: ", "write a value of that kind"),
    ],
)
def test_a_bad_key_is_named_with_its_remedy(tmp_path: Path, change: str, key: str, remedy: str) -> None:
    text = complaint(tmp_path, GOOD + change)
    assert text.startswith(key)
    assert remedy in text


@pytest.mark.parametrize("wrong", ['ward = "5518"', 'ward = "thai-nguyen"', "ward = 5518"])
def test_a_ward_code_is_five_digits_in_quotes(tmp_path: Path, wrong: str) -> None:
    assert complaint(tmp_path, GOOD.replace('ward = "05518"', wrong)).startswith("kiosk.ward: ")


@pytest.mark.parametrize(
    ("line", "key", "remedy"),
    [
        ('protocol = "3"', "mqtt.protocol: ", "choose one that the documentation lists"),
        ('others = ["n2.example"]', "mqtt.others: 'n2.example' is no address", "write HOST:PORT"),
        ('others = "n2.example:1883"', "mqtt.others: ", "write a value of that kind"),
    ],
)
def test_a_cluster_written_wrongly_is_named(tmp_path: Path, line: str, key: str, remedy: str) -> None:
    text = complaint(tmp_path, GOOD.replace("[[services]]", f"{line}\n[[services]]", 1))
    assert text.startswith(key)
    assert remedy in text


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path, GOOD.replace('id = "k1"\n', "")).startswith("kiosk.id: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml: cannot be read"):
        load(tmp_path / "absent.toml")


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path, "[kiosk\n").startswith("not TOML: ")


POINT = GOOD.partition("[[services]]")[0] + '[office]\nkind = "residential"\n'


def test_a_residential_point_needs_no_services(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(POINT, encoding="utf-8")
    assert load(file).office.residential


def test_a_ward_without_services_is_told_to_name_one(tmp_path: Path) -> None:
    text = complaint(tmp_path, POINT.replace("residential", "ward"))
    assert text == "services: none; add at least one [[services]] table"


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('[[services]]\ncode="x"\nletter="A"\nname="X"', "services: "),
        ('[[officers]]\nid="cb01"\nname="X"', "officers: "),
        ('[buttons]\ndriver="simulated"\npins=[1, 2, 3]', "buttons: "),
    ],
)
def test_what_would_do_nothing_at_a_residential_point_is_refused(
    tmp_path: Path, table: str, key: str
) -> None:
    text = complaint(tmp_path, POINT + table)
    assert text.startswith(key)
    assert "leave it out" in text


def test_a_number_to_call_has_digits(tmp_path: Path) -> None:
    assert complaint(tmp_path, POINT + 'help_phone = "()"').startswith("office.help_phone: '()' has no digit")


ACCOUNT = {"bank": "000000", "account": "0000000000", "name": "DEMO - KHONG CHUYEN TIEN"}


@pytest.mark.parametrize("left_out", ACCOUNT)
def test_an_account_for_fees_is_whole_or_not_there(tmp_path: Path, left_out: str) -> None:
    lines = "".join(f'{key} = "{value}"\n' for key, value in ACCOUNT.items() if key != left_out)
    text = complaint(tmp_path, GOOD + "[payment]\n" + lines)
    assert text.startswith(f"payment.{left_out}: missing beside the other keys")


def test_the_first_settings_of_a_new_point_are_good(tmp_path: Path) -> None:
    base = (Path(__file__).parents[2] / "provisioning" / "new_point.toml").read_text("utf-8")
    file = tmp_path / "kiosk.toml"
    file.write_text(GOOD.partition("[[services]]")[0] + base, encoding="utf-8")
    settings = load(file)
    assert (settings.office.residential, settings.office.help_phone) == (True, "")
