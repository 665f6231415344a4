"""Settings as they were sent to a ward last, and how new ones differ: for whoever is about to send some.

Owns reading them out of the stored commands. Refuses judging: what was sent may have been refused there.
"""

import difflib

import msgspec
import peewee

from central.commanding.rows import of_area
from central.store.models import Command as Row
from mqtt.commands import Command, Config, Envelope


def last_config(reader: peewee.Database, area: str) -> str:
    """The TOML of the newest `config` to any kiosk of the area; '' if there was none."""
    query = Row.select(Row.payload).where(of_area(Row.kiosk, area), Row.word == "config")
    row = reader.execute(query.order_by(Row.counter.desc()).limit(1)).fetchone()
    if row is None:
        return ""
    said = msgspec.json.decode(msgspec.json.decode(row[0], type=Envelope).payload, type=Command)
    return msgspec.json.decode(said.data, type=Config).toml


def difference(before: str, after: str) -> list[str]:
    """Lines as they differ: `-` goes, `+` comes, `@` tells where; none if nothing does."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
    return list(lines)[2:]
