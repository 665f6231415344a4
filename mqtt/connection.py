"""One paho client, made as its broker wants it, and not connected yet.

Owns the version of MQTT, the session's life, TLS and passwords. Refuses callbacks, threads and what to do
when a connection ends (`client`).
"""

from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from mqtt.broker import Broker
from mqtt.buffered import BufferedClient

CONNECT_SECONDS: Final = 5.0
IN_FLIGHT: Final = 100
SESSION_SECONDS: Final = 7 * 24 * 3600


def connection_to(broker: Broker, client_id: str, *, keep_session: bool, manual_ack: bool) -> BufferedClient:
    """OSError and ValueError where a file of its TLS cannot be used."""
    speaks_5 = broker.protocol == "5"
    connection = BufferedClient(
        CallbackAPIVersion.VERSION2,
        client_id,
        clean_session=None if speaks_5 else not keep_session,
        protocol=paho.MQTTv5 if speaks_5 else paho.MQTTv311,
        manual_ack=manual_ack,
        reconnect_on_failure=False,
    )
    connection.connect_timeout = CONNECT_SECONDS
    connection.max_inflight_messages_set(IN_FLIGHT)
    if broker.username:
        connection.username_pw_set(broker.username, broker.password or None)
    if broker.tls_ca:
        connection.tls_set(broker.tls_ca, broker.tls_cert or None, broker.tls_key or None)
    return connection


def session_wish(broker: Broker, *, keep_session: bool) -> dict[str, Any]:
    """On 5, how long a session outlives its connection is said on connecting; on 3.1.1 the client knows."""
    if broker.protocol != "5":
        return {}
    if not keep_session:
        return {"clean_start": True}
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = SESSION_SECONDS
    return {"clean_start": False, "properties": properties}
