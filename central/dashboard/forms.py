"""What a form of ours sends: its fields, within a limit.

Owns reading the body. Refuses what the fields mean, and bodies that no form of ours sends.
"""

from urllib.parse import parse_qsl

from starlette.requests import Request

Fields = dict[str, str]


async def read_form(request: Request, most_bytes: int) -> Fields | None:
    """None if it is longer, or no form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most_bytes:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
    except ValueError:
        return None
