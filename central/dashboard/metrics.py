"""`/metrics`: how the centre itself fares, in the text form of Prometheus.

Owns names of metrics and who may read them: this machine, or a token of an account of the whole country.
Refuses figures of offices (`api`). Counters are the writer's own; what outlives a restart is asked of the
store at each scrape.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

import peewee
from peewee import fn
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.api import Pulse, problem
from central.dashboard.viewer import Viewer
from central.settings import loopback
from central.store.models import Kiosk, Progress
from central.tally import BOUNDS, Tally

STATES: Final = ("online", "offline", "lost", "unknown")
FORWARDED: Final = ("forwarded", "x-forwarded-for", "via")


class Metrics:
    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime], pulse: Pulse) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Centre(reader, clock, pulse))
        ProcessCollector(registry=self._registry)

    def routes(self) -> list[Route]:
        return [Route("/metrics", self.scrape)]

    def scrape(self, request: Request) -> Response:
        if not _may_read(request):
            return problem(401, "Not from here", "Ask on this machine, or with a token of the whole country.")
        text = generate_latest(self._registry)
        return Response(text, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST})


def _may_read(request: Request) -> bool:
    """Who comes through a proxy is not on this machine, though the proxy is."""
    here = request.client is not None and loopback(request.client.host)
    if here and not any(name in request.headers for name in FORWARDED):
        return True
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    return viewer is not None and bool(viewer.name) and viewer.area == ""


class _Centre(Collector):
    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime], pulse: Pulse) -> None:
        self._reader = reader
        self._clock = clock
        self._pulse = pulse

    def describe(self) -> Iterable[Metric]:
        """Named without asking the store."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._of_the_writer(self._pulse.tally)
        yield from self._of_the_moment()
        yield from self._of_the_store()

    def _of_the_writer(self, tally: Tally) -> Iterator[Metric]:
        yield _counter("motcua_messages", "Messages taken in and committed", tally.messages)
        yield _counter("motcua_events", "New events committed", tally.events)
        yield _counter(
            "motcua_store_write_errors", "Batches that the store would not take", tally.write_errors
        )
        rejected = CounterMetricFamily(
            "motcua_rejected", "Messages and events put into quarantine", labels=["reason"]
        )
        for reason, count in sorted(tally.rejected.items()):
            rejected.add_metric([reason], count)
        yield rejected
        yield HistogramMetricFamily(
            "motcua_turn_seconds",
            "How long the writer's turns took",
            buckets=_cumulative(tally.turns),
            sum_value=tally.turn_seconds,
        )

    def _of_the_moment(self) -> Iterator[Metric]:
        age = self._age(self._pulse.turned_at(), of_never=float("nan"))
        yield GaugeMetricFamily("motcua_writer_age_seconds", "Since the writer's last good turn", age)
        saved = self._age(self._pulse.backed_up_at(), of_never=float("inf"))
        yield GaugeMetricFamily(
            "motcua_newest_backup_age_seconds",
            "Since this machine's newest backup of the centre; +Inf if there is none",
            saved,
        )
        yield GaugeMetricFamily("motcua_broker_up", "1 while the broker is reached", self._pulse.broker_up())
        yield GaugeMetricFamily(
            "motcua_inbox_messages", "Messages arrived and not committed yet", self._pulse.waiting()
        )

    def _age(self, at: datetime | None, *, of_never: float) -> float:
        return of_never if at is None else (self._clock() - at).total_seconds()

    def _of_the_store(self) -> Iterator[Metric]:
        sums = Progress.select(
            fn.COALESCE(fn.SUM(Progress.missing), 0), fn.COALESCE(fn.SUM(Progress.duplicates), 0)
        )
        states = Kiosk.select(Kiosk.state, fn.COUNT(Kiosk.kiosk)).group_by(Kiosk.state)
        with self._reader:
            missing, duplicates = self._reader.execute(sums).fetchone()
            counts = Counter(dict.fromkeys(STATES, 0)) + Counter(
                dict(self._reader.execute(states).fetchall())
            )
        kiosks = GaugeMetricFamily("motcua_kiosks", "Kiosks by state", labels=["state"])
        for state in sorted({*STATES, *counts}):
            kiosks.add_metric([state], counts[state])
        yield kiosks
        yield GaugeMetricFamily("motcua_missing_events", "Ledger rows known to exist and not here", missing)
        yield _counter("motcua_duplicates", "Events received again; harmless", duplicates)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(name, about, value)


def _cumulative(turns: list[int]) -> list[tuple[str, float]]:
    """Prometheus' classes each hold those below them as well."""
    ends = [*(str(bound) for bound in BOUNDS), "+Inf"]
    return [(end, float(sum(turns[: at + 1]))) for at, end in enumerate(ends)]
