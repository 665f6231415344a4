"""`GET /api/v1/sms`: what was sent to people at home, and how it ended.

Owns the endpoint. Refuses whole numbers: they are masked, and whoever asks sees the SMS of their own area.
"""

import peewee
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.api import as_json, scope_of
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import LIMIT, PROVINCE, SINCE, WARD
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
                parameters=(SINCE, LIMIT, PROVINCE, WARD),
            )
        ]

    def sms(self, request: Request) -> Response:
        scope = scope_of(request)
        since = (SINCE.read(request.query_params) or "").rstrip("Z")
        limit = LIMIT.number(request.query_params)
        with self._reader:
            return as_json(listed(self._reader, self._keys, scope, since=since, limit=limit))
