"""A heartbeat on the wire becomes an alert on the page: real broker, real centre.

Apart because it starts processes.
"""

import urllib.request
from pathlib import Path

import msgspec

from mqtt.broker import Broker
from mqtt.client import Client, Outgoing
from mqtt.messages import Health, decode, encode
from tests.central.wire import heartbeat
from tests.processes import broker, centre_process, free_port, wait_until


def page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/alerts?lang=en", timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def test_a_printer_out_of_order_is_on_the_page_within_a_turn_of_the_alerts(tmp_path: Path) -> None:
    mqtt_port, web_port = free_port(), free_port()
    kiosk = Client(Broker("127.0.0.1", mqtt_port), "kiosk-with-a-fault")
    message = heartbeat(seq_high=0)
    health = msgspec.structs.replace(decode(Health, message.payload), paper="fault")
    with broker(tmp_path, mqtt_port), centre_process(tmp_path, mqtt_port, web_port):
        kiosk.start()
        wait_until(lambda: kiosk.up)
        kiosk.publish(Outgoing(message.topic, encode(health), qos=1))
        wait_until(lambda: "printer error" in page(web_port))
        kiosk.stop()
