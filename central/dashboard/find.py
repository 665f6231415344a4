"""`/find`: provinces and wards by name, with or without marks.

Owns the page. Refuses what lies outside the viewer's area. One finding is gone to at once.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.dashboard.addresses import Addresses
from central.dashboard.shell import Shell
from central.dashboard.words.find import FIND
from central.queries import Scope
from central.stats.places import search, title_of

LONGEST: Final = 100


class FindPage:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def routes(self) -> list[Route]:
        return [Route("/find", self.whole)]

    def whole(self, request: Request) -> Response:
        asked = self._shell.asked(request)
        wanted = request.query_params.get("q", "")[:LONGEST].strip()
        found = search(wanted, within=asked.viewer.area)
        addresses = Addresses(Scope(), asked.language)
        if len(found) == 1:
            return RedirectResponse(addresses.to("/", found[0].area), status_code=303)
        return self._shell.page(
            request, "find", asked, FIND, wanted=wanted, found=found, to=addresses.to, title_of=title_of
        )
