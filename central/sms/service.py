"""SMS as the running centre has them: keys, what facts put, the dispatcher in its thread, and how it stands.

Owns making these parts from the settings. Refuses the centre's own wiring (`__main__`). A centre without a
key has none of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import peewee

from central.desk import WritingDesk
from central.settings_tables import Sms
from central.sms.erasing import Erasing
from central.sms.keys import Keys
from central.sms.outbox import Post
from central.sms.settings import post_of, read_key_file, sender_of
from central.sms.telling import Telling, nobody, telling
from central.sms.turn import SmsTurn
from central.store.engine import Store
from central.worker import Worker
from mqtt.quiet import read_quiet


@dataclass(frozen=True, slots=True)
class Service:
    """`keys` and `post` are None without a key file, `dispatch` where no driver is set."""

    keys: Keys | None
    post: Post | None
    dispatch: SmsTurn | None

    @property
    def tell(self) -> Telling:
        return telling(self.post) if self.post else nobody

    @property
    def trouble(self) -> str:
        """What keeps SMS from going out, or ""."""
        return self.dispatch.trouble if self.dispatch else ""

    def erasing(self, store: Store) -> Erasing:
        return Erasing(store)

    def worker(self, clock: Callable[[], datetime]) -> Worker | None:
        return Worker(self.dispatch, clock, "sms") if self.dispatch else None


def service(
    sms: Sms, desk: WritingDesk, reader: peewee.Database, term: Callable[[], int], provinces: Sequence[str]
) -> Service:
    keys = read_key_file(sms)
    if keys is None:
        return Service(None, None, None)
    sender = sender_of(sms)
    quiet = read_quiet(sms.quiet)
    turn = SmsTurn(sender, desk, reader, keys, quiet, term, provinces) if sender else None
    return Service(keys, post_of(sms, keys), turn)
