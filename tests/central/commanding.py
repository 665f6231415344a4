"""The centre's commands on the bench: issued in the writer's transaction, sent by turns, answered by frames.

Owns the key and what was said on the wire. Refuses assertions about rules.
"""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.commanding.dispatch import LOOK, Dispatch
from central.commanding.issuing import issuing
from central.commanding.progress import KioskProgress, progress
from central.commanding.rows import Issued
from central.commanding.wishes import Wish
from central.queries import Scope
from mqtt.client import Incoming, LinkChanged
from mqtt.commands import Command
from mqtt.device_facts import DeviceCommanded
from mqtt.signing import unseal
from tests.central.conftest import Centre
from tests.central.wire import KIOSK, NOW, event, frame_of, state

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEIGHBOUR, ELSEWHERE = "19/05518/k2", "19/05443/k1"
EVERYWHERE = Scope()


class Bench:
    """The centre's dispatch beside its aggregator, a turn at a time."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.start()

    def start(self, *provinces: str) -> None:
        self.dispatch = Dispatch(self.centre.store, self.centre.wire, provinces)
        self.dispatch.hear(LinkChanged(up=True, reason="test"))

    def restart(self) -> None:
        self.centre.restart()
        self.start()

    def hears(self, *messages: Incoming) -> None:
        """Both works of the writer's thread hear it, as there."""
        for message in messages:
            self.dispatch.hear(message)
        self.centre.receive(*messages)

    def comes_online(self, kiosk: str = KIOSK) -> None:
        self.hears(state("online", kiosk=kiosk))

    def issue(
        self, word: str = "update", *, now: datetime = NOW, key: Any = KEY, **more: Any
    ) -> list[Issued]:
        """As the writer does it for a page or at the door; a look later it goes out."""
        wish = Wish(word=word, **({"area": KIOSK, "by": "tester"} | more))
        with self.centre.store.transaction():
            issued = issuing(key).make(self.centre.store.writer, wish, now)
        self.centre.wire.published.clear()
        self.dispatch.turn(now + LOOK)
        return issued

    def sent(self, now: datetime = NOW) -> list[Command]:
        """What a turn sends."""
        self.centre.wire.published.clear()
        self.dispatch.turn(now)
        return self.out()

    def out(self) -> list[Command]:
        """What the wire has taken lately, opened as a kiosk does."""
        out = [one for one in self.centre.wire.published if one.topic.endswith("/command")]
        assert [(one.qos, one.retain) for one in out] == [(1, False)] * len(out)
        commands = [unseal(one.payload, KEY.public_key()) for one in out]
        assert [one.topic for one in out] == [f"motcua/1/{one.kiosk}/command" for one in commands]
        return commands

    def answers(self, counter: int, outcome: Any = "done", reason: str = "", *, kiosk: str = KIOSK) -> None:
        fact = DeviceCommanded(counter=counter, word="update", outcome=outcome, reason=reason)
        self.hears(frame_of(event(1, fact), kiosk=kiosk))

    def progress(
        self, now: datetime = NOW, *, scope: Scope = EVERYWHERE, last: int = 5
    ) -> list[KioskProgress]:
        with self.centre.reader:
            return progress(self.centre.reader, scope, now, last=last)
