"""The command beside the running centre, and the centre's settings for it: real processes, a real broker.

Apart because each test starts processes; what a turn can show is tested with a turn.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.settings import SettingsError, read_secret, read_settings
from mqtt.broker import Broker
from mqtt.client import Client, Outgoing
from tests.central.dossier_lists import retained
from tests.central.dossier_rows import HEADER, LINE, received
from tests.central.wire import event, frame_of
from tests.processes import (
    ask,
    broker,
    centre_up,
    free_port,
    run_central,
    stop,
    wait_until,
)


def written(folder: Path, mqtt_port: int, web_port: int, intake: str) -> Path:
    config = folder / "central.toml"
    config.write_text(
        f'[mqtt]\nhost = "127.0.0.1"\nport = {mqtt_port}\n[web]\nhost = "127.0.0.1"\nport = {web_port}\n'
        f"[sign_in]\nrequired = false\n[intake]\n{intake}\n"
    )
    return config


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "states.csv"
    path.write_text(f"{HEADER}\n{LINE}\n", "utf-8")
    return path


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    mqtt_port, web_port = free_port(), free_port()
    (tmp_path / "secret").write_text("0123456789abcdef0123456789abcdef\n")
    written(tmp_path, mqtt_port, web_port, f'secret_file = "{tmp_path / "secret"}"')
    with broker(tmp_path, mqtt_port):
        yield mqtt_port, web_port


@pytest.fixture
def centre(tmp_path: Path, ports: tuple[int, int]) -> Iterator["subprocess.Popen[bytes]"]:
    with centre_up(tmp_path, ports[1]) as process:
        yield process


def test_beside_a_running_centre_the_command_goes_through_its_api_and_kiosks_get_the_list(
    tmp_path: Path, ports: tuple[int, int], centre: "subprocess.Popen[bytes]", sheet: Path
) -> None:
    good = sheet.read_text("utf-8").splitlines()[:2]
    sheet.write_text(
        "\n".join([*good, "H19-2,05518,a,b,pigeon,20/11/2026,,4", "H19-3,05518,a,b,direct,,,4,x"])
    )
    ended = run_central(tmp_path, "import-dossiers", str(sheet))
    assert ended.stdout.splitlines() == [
        f"{sheet}: row 3: H19-2: channel 'pigeon' is not known; write direct, online or postal",
        f"{sheet}: row 4: H19-3: 9 cells, the header has 8; put texts with commas in quotes",
        "imported 1, updated 0, unchanged 0, refused 2",
    ]
    assert ended.returncode == 1
    assert ask(ports[1], "/api/v1/dossiers/figures")["received"] == 1
    assert "manifest" in retained(ports[0])
    assert stop(centre, seconds=5) == 0
    again = run_central(tmp_path, "import-dossiers", str(sheet))
    assert again.stdout.splitlines()[-1] == "imported 0, updated 0, unchanged 1, refused 2"


def test_a_kiosk_s_dossier_comes_back_to_the_ward_as_a_list(
    ports: tuple[int, int], centre: "subprocess.Popen[bytes]"
) -> None:
    kiosk = Client(Broker("127.0.0.1", ports[0]), "kiosk-that-sends")
    kiosk.start()
    wait_until(lambda: kiosk.up)
    frame = frame_of(event(1, received()))
    assert kiosk.publish(Outgoing(frame.topic, frame.payload)) is not None
    wait_until(lambda: ask(ports[1], "/api/v1/dossiers/figures").get("received") == 1)
    kiosk.stop()
    assert "manifest" in retained(ports[0])


def test_a_wrong_secret_is_told_and_nothing_is_taken(
    tmp_path: Path, ports: tuple[int, int], centre: "subprocess.Popen[bytes]", sheet: Path
) -> None:
    (tmp_path / "secret").write_text("another secret of more than 16 bytes")
    ended = run_central(tmp_path, "import-dossiers", str(sheet))
    assert ended.returncode == 2
    assert "401" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ask(ports[1], "/api/v1/dossiers/figures")["received"] == 0


def test_a_second_centre_on_the_same_store_ends_in_one_line_and_code_2(
    tmp_path: Path, ports: tuple[int, int], centre: "subprocess.Popen[bytes]"
) -> None:
    written(tmp_path, ports[0], free_port(), "")
    ended = run_central(tmp_path)
    assert ended.returncode == 2
    assert "another motcua-central writes it" in ended.stderr


def test_the_settings_of_the_intake_are_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b" 0123456789abcdef\n")
    config = written(tmp_path, 1883, 8090, f'province = "01"\nsecret_file = "{tmp_path / "secret"}"')
    intake = read_settings(config).intake
    assert (intake.province, read_secret(intake)) == ("01", b"0123456789abcdef")


@pytest.mark.parametrize(
    ("intake", "remedy"),
    [
        ('secret_file = "/none/there"', "key intake.secret_file: /none/there: No such file"),
        ('secret_file = "setup.cfg"\nsecret = "x"', "key intake.secret: not known; remove it"),
        ('province = "1"', "key intake.province"),
        ('secret_file = "/dev/null"', "0 bytes, at least 16; fill it with `openssl rand -hex 32`"),
    ],
)
def test_a_mistake_in_them_names_the_key_and_the_remedy(tmp_path: Path, intake: str, remedy: str) -> None:
    with pytest.raises(SettingsError, match=remedy):
        read_settings(written(tmp_path, 1883, 8090, intake))
