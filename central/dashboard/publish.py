"""`/publish`: who has which version, what became of each command, and the forms that send the next.

Owns the page, its list and what a form may do next. Refuses rules (`sending`), comparing (`central.stats`)
and scripts: every step is a page, and what is dangerous has a second one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from central.catalogue.delivery import DeliveryError
from central.catalogue.publishing import PublishError
from central.commanding import acts
from central.commanding.progress import Sent, progress
from central.commanding.rows import known_kiosks
from central.commanding.sent_config import difference, last_config
from central.dashboard.api import problem
from central.dashboard.forms import Fields, read_form
from central.dashboard.paging import choice, leaf
from central.dashboard.sending import HOURS, TO_CONFIRM, WORDS, Press, may_send, read_act, send
from central.dashboard.sending import Asked as Act
from central.dashboard.shell import Asked, Shell
from central.dashboard.when import moment, version
from central.dashboard.words.publish import PUBLISH
from central.desk import NotWritten
from central.door import Refused
from central.queries import Scope
from central.stats.places import located, provinces, title_of, wards_of
from central.stats.publishing import NEEDS, KioskNeeds, counted, needs
from central.store.engine import StoreError

FORM_BYTES: Final = 256 * 1024
FAULTS: Final = (Refused, PublishError, DeliveryError, StoreError, NotWritten)
NAMED: Final = 12
"""How many kiosks a question names; more are counted."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    word: str
    standing: str
    sent: str
    settled: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class KioskLine:
    """`config` is '' for the kiosk's own file, None where it has not told."""

    kiosk: str
    place: str
    state: str
    seen: str
    version: str
    catalogue: str
    dossiers: str
    config: str | None
    needs: frozenset[str]
    commands: tuple[CommandLine, ...]


class PublishPage:
    """Without a press nothing is sent from here."""

    def __init__(self, shell: Shell, press: Press | None) -> None:
        self._shell = shell
        self._press = press

    def routes(self) -> list[Route]:
        return [Route("/publish", self.whole), Route("/publish/{word}", self.act, methods=["POST"])]

    def whole(self, request: Request) -> Response:
        return self._page(request, self._asked(request))

    async def act(self, request: Request) -> Response:
        fields = await read_form(request, FORM_BYTES)
        if fields is None:
            return problem(413, "Too long", f"A form of at most {FORM_BYTES} bytes, as this page sends it.")
        return await run_sync(self._act, request, fields)

    def _act(self, request: Request, fields: Fields) -> Response:
        asked, area = self._asked(request), fields.get("area", "").strip()
        word = next((one for one in WORDS if one == request.path_params["word"]), None)
        if word is None:
            raise HTTPException(404, f"No act {request.path_params['word'][:20]!r}")
        if not may_send(asked.viewer, area) or "authorization" in request.headers:
            return problem(403, "Not yours to send", "Sign in on the page with an account of that area.")
        if self._press is None or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return problem(403, "Not from here", "Send it from the page itself.")
        try:
            act = read_act(word, fields, asked.viewer.name)
            if word in TO_CONFIRM and fields.get("sure") != "yes":
                return self._question(request, asked, act, fields)
            send(self._press, act, asked.viewer.name, asked.now)
        except FAULTS as error:
            return self._page(request, asked, fault=str(error), tried={"act": word, **fields})
        return RedirectResponse(_back(request, asked, done=word), 303)

    def _asked(self, request: Request) -> Asked:
        asked = self._shell.asked(request)
        return Asked(asked.viewer, located(asked.scope), asked.language, asked.now)

    def _page(
        self, request: Request, asked: Asked, *, fault: str = "", tried: Mapping[str, str] | None = None
    ) -> Response:
        asks, scope = request.query_params, asked.scope
        need = choice(asks, "need", NEEDS)
        with self._shell.database as reader:
            kiosks = needs(progress(reader, scope, asked.now), self._catalogues(scope), asked.now)
            noted = acts.acts(reader, scope)
            config = last_config(reader, _area(scope)) if scope.ward else ""
        found = [one for one in kiosks if need is None or need in one.needs]
        page = leaf(asks, len(found))
        answer = self._shell.page(
            request,
            "publish",
            asked,
            PUBLISH,
            total=len(kiosks),
            counts=counted(kiosks),
            need=need,
            needs=NEEDS,
            lines=[_line(one, asked) for one in found[page.skip : page.last]],
            leaf=page,
            noted=noted,
            command_line=acts.COMMAND_LINE,
            title_of=title_of,
            area=_area(scope),
            provinces={} if asked.viewer.area else provinces(),
            wards={} if asked.viewer.area.count("/") or not scope.province else wards_of(scope.province),
            targets=[one.progress.kiosk for one in kiosks] if scope.ward else [],
            hours=HOURS,
            config=config,
            fault=fault,
            tried=tried or {},
            done=choice(asks, "done", WORDS),
            may_send=self._press is not None and may_send(asked.viewer, _area(scope)),
        )
        answer.status_code = 422 if fault else 200
        return answer

    def _question(self, request: Request, asked: Asked, act: Act, fields: Fields) -> Response:
        """The second page: what will happen where, and for settings how they differ."""
        with self._shell.database as reader:
            kiosks = [act.area] if "/k" in act.area else known_kiosks(reader, act.area)
            before = last_config(reader, act.area) if act.word == "config" else ""
        toml = act.wish.data.get("toml", "") if act.wish else ""
        return self._shell.page(
            request,
            "publish_sure",
            asked,
            PUBLISH,
            word=act.word,
            place=title_of(act.area),
            kiosks=kiosks[:NAMED],
            more=max(len(kiosks) - NAMED, 0),
            before=before,
            difference=difference(before, toml),
            fields={name: text for name, text in fields.items() if name != "sure"},
            back=_back(request, asked),
        )

    def _catalogues(self, scope: Scope) -> dict[str, int]:
        """The province's newest catalogue; of the whole country what its kiosks tell is enough."""
        newest = self._press.catalogue.newest(scope.province) if self._press and scope.province else None
        return {newest.province: newest.version} if newest else {}


def _area(scope: Scope) -> str:
    return "/".join(part for part in (scope.province, scope.ward) if part)


def _back(request: Request, asked: Asked, **more: str) -> str:
    named = {"province": asked.scope.province, "ward": asked.scope.ward, **more}
    language = {"lang": "en"} if asked.language == "en" else {}
    return "/publish?" + "&".join(f"{name}={text}" for name, text in {**named, **language}.items() if text)


def _line(one: KioskNeeds, asked: Asked) -> KioskLine:
    told, now = one.progress, asked.now
    config = None if told.config_version is None else version(told.config_version, now)
    return KioskLine(
        kiosk=told.kiosk,
        place=title_of(told.kiosk),
        state=told.state,
        seen=moment(told.last_seen_at, now),
        version=told.version or "–",
        catalogue=version(told.catalogue_version, now) or "–",
        dossiers=version(told.dossiers_version, now) or "–",
        config=config,
        needs=frozenset(one.needs),
        commands=tuple(_command(sent, asked) for sent in told.commands),
    )


def _command(sent: Sent, asked: Asked) -> CommandLine:
    refused = sent.outcome if sent.outcome not in (None, "done") else ""
    standing = sent.standing(asked.now)
    return CommandLine(
        word=sent.word,
        standing=standing,
        sent=moment(sent.issued_at, asked.now),
        settled=moment(sent.done_at or sent.expires_at, asked.now),
        by=sent.issued_by,
        reason=(refused or "").removeprefix("refused: "),
    )
