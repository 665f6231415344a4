"""Two ways of asking a centre what it knows: its store, which tells everything, and its API over HTTP.

Owns the questions. Refuses to judge the answers (`checking`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import msgspec
import peewee
from peewee import fn

from central.counting import HOURLY
from central.dossiers.figures import Figures, Question, figures
from central.queries import KioskRow, Summary
from central.simulate.checking import QUANTILES, Named, measured
from central.simulate.truth import Truth, quantile
from central.store.models import Event, Figure, Hourly, Progress, Rejected

ANSWER_SECONDS: Final = 30.0
PROVINCE: Final = len("19")
_SUMS: Final = {
    "waits": "waits",
    "waited_seconds": "waited_seconds",
    "services": "services_timed",
    "service_seconds": "service_seconds",
}


class NoAnswer(RuntimeError):
    """The centre cannot be asked; the text says what to change."""


class StoreCentre:
    """Reads the store itself, a day at a time; the connection must be open."""

    def __init__(self, reader: peewee.Database) -> None:
        self._reader = reader
        self._waits: Counter[int] = Counter()

    def tells(self, name: str) -> bool:
        return True

    def day(self, day: str, kiosks: Collection[str]) -> Mapping[str, Named]:
        """A province only if nobody but the truth's kiosks counts there."""
        areas: dict[str, Counter[str]] = defaultdict(Counter)
        waits: dict[str, Counter[int]] = defaultdict(Counter)
        chosen = Figure.select(Figure.area, Figure.measure, Figure.value).where(Figure.day == day)
        for area, measure, value in self._rows(chosen):
            if measure.startswith("wait:"):
                waits[area][int(measure[len("wait:") :])] += value
            elif measured(measure):
                areas[area][measure] += value
        known = set(kiosks)
        strangers = {area[:PROVINCE] for area in areas if len(area) > PROVINCE and area not in known}
        self._add_hourly(day, areas)
        for kiosk in known & waits.keys():
            self._waits.update(waits[kiosk])
            areas[kiosk].update(
                {name: reached for name, share in QUANTILES if (reached := quantile(waits[kiosk], share))}
            )
        return {area: names for area, names in areas.items() if area not in strangers}

    def dossiers(self, day: str, wards: Collection[str]) -> Mapping[str, Named]:
        return {ward: _dossiers(self._dossiers(day, *ward.split("/"))) for ward in wards}

    def deliveries(self, truth: Truth) -> Mapping[str, Named]:
        found: dict[str, Counter[str]] = {kiosk: Counter(missing=0, stored=0) for kiosk in truth.kiosks}
        progress = Progress.select(Progress.kiosk, Progress.epoch, Progress.upto, Progress.missing)
        for kiosk, epoch, upto, missing in self._rows(progress):
            if kiosk in found:
                found[kiosk].update({f"upto {epoch}": upto, "missing": missing})
        stored = Event.select(Event.kiosk, fn.COUNT(Event.seq)).group_by(Event.kiosk)
        refused = Rejected.select(Rejected.kiosk, fn.COUNT(Rejected.number)).group_by(Rejected.kiosk)
        for name, query in (("stored", stored), ("quarantined", refused)):
            for kiosk, count in self._rows(query):
                if kiosk in found:
                    found[kiosk][name] = count
        return found

    def quantile(self, share: float) -> int | None:
        return quantile(self._waits, share)

    def _dossiers(self, day: str, province: str, ward: str) -> Figures:
        return figures(self._reader, Question(province, ward, first_day=day, last_day=day))

    def _add_hourly(self, day: str, areas: dict[str, Counter[str]]) -> None:
        sums = [fn.SUM(getattr(Hourly, column)) for column in HOURLY]
        key = (Hourly.kiosk, Hourly.service, Hourly.officer)
        for kiosk, service, officer, *values in self._rows(
            Hourly.select(*key, *sums).where(Hourly.day == day).group_by(*key)
        ):
            names, row = areas[kiosk], dict(zip(HOURLY, values, strict=True))
            names.update({name: row[column] for column, name in _SUMS.items()})
            names[f"service {service} tickets"] += row.pop("tickets")
            names.update({f"officer {officer or 'nobody'} {column}": row[column] for column in row})

    def _rows(self, query: peewee.Query) -> list[Any]:
        rows: list[Any] = self._reader.execute(query).fetchall()
        return rows


class HttpCentre:
    """Asks a running centre; it tells tickets, served, no-shows, presses, dossiers and what has arrived."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NoAnswer(f"--url {url}: expected an address such as http://127.0.0.1:8090")
        self._url = url.rstrip("/")

    def tells(self, name: str) -> bool:
        return measured(name) and not name.startswith("hour:")

    def day(self, day: str, kiosks: Collection[str]) -> Mapping[str, Named]:
        return {kiosk: self._summary(kiosk=kiosk, **{"from": day, "to": day}) for kiosk in kiosks}

    def dossiers(self, day: str, wards: Collection[str]) -> Mapping[str, Named]:
        asked = [(ward, *ward.split("/")) for ward in wards]
        return {
            ward: _dossiers(
                msgspec.json.decode(
                    self._ask(
                        "/api/v1/dossiers/figures", province=province, ward=code, **{"from": day, "to": day}
                    ),
                    type=Figures,
                )
            )
            for ward, province, code in asked
        }

    def deliveries(self, truth: Truth) -> Mapping[str, Named]:
        """`upto` of the ledger that a kiosk writes now."""
        rows = msgspec.json.decode(self._ask("/api/v1/kiosks"), type=list[KioskRow])
        known = {row.kiosk: row for row in rows}
        return {kiosk: self._delivery(kiosk, known.get(kiosk)) for kiosk in truth.kiosks}

    def quantile(self, share: float) -> int | None:
        return None

    def _delivery(self, kiosk: str, row: KioskRow | None) -> Named:
        summary = msgspec.json.decode(self._ask("/api/v1/summary", kiosk=kiosk), type=Summary)
        names = {"missing": summary.gaps, "quarantined": summary.rejected}
        return names if row is None or row.epoch is None else names | {f"upto {row.epoch}": row.upto}

    def _summary(self, **parameters: str) -> Named:
        summary = msgspec.json.decode(self._ask("/api/v1/summary", **parameters), type=Summary)
        names = {"tickets": summary.tickets, "served": summary.served, "no_shows": summary.no_shows}
        return names | {f"rating:{level}": count for level, count in summary.ratings.items()}

    def _ask(self, path: str, **parameters: str) -> bytes:
        try:
            with urlopen(f"{self._url}{path}?{urlencode(parameters)}", timeout=ANSWER_SECONDS) as answer:
                body: bytes = answer.read()
        except HTTPError as error:
            raise NoAnswer(f"{self._url}{path}: {error}: {error.read()[:300]!r}") from error
        except OSError as error:
            raise NoAnswer(f"{self._url}: {error}; start the centre, or correct --url") from error
        return body


def _dossiers(found: Figures) -> Named:
    return {"received": found.received, "on_time": found.on_time, "late": found.late}
