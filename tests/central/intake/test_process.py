"""From a phone to the ward's kiosk: the real centre and broker, and a kiosk's end over real MQTT."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from central.sms.keys import make_keys
from mqtt.broker import Broker
from mqtt.client import Client, Incoming, Outgoing
from mqtt.filing import encode
from tests.central.intake.home import DEMO, picture
from tests.central.intake.kiosk_end import KioskEnd
from tests.central.wire import KIOSK
from tests.processes import ROOT, broker, centre_process, free_port, wait_until

SAID = {
    "name": "Nguyễn Thị Nháp",
    "phone": "0912345678",
    "can-cuoc": "019185000123",
    "loai": "Giấy khai sinh",
    "ten-nguoi": "Nguyễn Văn Nháp",
    "ngay-sinh": "21/11/1985",
    "so-ban": "2",
    "cam-doan": "on",
}
PATIENCE = 60


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Its address and the broker's port; officials must sign in, citizens need not."""
    mqtt_port, web_port = free_port(), free_port()
    make_keys(tmp_path / "sms.toml")
    more = f'[sms]\nkey_file = "{tmp_path}/sms.toml"\n[home]\naddress = "https://nop.example.vn"\n'
    with (
        broker(tmp_path, mqtt_port),
        centre_process(tmp_path, mqtt_port, web_port, sign_in=True, more=more),
    ):
        for words in (
            ["import-procedures", *map(str, sorted((DEMO / "procedures").iterdir()))],
            ["forms", str(DEMO / "forms" / "trich-luc.toml")],
        ):
            command = [sys.executable, "-m", "central", *words, "--data", str(tmp_path / "data")]
            subprocess.run(command, cwd=ROOT, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
        yield f"http://127.0.0.1:{web_port}", mqtt_port


@pytest.fixture
def link(centre: tuple[str, int]) -> Iterator[Client]:
    topics = [(f"motcua/1/{KIOSK}/{leaf}", 1) for leaf in ("filed", "piece")]
    client = Client(Broker("127.0.0.1", centre[1]), "kiosk-under-test", subscriptions=topics)
    client.start()
    wait_until(lambda: client.up)
    yield client
    client.stop()


def hear(kiosk: KioskEnd, link: Client) -> KioskEnd:
    """Until nothing more is there; the same kiosk."""
    for arrival in iter(lambda: None if link.inbox.empty() else link.inbox.get(), None):
        kiosk.hear(*([arrival] if isinstance(arrival, Incoming) else []))
    return kiosk


def say(link: Client, message: Incoming) -> None:
    link.publish(Outgoing(message.topic, message.payload, qos=message.qos))


def post(address: str) -> Any:
    return httpx2.post(
        f"{address}/api/v1/intake/05518/2.000635",
        data=SAID,
        files={"anh-can-cuoc": ("can cuoc.png", picture(), "image/png")},
        headers={"Idempotency-Key": "0123456789abcdef"},
        timeout=PATIENCE,
    )


def test_a_dossier_comes_whole_to_the_kiosk_and_its_way_back_to_the_citizen(
    centre: tuple[str, int], link: Client
) -> None:
    address, kiosk = centre[0], KioskEnd()
    receipt = post(address).json()
    wait_until(lambda: bool(hear(kiosk, link).filed), seconds=PATIENCE)
    (wanted,) = kiosk.wanted()
    say(link, Incoming(f"motcua/1/{KIOSK}/wanted", encode(wanted), False, 0, 0, 0))
    wait_until(lambda: bool(hear(kiosk, link).pieces), seconds=PATIENCE)
    assert kiosk.content(wanted.sha256) == picture()
    say(link, kiosk.has_all())
    say(link, kiosk.moves(receipt["code"], 1, 5, "Mời chụp lại mặt sau."))
    page = receipt["status_url"].replace("https://nop.example.vn", address)
    wait_until(lambda: "Mời chụp lại mặt sau." in httpx2.get(page, timeout=PATIENCE).text, seconds=PATIENCE)
    assert "Đang chuyển đến phường" not in httpx2.get(page, timeout=PATIENCE).text
    assert httpx2.get(f"{address}/fleet", timeout=PATIENCE).status_code == 303
