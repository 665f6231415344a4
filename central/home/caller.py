"""Who calls from home, as far as a request tells: the language, whose machine, a machine that fills traps in.

Owns these look-ups and leading somebody on in their language. Refuses cookies (`intake.counter`) and words.
"""

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from central.dashboard.words import Language, language_of

TRAP: Final = "website"
"""A field that no person sees."""
NOT_KEPT: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def language_in(request: Request) -> Language:
    return language_of(request.query_params.get("lang"))


def machine(request: Request) -> str:
    return request.client.host if request.client else ""


def led_to(path: str, language: Language = "vi", **parameters: str) -> Response:
    """To another page, in the same language."""
    asked = parameters | ({"lang": "en"} if language == "en" else {})
    return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, 303, NOT_KEPT)
