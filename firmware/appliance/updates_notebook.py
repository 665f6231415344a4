"""What the updater keeps on disk and tells the kiosk.

Owns `/data/updates/state.json` and `refused.json`, written whole and flushed, and
`/run/motcua/update.json`. Refuses to decide. A file that cannot be read is as good as none: the worst is
that an update is tried again.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from firmware.appliance.updates_words import Memory, News, Offer, Refused, Report, Trying
from firmware.durable import write_whole
from firmware.version import order

log = logging.getLogger(__name__)

T = TypeVar("T")
_REPORTS_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lies. `boot` names this boot, so that the updater's own restart is not one."""

    updates: Path
    runtime: Path
    identity: Path
    boot: str

    @property
    def inbox(self) -> Path:
        return self.updates / "inbox"


class Notebook:
    """`resting` is what the kiosk is told while nothing happens: the end of what happened last."""

    def __init__(self, places: Places, *, resting: News) -> None:
        places.updates.mkdir(parents=True, exist_ok=True)
        self._state = places.updates / "state.json"
        self._refused = places.updates / "refused.json"
        self._news = places.runtime / "update.json"
        self.resting = resting
        self._told: News | None = None
        self.memory = _read(self._state, Memory) or Memory()
        self.refused = _read(self._refused, tuple[Refused, ...]) or ()

    def tell(self, news: News) -> None:
        """Where the kiosk looks; a folder that is not there yet only means that no kiosk runs."""
        if news == self._told:
            return
        if self._told is None or (news.state, news.detail) != (self._told.state, self._told.detail):
            log.info(
                "update state=%s version=%s detail=%s", news.state, news.version or "-", news.detail or "-"
            )
        try:
            write_whole(self._news, msgspec.json.encode(news))
        except OSError as error:
            log.debug("update news not written file=%s: %s", self._news, error)
        else:
            self._told = news

    def rest(self, news: News) -> None:
        self.resting = news
        self.tell(news)

    def try_out(self, trying: Trying) -> None:
        """From here on the other slot holds something."""
        self._remember(msgspec.structs.replace(self.memory, trying=trying, updated=True))

    def settle(self, trying: Trying | None, report: Report) -> None:
        """The end of a trial or an attempt, and its report, in one write."""
        reports = (*self.memory.reports, report)[-_REPORTS_KEPT:]
        self._remember(msgspec.structs.replace(self.memory, trying=trying, reports=reports))

    def marked_good(self, version: str) -> None:
        if self.memory.good != version:
            self._remember(msgspec.structs.replace(self.memory, good=version))

    def reported(self, report: Report) -> None:
        left = tuple(one for one in self.memory.reports if one != report)
        self._remember(msgspec.structs.replace(self.memory, reports=left))

    def refuse(self, refused: Refused) -> None:
        others = tuple(one for one in self.refused if one != refused)
        self._write_refused((*others, refused))

    def forgive_up_to(self, running: str) -> None:
        """What is not newer than the version that proved good needs no refusal: it would be a downgrade."""
        newer = tuple(one for one in self.refused if order(one.version) > order(running))
        if newer != self.refused:
            self._write_refused(newer)

    def refusal(self, version: str, sha256: str = "") -> Refused | None:
        """Why a version must not be installed; without a checksum only what holds for all of its bundles."""
        return next(
            (one for one in self.refused if one.version == version and one.sha256 in ("", sha256)), None
        )

    def _remember(self, memory: Memory) -> None:
        write_whole(self._state, msgspec.json.encode(memory))
        self.memory = memory

    def _write_refused(self, refused: tuple[Refused, ...]) -> None:
        write_whole(self._refused, msgspec.json.encode(refused))
        self.refused = refused


class OfferNote:
    """The offer that the partial file belongs to, with the server's name for its content."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Offer, str] | None:
        return _read(self._path, tuple[Offer, str])

    def write(self, offer: Offer, etag: str) -> None:
        write_whole(self._path, msgspec.json.encode((offer, etag)))

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.error("note cannot be read, going on without it file=%s: %s", path, error)
        return None
