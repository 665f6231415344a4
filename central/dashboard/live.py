"""Pushes the page's sections to browsers by server-sent events.

Owns rendering sections and noticing which changed. Refuses figures (`today`). All browsers asking for
the same view within a second share one rendering, so an audience does not multiply the reading.
"""

import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import anyio
import jinja2
import msgspec
import peewee
from anyio.to_thread import run_sync

from central.dashboard.today import Overview, overview
from central.dashboard.words import Language
from central.dashboard.words.live import LIVE
from central.dashboard.words.shell import SHELL
from central.queries import Scope

SECTIONS: Final = ("figures", "satisfaction", "kiosks", "feed")
BEAT_SECONDS: Final = 1.0
SILENCE_BEATS: Final = 15
VIEWS_KEPT: Final = 200

Sections = dict[str, str]


@dataclass(frozen=True, slots=True)
class View:
    scope: Scope
    language: Language


class Live:
    """`stopping` ends every stream, so that browsers never delay a clean stop."""

    def __init__(
        self,
        reader: peewee.Database,
        clock: Callable[[], datetime],
        pages: jinja2.Environment,
        *,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self.stopping = threading.Event()
        self._beat_seconds = beat_seconds
        self._reader = reader
        self._clock = clock
        self._pages = pages
        self._rendered: dict[View, tuple[datetime, Sections]] = {}
        self._lock = threading.Lock()

    def sections(self, view: View) -> Sections:
        """Section name -> HTML, at most one beat old."""
        with self._lock:
            now = self._clock()
            at, sections = self._rendered.get(view, (None, {}))
            if at is None or not 0 <= (now - at).total_seconds() < self._beat_seconds:
                sections = self._render(view, now)
                self._remember(view, now, sections)
            return sections

    async def stream(self, view: View) -> AsyncIterator[str]:
        """Every section once, then those that change; a beat now and then shows the line is alive."""
        sent: Sections = {}
        silence = 0
        yield "retry: 2000\n\n"
        while not self.stopping.is_set():
            sections = await run_sync(self.sections, view)
            changed = {name: html for name, html in sections.items() if sent.get(name) != html}
            silence = 0 if changed else silence + 1
            if changed:
                yield f"data: {msgspec.json.encode(changed).decode()}\n\n"
            elif silence % SILENCE_BEATS == 0:
                yield "event: beat\ndata: 1\n\n"
            sent = sections
            await anyio.sleep(self._beat_seconds)

    def _render(self, view: View, now: datetime) -> Sections:
        with self._reader:
            shown: Overview = overview(self._reader, view.scope, now)
        words = {**SHELL[view.language], **LIVE[view.language]}
        return {name: self._pages.get_template(f"{name}.html").render(o=shown, w=words) for name in SECTIONS}

    def _remember(self, view: View, now: datetime, sections: Sections) -> None:
        if len(self._rendered) >= VIEWS_KEPT:
            self._rendered.clear()
        self._rendered[view] = (now, sections)
