"""What every page of filing from home stands in: the ward's name, the language, no menu of officials.

Owns the frame, its headers and the QR codes. Refuses what a page says. No script stands in a page, and every
page works without any.
"""

from functools import cache
from pathlib import Path
from typing import Final

import jinja2
import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from central.dashboard.words import Language
from central.dashboard.written import FILTERS
from central.intake.faults import said
from central.intake.values import Fault
from central.intake.view import weight
from central.intake.words import HOME
from mqtt.wards import Ward, read_units

HERE: Final = Path(__file__).parent
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
    def __init__(self) -> None:
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "pages"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters.update(FILTERS)
        self._pages.filters.update(qr=qr, weight=weight)

    def page(
        self,
        request: Request,
        name: str,
        ward: Ward | None,
        language: Language,
        *,
        status: int = 200,
        **values: object,
    ) -> Response:
        title = spoken(ward) if ward else ""
        html = self._pages.get_template(f"{name}.html").render(
            w=HOME[language],
            language=language,
            path=request.url.path,
            ward=ward,
            ward_title=title,
            portal=PORTAL,
            says=lambda fault: said(fault, language),
            too_big=said(Fault("file_too_big", {"file": "%s", "size": "%d"}), language),
            **values,
        )
        return HTMLResponse(html, status, HEADERS)

    def closed(
        self, request: Request, ward: Ward | None, language: Language, why: str, *, code: str = ""
    ) -> Response:
        """A friendly no, and where else to go."""
        text = HOME[language][f"closed.{why}"].format(ward=spoken(ward) if ward else "", code=code)
        return self.page(request, "closed", ward, language, status=404, text=text)


def qr(text: str) -> str:
    """A picture for `src`, with nothing to fetch."""
    code = segno.make(text, error="m", micro=False)
    uri: str = code.svg_data_uri(scale=4, border=4, dark="#111827", light="#fff")
    return uri


@cache
def _wards() -> dict[str, Ward]:
    return {ward.code: ward for ward in read_units().wards}


def ward_of(code: str) -> Ward | None:
    return _wards().get(code)


def spoken(ward: Ward) -> str:
    """``phường Sông Công``."""
    return ward.title
