"""The whole centre as it runs: a real broker, the real process, a kiosk's client.

Apart because each test starts processes; a rule that a turn can show is tested with a turn.
"""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqtt.broker import Broker
from mqtt.client import Client, Incoming, Outgoing
from mqtt.messages import Ack, decode
from tests.central.wire import EPOCH, KIOSK, tickets
from tests.processes import ROOT, ask, broker, centre_process, free_port, stop, wait_until


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    mqtt_port, web_port = free_port(), free_port()
    with broker(tmp_path, mqtt_port):
        yield mqtt_port, web_port


@pytest.fixture
def kiosk(ports: tuple[int, int]) -> Iterator[Client]:
    client = Client(
        Broker("127.0.0.1", ports[0]), "kiosk-under-test", subscriptions=[(f"motcua/1/{KIOSK}/ack", 1)]
    )
    client.start()
    wait_until(lambda: client.up)
    yield client
    client.stop()


def send(kiosk: Client, incoming: Incoming) -> None:
    assert kiosk.publish(Outgoing(incoming.topic, incoming.payload)) is not None


def next_ack(kiosk: Client) -> Ack:
    for _ in range(20):
        arrival = kiosk.inbox.get(timeout=60)
        if isinstance(arrival, Incoming):
            return decode(Ack, arrival.payload)
    raise AssertionError("no answer came")


def test_a_frame_sent_through_a_real_broker_is_committed_and_answered(
    tmp_path: Path, ports: tuple[int, int], kiosk: Client
) -> None:
    with centre_process(tmp_path, *ports) as process:
        send(kiosk, tickets(1, 50))
        assert next_ack(kiosk) == Ack(EPOCH, 50, [])
        assert ask(ports[1], "/api/v1/summary")["tickets"] == 50
        assert stop(process, seconds=15) == 0


def test_what_was_sent_while_the_centre_was_down_is_there_after_its_restart(
    tmp_path: Path, ports: tuple[int, int], kiosk: Client
) -> None:
    with centre_process(tmp_path, *ports) as process:
        send(kiosk, tickets(1, 10))
        assert next_ack(kiosk).upto == 10
        stop(process, seconds=15)
    send(kiosk, tickets(11, 20))
    with centre_process(tmp_path, *ports):
        assert next_ack(kiosk).upto == 20
        assert ask(ports[1], "/api/v1/summary")["tickets"] == 20


def test_a_watched_page_does_not_delay_the_stop(tmp_path: Path, ports: tuple[int, int]) -> None:
    with (
        centre_process(tmp_path, *ports) as process,
        urllib.request.urlopen(f"http://127.0.0.1:{ports[1]}/live/stream", timeout=60) as stream,
    ):
        assert stream.readline() == b"retry: 500\n"
        assert stop(process, seconds=15) == 0


def test_a_mistake_in_the_settings_ends_in_one_line_and_code_2(tmp_path: Path) -> None:
    config = tmp_path / "central.toml"
    config.write_text('[mqtt]\nhost = "b"\nprot = 1883\n')
    command = [sys.executable, "-m", "central", "--config", str(config), "--data", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "mqtt.prot" in ended.stderr
    assert "Traceback" not in ended.stderr
