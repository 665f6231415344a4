"""Settings of the ward that came from the centre: kept, tried, proved, or given up.

Owns the table `ward_settings`, and which settings a start uses. Refuses judging them (`settings_file`) and
choosing the moment (`chores`). Whatever is in force has been judged whole; should the kiosk not come up with
it all the same, the settings of before are back after three starts that failed.
"""

import logging
from dataclasses import dataclass
from typing import Final

from firmware import outcomes
from firmware.clock import Now
from firmware.errors import SettingsError
from firmware.settings import Settings
from firmware.settings_file import overlaid
from firmware.store import LedgerRow, Rows, Store, rows

log = logging.getLogger(__name__)

MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that this start uses; `version` is the command they came with, 0 for the file alone."""

    settings: Settings
    version: int = 0


def begin(store: Store, base: Settings, now: Now) -> InForce:
    """The newest that may be tried, over the file's. The try is on disk before anything starts with it."""
    with store.transaction():
        kept = rows("SELECT counter, toml, tries, good FROM ward_settings ORDER BY counter DESC")
        for counter, toml, tries, good in kept:
            settings = _usable(base, counter, toml, tries, good=bool(good), now=now)
            if settings is not None:
                log.info("settings of the centre in force version=%s tries=%s", counter, tries)
                return InForce(settings, counter)
    return InForce(base)


def _usable(base: Settings, counter: int, toml: str, tries: int, *, good: bool, now: Now) -> Settings | None:
    """None where others must be used; what was good once is left alone, as another program may read it."""
    if not good and tries >= MOST_TRIES:
        _give_up(counter, f"the kiosk did not come up with it in {MOST_TRIES} tries", now)
        return None
    try:
        settings = overlaid(base, toml)
    except SettingsError as error:
        log.error("settings of the centre do not fit version=%s: %s", counter, error)
        if not good:
            _give_up(counter, str(error), now)
        return None
    if not good:
        LedgerRow.sql("UPDATE ward_settings SET tries = tries + 1 WHERE counter = ?", counter)
    return settings


def keep(counter: int, toml: str, now: Now) -> None:
    """For the next start; older ones that were not proved yet are not tried any more."""
    for (older,) in rows("SELECT counter FROM ward_settings WHERE good = 0"):
        _give_up(older, f"command {counter} came before it was in force", now)
    LedgerRow.sql("INSERT INTO ward_settings (counter, toml) VALUES (?, ?)", counter, toml)


def prove(counter: int, now: Now) -> None:
    """The kiosk runs well with it: done, and what came before is forgotten."""
    if rows("SELECT 1 FROM ward_settings WHERE counter = ? AND good = 0", (counter,)):
        LedgerRow.sql("UPDATE ward_settings SET good = 1 WHERE counter = ?", counter)
        LedgerRow.sql("DELETE FROM ward_settings WHERE counter < ?", counter)
        outcomes.settle(counter, "done", now)


def waiting(rows: Rows) -> int:
    """The newest that no start has tried yet; 0 if there is none."""
    [(counter,)] = rows("SELECT ifnull(max(counter), 0) FROM ward_settings WHERE tries = 0 AND good = 0", ())
    return int(counter)


def _give_up(counter: int, reason: str, now: Now) -> None:
    log.error("settings of the centre given up version=%s: %s", counter, reason)
    LedgerRow.sql("DELETE FROM ward_settings WHERE counter = ?", counter)
    outcomes.settle(counter, "refused", now, reason=f"{reason}; the settings of before stay")
