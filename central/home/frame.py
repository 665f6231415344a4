"""What every page for people at home stands in: the ward's name, one language switch, no menu of officials.

Owns the frame, its headers, the style, and the friendly no. Refuses what a page says: a room that has pages
brings them and their words. The only script is filing's, and every page works without it. What is posted to
these pages is looked at by the gate first, which turns other sites away.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from central.dashboard.words import Language, Phrases
from central.dashboard.written import FILTERS
from central.home.caller import TRAP
from central.home.words import SHARED
from mqtt.wards import Ward

HERE: Final = Path(__file__).parent
STATIC: Final = "/static/home"
PORTAL: Final = "https://dichvucong.gov.vn/"
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
    "; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
"""A page with somebody's papers stands in no frame, is kept by no browser and found by no search."""


class Frame:
    """`room` is the folder of the room's own pages, `top` where its addresses begin, as ``/hen``."""

    def __init__(self, room: Path, top: str, words: Phrases, **filters: Callable[..., str]) -> None:
        self._words: Phrases = {language: SHARED[language] | words[language] for language in SHARED}
        self._top = top
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader([room / "pages", HERE / "pages"]),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters.update(FILTERS, qr=qr, **filters)
        self._pages.globals.update(top=top, portal=PORTAL, static=STATIC, trap=TRAP)

    @property
    def top(self) -> str:
        return self._top

    def page(
        self,
        request: Request,
        name: str,
        ward: Ward | None,
        language: Language,
        *,
        status: int = 200,
        answers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """`answers` are those of the address that leads here again; None: those of this one."""
        said = request.query_params if answers is None else answers
        html = self._pages.get_template(f"{name}.html").render(
            w=self._words[language],
            language=language,
            path=request.url.path,
            ward=ward,
            ward_title=ward.title if ward else "",
            answers=said,
            here=lambda **changes: _address(request, said, {"lang": _kept(language)} | changes),
            in_language=lambda path, **more: _to(path, more | {"lang": _kept(language)}),
            **values,
        )
        return HTMLResponse(html, status, HEADERS)

    def sorry(
        self,
        request: Request,
        ward: Ward | None,
        language: Language,
        why: str,
        *,
        status: int = 404,
        elsewhere: bool = False,
        again: bool = False,
        find: bool = False,
        **parts: str,
    ) -> Response:
        """A friendly no: `elsewhere` leads to the national portal, `again` and `find` back to begin."""
        words = self._words[language]
        told = {"ward": ward.title if ward else "", **parts}
        title, text = (words[f"{why}.{part}"].format(**told) for part in ("title", "text"))
        values: dict[str, Any] = {"title": title, "text": text, "again": again and ward}
        values |= {"elsewhere": elsewhere, "find": find}
        return self.page(request, "sorry", ward, language, status=status, **values)


def static() -> Mount:
    return Mount(STATIC, StaticFiles(directory=HERE / "static"))


def qr(text: str) -> str:
    """A picture for `src`, with nothing to fetch."""
    code = segno.make(text, error="m", micro=False)
    uri: str = code.svg_data_uri(scale=4, border=4, dark="#111827", light="#fff")
    return uri


def _kept(language: Language) -> str | None:
    """Vietnamese is what is spoken here; only another language stands in an address."""
    return None if language == "vi" else language


def _address(request: Request, said: Mapping[str, str], changes: Mapping[str, object]) -> str:
    """The same page with some answers changed; None takes one away."""
    return _to(request.url.path, {**said, **changes})


def _to(path: str, parameters: Mapping[str, object]) -> str:
    kept = {name: str(value) for name, value in parameters.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
