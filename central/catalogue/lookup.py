"""One procedure at a time, for pages: looked up in the catalogue's file beside whoever imports and publishes.

Owns a read-only look, remembered until the file changes. Refuses to wait: while a command has the file to
itself, what was read before holds. A centre whose data folder has no catalogue knows no procedure.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from central.catalogue.store import NAME
from mqtt.catalogue import Procedure

_Stamp = tuple[int, int]

log = logging.getLogger(__name__)


class Lookup:
    """From any thread. `data` is the centre's data folder."""

    def __init__(self, data: Path) -> None:
        self._file = data / NAME
        self._known: dict[tuple[str, str], tuple[_Stamp, Procedure | None]] = {}

    def procedure(self, province: str, code: str) -> Procedure | None:
        """As it was imported last; None where the province's catalogue has none of this code."""
        known = self._known.get((province, code))
        try:
            written = self._file.stat()
            stamp = (written.st_mtime_ns, written.st_size)
            if known is None or known[0] != stamp:
                known = self._known[province, code] = (stamp, self._read(province, code))
        except FileNotFoundError:
            return None
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            log.warning("catalogue not read, what is known holds file=%s: %s", self._file, error)
        return known[1] if known else None

    def _read(self, province: str, code: str) -> Procedure | None:
        address = f"{self._file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=0)) as connection:
            row = connection.execute(
                "SELECT data FROM procedure WHERE province = ? AND code = ?", (province, code)
            ).fetchone()
        return msgspec.json.decode(row[0], type=Procedure) if row else None
