"""The change that issues commands, by the one writer: asked for at the door, or by a page over the desk.

Owns joining a wish with the key. Refuses the rules of wishes (`wishes`), rows (`rows`) and sending
(`dispatch`): what is issued is on disk, and goes out from there.
"""

import logging
from datetime import datetime

import peewee
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.commanding import rows
from central.commanding.rows import Issued
from central.commanding.wishes import Wish, judged
from central.door import Change, Refused

log = logging.getLogger(__name__)


def issuing(key: Ed25519PrivateKey | None) -> Change[Wish, list[Issued]]:
    """What a centre with this key makes of a wish; without one it refuses every wish."""

    def make(database: peewee.Database, wish: Wish, now: datetime) -> list[Issued]:
        if key is None:
            raise Refused("this centre has no key for commands; set [command] key_file, then restart")
        issued = rows.issue(database, key, judged(wish), now)
        log.info("command issued word=%s area=%s by=%s kiosks=%d", wish.word, wish.area, wish.by, len(issued))
        return issued

    return Change("command", Wish, list[Issued], make)
