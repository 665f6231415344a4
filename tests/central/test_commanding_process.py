"""The commands of the command line, beside a running centre and without one: real processes, real broker."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.commanding.keys import PRIVATE, PUBLIC, make_keys
from mqtt.broker import Broker
from mqtt.client import Client, Incoming, Outgoing
from mqtt.commands import Command
from mqtt.device_facts import DeviceCommanded
from mqtt.signing import read_public_key, unseal
from tests.central.wire import KIOSK, event, frame_of, state
from tests.processes import (
    ROOT,
    ask,
    broker,
    central_command,
    centre_up,
    free_port,
    run_central,
    running,
    wait_until,
)

WARD = '[[services]]\ncode = "mot-cua"\nletter = "M"\nname = "Một cửa"\n'


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    mqtt_port, web_port = free_port(), free_port()
    private, _ = make_keys(tmp_path / "keys")
    (tmp_path / "central.toml").write_text(
        f'[mqtt]\nhost = "127.0.0.1"\nport = {mqtt_port}\n[web]\nport = {web_port}\n'
        f'[command]\nkey_file = "{private}"\n[sign_in]\nrequired = false\n'
    )
    with broker(tmp_path, mqtt_port):
        yield mqtt_port, web_port


@pytest.fixture
def centre(tmp_path: Path, ports: tuple[int, int]) -> Iterator["subprocess.Popen[bytes]"]:
    with centre_up(tmp_path, ports[1]) as process:
        yield process


@pytest.fixture
def kiosk(ports: tuple[int, int]) -> Iterator[Client]:
    """A kiosk's link that has said that it is online."""
    topics = [(f"motcua/1/{KIOSK}/{leaf}", 1) for leaf in ("command", "ack")]
    client = Client(Broker("127.0.0.1", ports[0]), "kiosk-under-test", subscriptions=topics)
    client.start()
    wait_until(lambda: client.up)
    online = state("online")
    client.publish(Outgoing(online.topic, online.payload, retain=True))
    yield client
    client.stop()


def next_command(kiosk: Client, folder: Path) -> Command:
    key = read_public_key((folder / "keys" / PUBLIC).read_bytes())
    arrivals = iter(lambda: kiosk.inbox.get(timeout=20), None)
    heard = (one for one in arrivals if isinstance(one, Incoming) and one.topic.endswith("/command"))
    return unseal(next(heard).payload, key)


def test_beside_a_running_centre_the_command_is_with_the_kiosk_in_a_moment(
    tmp_path: Path, centre: "subprocess.Popen[bytes]", kiosk: Client
) -> None:
    ended = run_central(
        tmp_path, "publish", "command", "reprint", "--kiosk", KIOSK, "--with", '{"number": "A012"}'
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    heard = next_command(kiosk, tmp_path)
    assert (heard.kiosk, heard.word, bytes(heard.data)) == (KIOSK, "reprint", b'{"number":"A012"}')
    assert ended.stdout.splitlines() == [
        f"{KIOSK}: reprint {heard.counter}",
        "issued 1, good for 72 h; they go out while the centre runs",
    ]


def test_without_a_running_centre_it_waits_in_the_store_and_goes_out_at_the_next_start(
    tmp_path: Path, ports: tuple[int, int], kiosk: Client
) -> None:
    ended = run_central(tmp_path, "publish", "command", "update", "--kiosk", KIOSK, "--expires-hours", "5")
    assert ended.stdout.splitlines()[-1] == "issued 1, good for 5 h; they go out while the centre runs"
    with running(*central_command(tmp_path), log=tmp_path / "central.log"):
        heard = next_command(kiosk, tmp_path)
        assert heard.word == "update"
        fact = DeviceCommanded(counter=heard.counter, word="update", outcome="done")
        answer = frame_of(event(1, fact))
        kiosk.publish(Outgoing(answer.topic, answer.payload))
        wait_until(lambda: '"device.commanded"' in str(ask(ports[1], "/api/v1/events")).replace("'", '"'))


def test_settings_of_a_ward_go_to_every_kiosk_of_it(
    tmp_path: Path, centre: "subprocess.Popen[bytes]", kiosk: Client, ports: tuple[int, int]
) -> None:
    wait_until(lambda: ask(ports[1], "/api/v1/summary").get("kiosks_online") == 1)
    (tmp_path / "ward.toml").write_text(WARD, "utf-8")
    ended = run_central(tmp_path, "publish", "ward-config", str(tmp_path / "ward.toml"), "--ward", "19/05518")
    assert ended.returncode == 0
    assert next_command(kiosk, tmp_path).word == "config"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("command", "resend", "--kiosk", KIOSK), "give days, or epoch and from_seq"),
        (("command", "resend", "--kiosk", KIOSK, "--with", "30"), "command: Expected `object`"),
        (("command", "update", "--kiosk", "k1"), "'k1' is no kiosk; write it as in 19/05518/k1"),
        (("command", "update", "--province", "19"), "no kiosk of 19 has ever spoken"),
        (("ward-config", "/none/there", "--kiosk", KIOSK), "/none/there: cannot be read"),
        (("command", "update", "--kiosk", KIOSK, "--expires-hours", "0"), "'0': give 1 to 720 hours"),
    ],
)
def test_a_mistake_ends_in_one_line_and_code_2(
    tmp_path: Path, ports: tuple[int, int], words: tuple[str, ...], said: str
) -> None:
    ended = run_central(tmp_path, "publish", *words)
    assert (ended.returncode, said in ended.stderr, "Traceback" in ended.stderr) == (2, True, False)


def test_the_key_is_made_by_a_command_that_says_where_it_belongs(tmp_path: Path) -> None:
    words = (sys.executable, "-m", "central", "keys", "--out", str(tmp_path / "new"))
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0
    assert f'key_file = "{tmp_path / "new" / PRIVATE}"' in ended.stdout
    again = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, "there is a key already" in again.stderr) == (2, True)
