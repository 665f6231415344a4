"""`GET /api/v1/sms`: what was sent to people at home, and how it ended.

Owns the endpoint. Refuses whole numbers: they are masked, and whoever asks sees the SMS of their own area.
"""

import peewee
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.api import as_json, scope_of
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import LAST_SMS, LIMIT, PROVINCE, SINCE, WARD
from central.sms.keys import Keys
from central.sms.reading import SmsRow, listed


class SmsApi:
    """Without keys no number is shown at all."""

    def __init__(self, reader: peewee.Database, keys: Keys | None) -> None:
        self._reader = reader
        self._keys = keys

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                path="/api/v1/sms",
                serve=self.sms,
                answer=list[SmsRow],
                parameters=(SINCE, LAST_SMS, LIMIT, PROVINCE, WARD),
            )
        ]

    def sms(self, request: Request) -> Response:
        scope = scope_of(request)
        since = _whole(SINCE.read(request.query_params) or "")
        after, limit = (part.number(request.query_params) for part in (LAST_SMS, LIMIT))
        with self._reader:
            rows = listed(self._reader, self._keys, scope, since=since, after=after, limit=limit)
        return as_json(rows)


def _whole(since: str) -> str:
    """A shorter instant stands before every one that it begins."""
    return since if len(since) == len("2026-11-21T02:15:00.000Z") else since.rstrip("Z")
