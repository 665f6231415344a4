"""Settings: a mistake is named by file, key and remedy.

And the store's own conditions: durable, migrated, not newer than the program.
"""

from pathlib import Path

import pytest

from central.settings import SettingsError, read_settings
from central.sms.keys import make_keys
from central.sms.settings import sender_of
from central.store.engine import StoreError
from central.store.sqlite import open_writer
from central.store.steps import lacking
from tests.processes import ROOT


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    file.write_text('[mqtt]\nhost = "broker.example"\nport = 8883\n')
    settings = read_settings(file)
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8090)
    assert settings.mqtt.broker().host == "broker.example"
    assert settings.mqtt.broker().protocol == "5"


def test_a_cluster_has_several_addresses(tmp_path: Path) -> None:
    file = tmp_path / "central.toml"
    file.write_text('[mqtt]\nhost = "n1"\nprotocol = "3.1.1"\nothers = ["n2:8883", "[::1]:8884"]\n')
    broker = read_settings(file).mqtt.broker()
    assert [str(node) for node in broker.nodes] == ["n1:1883", "n2:8883", "[::1]:8884"]
    assert broker.protocol == "3.1.1"


@pytest.mark.parametrize(
    ("text", "key", "remedy"),
    [
        ('[mqtt]\nhost = "b"\nprot = 1', "mqtt.prot", "remove it"),
        ('[mqtt]\nhost = "b"\nport = "1883"', "mqtt.port", "correct its value"),
        ('[mqtt]\nhost = "b"\nport = 70000', "mqtt.port", "correct its value"),
        ("[mqtt]\nport = 1883", "mqtt.host", "add it"),
        ("[web]\nport = 1", "mqtt", "add it"),
        ('[mqtt]\nhost = "b"\n[wbe]\nport = 1', "wbe", "remove it"),
        ('[mqtt]\nhost = "b"\ntls_cert = "c.pem"', "mqtt.tls_key", "give both"),
        ('[mqtt]\nhost = "b"\ntls_ca = "/none/ca.pem"', "mqtt.tls_ca", "correct the path"),
        ('[mqtt]\nhost = "b"\n[store]\nretention_months = -1', "store.retention_months", "correct its value"),
        ('[mqtt]\nhost = "b"\n[aggregator]\nprovinces = ["1"]', "aggregator.provinces", "correct its value"),
        ('[mqtt]\nhost = "b"\n[alerts]\nopens = "7:30"', "alerts.opens", "correct its value"),
        ('[mqtt]\nhost = "b"\n[alerts]\nopens = "18:00"', "alerts.closes", "correct one"),
        ('[mqtt]\nhost = "b"\n[alerts]\nworkdays = [0]', "alerts.workdays", "correct its value"),
        ('[mqtt]\nhost = "b"\nprotocol = "3"', "mqtt.protocol", "correct its value"),
        ('[mqtt]\nhost = "b"\nothers = ["n2:1883", "n3"]', "mqtt.others: 'n3'", "write HOST:PORT"),
        ("[mqtt", "TOML", "correct that line"),
    ],
)
def test_a_mistake_names_file_key_and_remedy(tmp_path: Path, text: str, key: str, remedy: str) -> None:
    file = tmp_path / "central.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_settings(file)
    assert str(file) in str(caught.value)
    assert key in str(caught.value)
    assert remedy in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        read_settings(tmp_path / "nowhere.toml")


def test_the_writer_is_durable_and_migrated(tmp_path: Path) -> None:
    files = (ROOT / "central" / "store" / "migrations" / "sqlite").glob("*.sql")
    steps = max(int(file.name[:4]) for file in files)
    database = open_writer(tmp_path / "deep" / "central.sqlite3")
    assert (database.journal_mode, database.synchronous, database.user_version) == ("wal", 2, steps)
    database.close()


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    database = open_writer(tmp_path / "central.sqlite3")
    database.user_version = 99
    database.close()
    with pytest.raises(StoreError, match="newer"):
        open_writer(tmp_path / "central.sqlite3")


def test_two_steps_of_one_number_are_refused_before_any_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.store.steps.MIGRATIONS", tmp_path)
    (tmp_path / "sqlite").mkdir()
    (tmp_path / "sqlite" / "0001_first.sql").write_text("")
    (tmp_path / "sqlite" / "0001_second.sql").write_text("")
    with pytest.raises(StoreError, match="one number; renumber one"):
        lacking("sqlite", 0, "store")


@pytest.mark.parametrize("driver", ["gammu", "smpp"])
@pytest.mark.parametrize(("said", "asks"), [("", True), ("receipts = false\n", False)])
def test_receipts_are_asked_for_unless_the_settings_say_no(
    tmp_path: Path, driver: str, said: str, asks: bool
) -> None:
    make_keys(tmp_path / "keys.toml")
    file = tmp_path / "central.toml"
    file.write_text(
        f'[mqtt]\nhost = "b"\n[sms]\ndriver = "{driver}"\nkey_file = "{tmp_path}/keys.toml"\n{said}'
        '[sms.smpp]\nhost = "h"\nsystem_id = "i"\nsender = "MOTCUA"\n'
    )
    sender = sender_of(read_settings(file).sms)
    assert sender is not None
    assert sender.receipts is asks
