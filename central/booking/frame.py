"""What every page of booking stands in: the ward's name, the language, no menu of officials.

Owns the frame and its headers. Refuses what a page says. No script stands in any page.
"""

from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from central.booking.offices import WEEKDAYS
from central.booking.words import BOOKING
from central.dashboard.words import Language
from mqtt.wards import Ward

HERE: Final = Path(__file__).parent
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
"""The page of a booking is kept by no browser and found by no search."""


class Frame:
    def __init__(self, keep_days: int) -> None:
        self._keep_days = keep_days
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "pages"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self,
        request: Request,
        name: str,
        ward: Ward | None,
        language: Language,
        *,
        status: int = 200,
        **values: Any,
    ) -> Response:
        words, lang = BOOKING[language], "en" if language == "en" else None
        html = self._pages.get_template(f"{name}.html").render(
            w=words,
            language=language,
            ward=ward,
            ward_title=ward.title if ward else "",
            keep_days=self._keep_days,
            other=_address(request, {"lang": "en" if language == "vi" else None}),
            here=lambda **changes: _address(request, {"lang": lang, **changes}),
            weekday=lambda day: words[WEEKDAYS[day.weekday()]],
            **values,
        )
        return HTMLResponse(html, status, HEADERS)

    def sorry(
        self, request: Request, ward: Ward | None, language: Language, why: str, *, status: int
    ) -> Response:
        return self.page(request, "sorry", ward, language, status=status, why=why)


def no_store() -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def _address(request: Request, changes: dict[str, str | date | None]) -> str:
    """The same page with some answers changed; None takes one away."""
    asked: dict[str, str | date | None] = {**request.query_params, **changes}
    kept = {name: str(value) for name, value in asked.items() if value}
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path
