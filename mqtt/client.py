"""One supervised MQTT connection over paho; whatever arrives lands in one queue.

Owns connecting, reconnecting (to the next node of the broker, where it has several) and acknowledging on the
wire. Refuses to remember messages: a publish while the link is down is turned away, because the ledger is the
only memory. Each connection gets a fresh paho client and a loop in our own thread, so that neither stale
messages nor a dead network thread outlive it.
"""

import itertools
import logging
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from mqtt.broker import Address, Broker
from mqtt.buffered import BufferedClient
from mqtt.connection import connection_to, session_wish

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
WELCOME_SECONDS: Final = 15.0
"""A node that takes a connection and never answers it, as one that waits for its cluster, is given up."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that came in; `session` counts connections, since a `mid` means nothing in the next one."""

    topic: str
    payload: bytes
    retained: bool
    mid: int
    qos: int
    session: int


@dataclass(frozen=True, slots=True)
class LinkChanged:
    up: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """The broker answered a publish; a `reason_code` of 128 or more means that it refused.

    MQTT 3.1.1 has no reasons: there 0 is also what a denied publish gets.
    """

    mid: int
    reason_code: int


Arrival = Incoming | LinkChanged | Published
Wishes = deque[list[tuple[str, int]]]
"""What is still to be subscribed to, each entry in one packet."""


class Client:
    """Keeps one connection alive until stopped. All methods may be called from any thread.

    `wake` is called after each arrival, from the network thread: it must only set a flag.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        *,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Outgoing | None = None,
        keep_session: bool = False,
        manual_ack: bool = False,
        keepalive_seconds: int = 20,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self.inbox: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self.up = False
        self._broker = broker
        self._client_id = client_id
        self._nodes = broker.nodes_for(client_id)
        self._wishes = broker.listening(subscriptions, keep_session=keep_session)
        self._will = will
        self._keep_session = keep_session
        self._manual_ack = manual_ack
        self._keepalive_seconds = keepalive_seconds
        self._wake = wake
        self._session = 0
        self._unacknowledged: set[int] = set()
        self._connection: BufferedClient | None = None
        self._stopping = threading.Event()
        self._dropping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name=f"mqtt-{client_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, farewell: Outgoing | None = None, deadline_seconds: float = 2.0) -> None:
        """Say `farewell` if the link is up and wait for the broker's word on it, then disconnect."""
        if farewell is not None and self.up and self._connection is not None:
            info = self._connection.publish(farewell.topic, farewell.payload, farewell.qos, farewell.retain)
            with suppress(RuntimeError, ValueError):
                info.wait_for_publish(deadline_seconds)
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            connection.disconnect()
        if self._thread.is_alive():
            self._thread.join(deadline_seconds)

    def publish(self, message: Outgoing) -> int | None:
        """Hand a message to the link; its mid, or None if the link is down: then nothing is kept."""
        connection = self._connection
        if connection is None or not self.up:
            return None
        info = connection.publish(message.topic, message.payload, message.qos, message.retain)
        return info.mid if info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else None

    def acknowledge(self, incoming: Incoming) -> None:
        """With `manual_ack`: tell the broker that `incoming` is safe; ignored if its connection is gone."""
        connection = self._connection
        if connection is not None and incoming.qos and incoming.session == self._session:
            self._unacknowledged.discard(incoming.mid)
            connection.ack(incoming.mid, incoming.qos)

    def together(self) -> AbstractContextManager[None]:
        """What this thread acknowledges or publishes at QoS 0 meanwhile leaves at the end, as one.

        Such a publish has no `Published`: thousands a second are cheaper so, and nobody waits for one.
        """
        connection = self._connection
        return nullcontext() if connection is None else connection.together()

    def drop(self) -> None:
        """Give up a connection that is up but says nothing; the supervisor makes a new one."""
        self._dropping.set()

    def _arrive(self, arrival: Arrival) -> None:
        self.inbox.put(arrival)
        self._wake()

    # ------------------------------------------------------------ the thread

    def _supervise(self) -> None:
        """Every connection that ended or never came up is followed by one to the next node."""
        failures, told = 0, ""
        for node in itertools.cycle(self._nodes):
            if self._stopping.is_set():
                return
            reason = self._live_once(node)
            failures = 0 if self.up else failures + 1
            if self.up:
                self.up = False
                self._arrive(LinkChanged(up=False, reason=reason))
            self._connection = None
            if reason != told or not failures:
                log.info("link down broker=%s reason=%s", node, reason)
            told = reason
            self._stopping.wait(self._pause(failures))

    def _pause(self, failures: int) -> float:
        """Longer after each round of the nodes, and never the same for all kiosks that lost one together."""
        rounds = min(failures // len(self._nodes), len(RETRY_SECONDS) - 1)
        return RETRY_SECONDS[rounds] * random.uniform(0.5, 1.0)

    def _live_once(self, node: Address) -> str:
        """One connection from its first byte to its last; returns why it ended."""
        self._session += 1
        self._unacknowledged = set()
        self._dropping.clear()
        if missing := self._broker.missing_paper:
            return f"not enrolled yet: {missing} does not exist"
        try:
            connection = self._build(self._session)
            self._connection = connection
            wish = session_wish(self._broker, keep_session=self._keep_session)
            connection.connect(node.host, node.port, self._keepalive_seconds, **wish)
            status = self._loop(connection)
        except (OSError, ValueError) as error:
            return str(error)
        except Exception:
            log.exception("link broke in an unforeseen way")
            return "unforeseen; see the traceback"
        if self._dropping.is_set() or status == MQTTErrorCode.MQTT_ERR_SUCCESS:
            return "given up: it said nothing"
        return paho.error_string(status)

    def _loop(self, connection: BufferedClient) -> MQTTErrorCode:
        """Until the link ends; MQTT_ERR_SUCCESS: it was dropped, or no welcome came."""
        patience = time.monotonic() + WELCOME_SECONDS
        status = connection.loop(timeout=0.5)
        while status == MQTTErrorCode.MQTT_ERR_SUCCESS and not self._dropping.is_set():
            if not self.up and time.monotonic() > patience:
                break
            status = connection.read_on() or connection.loop(timeout=0.5)
        return status

    def _build(self, session: int) -> BufferedClient:
        connection = connection_to(
            self._broker, self._client_id, keep_session=self._keep_session, manual_ack=self._manual_ack
        )
        if self._will is not None:
            connection.will_set(self._will.topic, self._will.payload, self._will.qos, self._will.retain)
        self._bind(connection, session)
        return connection

    def _bind(self, connection: paho.Client, session: int) -> None:
        """Callbacks only enqueue: publishing or waiting inside one deadlocks paho."""
        wishes = deque(self._wishes)
        connection.on_connect = partial(self._welcomed, wishes)
        connection.on_message = partial(self._heard, session)
        connection.on_publish = self._answered
        connection.on_subscribe = partial(self._granted, wishes)
        # With this set, paho leaves all socket writes to the thread that calls loop().
        connection.on_socket_register_write = lambda *_: None

    def _welcomed(
        self, wishes: Wishes, client: paho.Client, _userdata: Any, _flags: Any, code: ReasonCode, _props: Any
    ) -> None:
        if code.is_failure:
            log.error("broker refused client=%s reason=%s", self._client_id, code)
            return
        if wishes:
            client.subscribe(wishes[0])
        self.up = True
        self._arrive(LinkChanged(up=True, reason=str(code)))

    def _granted(
        self, wishes: Wishes, client: paho.Client, _userdata: Any, _mid: int, codes: list[ReasonCode], _p: Any
    ) -> None:
        """One wish at a time: the answer to one is what sends the next."""
        for (topic, _qos), code in zip(wishes.popleft(), codes, strict=False):
            if code.is_failure:
                log.error("broker refused subscription topic=%s reason=%s", topic, code)
        if wishes:
            client.subscribe(wishes[0])

    def _heard(self, session: int, _client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        if self._is_still_waiting(message):
            return
        payload, kept = bytes(message.payload), message.retain
        self._arrive(Incoming(message.topic, payload, kept, message.mid, message.qos, session))

    def _answered(
        self, _client: paho.Client, _userdata: Any, mid: int, code: ReasonCode, _props: Any
    ) -> None:
        if code.is_failure:
            log.error("broker refused publish mid=%s reason=%s", mid, code)
        self._arrive(Published(mid, code.value))

    def _is_still_waiting(self, message: paho.MQTTMessage) -> bool:
        """A cluster repeats what has had no answer for long; it waits in our inbox already."""
        if not self._manual_ack or not message.qos:
            return False
        known = message.mid in self._unacknowledged
        self._unacknowledged.add(message.mid)
        return known and message.dup
