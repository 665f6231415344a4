"""Connections to the broker, many in one thread: a socket each, watched together.

Owns connecting, reconnecting and paho's loops. Refuses what is sent and what an answer means. `mqtt.client`
keeps one connection in a thread of its own and watches it with select(), which ends at 1,024 files; a
country's kiosks are more. The rest is as there: MQTT 5, a fresh paho client for each connection, callbacks
that only note.
"""

import logging
import selectors
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from central.simulate.parcels import Parcel
from mqtt.broker import Broker
from mqtt.connection import CONNECT_SECONDS, IN_FLIGHT

KEEPALIVE_SECONDS: Final = 60
RETRY_SECONDS: Final = 1.0
CARE_SECONDS: Final = 5.0
SUBSCRIBED_AT_ONCE: Final = 100

log = logging.getLogger(__name__)


class LineError(RuntimeError):
    """The broker does not want us; the text says what it said."""


class Line:
    """One connection. `arrivals` are (topic, payload); `unanswered` counts what the broker has not taken."""

    def __init__(
        self, broker: Broker, client_id: str, topics: Sequence[str], will: Callable[[], Parcel] | None
    ) -> None:
        self.up = False
        self.unanswered = 0
        self.arrivals: deque[tuple[str, bytes]] = deque()
        self.refusal = ""
        self.client: paho.Client | None = None
        self._broker = broker
        self._client_id = client_id
        self._topics = list(topics)
        self._will = will

    def connect(self) -> None:
        """Begin; OSError where nobody listens."""
        self.client = self._build()
        self.unanswered = 0
        self.client.connect(self._broker.host, self._broker.port, KEEPALIVE_SECONDS, clean_start=True)

    def publish(self, parcel: Parcel) -> None:
        """Only while it is up. Of QoS 0 paho says at once that it is out."""
        assert self.client is not None
        self.client.publish(parcel.topic, parcel.payload, parcel.qos, parcel.retain)
        self.unanswered += 1

    def break_off(self) -> None:
        """Without a farewell, as a power cut does: the broker speaks the Will."""
        client, self.client, self.up = self.client, None, False
        sock = client.socket() if client is not None else None
        if client is not None and sock is not None:
            client.on_disconnect = None
            sock.close()

    def hang_up(self) -> None:
        if self.client is not None:
            self.client.disconnect()

    def _build(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            self._client_id,
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
        )
        client.connect_timeout = CONNECT_SECONDS
        client.max_inflight_messages_set(IN_FLIGHT)
        broker = self._broker
        if broker.username:
            client.username_pw_set(broker.username, broker.password or None)
        if broker.tls_ca:
            client.tls_set(broker.tls_ca, broker.tls_cert or None, broker.tls_key or None)
        if self._will is not None:
            will = self._will()
            client.will_set(will.topic, will.payload, will.qos, will.retain)
        self._bind(client)
        return client

    def _bind(self, client: paho.Client) -> None:
        def on_connect(client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _props: Any) -> None:
            if code.is_failure:
                self.refusal = f"the broker refused client {self._client_id}: {code}"
                return
            for start in range(0, len(self._topics), SUBSCRIBED_AT_ONCE):
                client.subscribe([(topic, 1) for topic in self._topics[start : start + SUBSCRIBED_AT_ONCE]])
            self.up = True

        def on_message(_client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
            self.arrivals.append((message.topic, bytes(message.payload)))

        def on_publish(_client: paho.Client, _data: Any, _mid: int, code: ReasonCode, _props: Any) -> None:
            self.unanswered -= 1
            if code.is_failure:
                self.refusal = (
                    f"the broker refused a message: {code}; let this user write every kiosk's topics"
                )

        client.on_connect = on_connect
        client.on_message = on_message
        client.on_publish = on_publish


class Exchange:
    """All lines of this process; `turn` from one thread only."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._watch = selectors.DefaultSelector()
        self._known: dict[Line, tuple[Any, int]] = {}
        self._retry_at: dict[Line, float] = dict.fromkeys(lines, 0.0)
        self._care_at = 0.0

    def turn(self, seconds: float) -> None:
        """Read and write what can be, waiting at most so long; LineError if the broker does not want us."""
        now = time.monotonic()
        for line in self._lines:
            self._forget_closed(line)
        for line in self._lines:
            if line.client is None:
                self._connect(line, now)
            self._follow(line)
        for key, ready in self._watch.select(seconds):
            self._serve(key.data, ready)
        if now >= self._care_at:
            self._care_at = now + CARE_SECONDS
            for line in self._lines:
                if line.client is not None and line.client.loop_misc() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    self._drop(line, "silent")

    def close(self) -> None:
        for line in self._lines:
            line.hang_up()
        self._watch.close()

    def _connect(self, line: Line, now: float) -> None:
        if now < self._retry_at[line]:
            return
        self._retry_at[line] = now + RETRY_SECONDS
        try:
            line.connect()
        except (OSError, ValueError) as error:
            line.client = None
            log.warning("no broker: %s", error)

    def _forget_closed(self, line: Line) -> None:
        """Before anybody connects: a new socket may get the number of one that is gone."""
        known = self._known.get(line)
        if known is not None and (line.client is None or line.client.socket() is not known[0]):
            self._watch.unregister(known[0])
            del self._known[line]

    def _follow(self, line: Line) -> None:
        """Watch for writing only while something waits to be written."""
        client = line.client
        sock = client.socket() if client is not None else None
        if client is None or sock is None:
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.want_write() else 0)
        known = self._known.get(line)
        if known is None:
            self._watch.register(sock, wanted, line)
        elif known[1] != wanted:
            self._watch.modify(sock, wanted, line)
        self._known[line] = (sock, wanted)

    def _serve(self, line: Line, ready: int) -> None:
        client = line.client
        if client is None:
            return
        status = MQTTErrorCode.MQTT_ERR_SUCCESS
        if ready & selectors.EVENT_READ:
            status = client.loop_read()
        if status == MQTTErrorCode.MQTT_ERR_SUCCESS and ready & selectors.EVENT_WRITE:
            status = client.loop_write()
        if line.refusal:
            raise LineError(line.refusal)
        if status != MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._drop(line, paho.error_string(status))

    def _drop(self, line: Line, why: str) -> None:
        log.warning("line down: %s", why)
        line.break_off()
