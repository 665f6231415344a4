"""One request of somebody who fills in a sheet: whose draft, which page of it, and where it goes on.

Owns the cookie and the addresses of a sheet's pages. Refuses what is done there (`counter`) and drawing it
(`showing`). A page is a number in the address, so that going back, reloading and a bookmark mean what people
think they mean.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.words import Language
from central.home.caller import led_to, machine
from central.intake.drafts import KEPT
from central.intake.letterbox import Sheet
from central.intake.steps import Step
from central.intake.view import View
from mqtt.forms import Field

COOKIE: Final = "motcua-nop"
PAGE, CHANGING, KEPT_NOW, TOLD = "buoc", "sua", "kept", "loi"
"""In an address: which page; opened from the check to change it; just saved; sent with something wrong."""
JUDGED: Final = "1"
"""What is wrong is found by judging the draft; anything else that it may be is what was, sealed."""


@dataclass(frozen=True, slots=True)
class Visit:
    """`home` is the path that the draft belongs to; `draw` puts the sheet into its page."""

    request: Request
    sheet: Sheet
    language: Language
    home: str
    draw: Callable[[View, int], Response]

    @property
    def token(self) -> str:
        return self.request.cookies.get(COOKIE, "")

    @property
    def address(self) -> str:
        return machine(self.request)

    @property
    def wants_json(self) -> bool:
        return self.request.headers.get("accept", "") == "application/json"

    @property
    def steps(self) -> list[Step]:
        return self.sheet.steps

    @property
    def last(self) -> int:
        return len(self.steps)

    @property
    def named(self) -> int | None:
        """The page that the address names, counted from 1; None where it names none."""
        said = self.request.query_params.get(PAGE, "")[:3]
        return min(max(int(said), 1), self.last) if said.isascii() and said.isdigit() else None

    @property
    def at(self) -> int:
        return self.named or 1

    @property
    def changing(self) -> bool:
        return CHANGING in self.request.query_params and self.at < self.last

    @property
    def more(self) -> dict[str, str]:
        """What the address of the same page says besides its number."""
        return {CHANGING: "1"} if self.changing else {}

    def step(self, at: int) -> Step:
        return self.steps[at - 1]

    def shown(self, *, whole: bool) -> list[Field]:
        """The questions of the page that was sent; all of them where the `whole` form came at once."""
        if self.named is not None:
            return self.step(self.named).fields
        return self.sheet.fields if whole else []

    def led(
        self, at: int | None, token: str, more: Mapping[str, str], language: Language | None = None
    ) -> Response:
        """To a page of the same sheet, with the draft's time beginning anew."""
        page = {PAGE: str(at)} if at is not None else {}
        answer = led_to(self.request.url.path, language or self.language, **page, **more)
        set_cookie(self.request, answer, token, self.home)
        return answer

    def to(self, path: str, **parameters: str) -> Response:
        return led_to(path, self.language, **parameters)


def set_cookie(request: Request, answer: Response, token: str, path: str) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(KEPT.total_seconds()),
        path=path,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
