"""The wire's machine-readable contract: builds `asyncapi.yaml` from the very types that encode and decode.

Owns the AsyncAPI 3.0 document. Refuses hand-made schemas: `make contract` writes the file anew, and
a test holds it against this module. Nothing at run time imports it.
"""

import sys
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from mqtt import commands, facts, messages, topics
from mqtt.commands import Command, Envelope
from mqtt.filing import Filed, Piece, Wanted
from mqtt.messages import Ack, Frame, Health, State

_HEADER: Final = (
    "# Written by `make contract` from mqtt/facts.py, messages.py, commands.py and topics.py; do not edit.\n"
)
_UP: Final = "receive"
_DOWN: Final = "send"
_REFERENCE: Final = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class _Channel:
    direction: str
    payload: type
    qos: int
    retain: bool
    about: str


_CHANNELS: Final = {
    **{
        stream: _Channel(_UP, Frame, 1, retain=False, about=f"Frames of {stream} events, in order of seq.")
        for stream in topics.STREAMS
    },
    "state": _Channel(
        _UP, State, 1, retain=True, about="Presence; `lost` is the Will, `offline` a clean stop."
    ),
    "health": _Channel(_UP, Health, 0, retain=False, about="Heartbeat; `seq_high` reveals a lost tail."),
    "ack": _Channel(
        _DOWN, Ack, 0, retain=True, about="What the centre has committed; only this is delivery."
    ),
    "command": _Channel(
        _DOWN,
        Envelope,
        1,
        retain=False,
        about="A signed command; sent again until `device.commanded` answers it or it has expired.",
    ),
    "filed": _Channel(
        _DOWN, Filed, 1, retain=False, about="Filed from home; sent again until `dossier.filed` answers it."
    ),
    "wanted": _Channel(_UP, Wanted, 1, retain=False, about="Pieces of an attachment that a kiosk lacks."),
    "piece": _Channel(_DOWN, Piece, 1, retain=False, about="One piece of an attachment that was wanted."),
}


def document() -> dict[str, Any]:
    """The whole contract, seen from the centre: it receives what goes up and sends what comes down."""
    _, schemas = msgspec.json.schema_components(
        [
            *(channel.payload for channel in _CHANNELS.values()),
            *facts.KINDS.values(),
            Command,
            *commands.ORDERS.values(),
        ],
        ref_template=_REFERENCE,
    )
    schemas["Event"]["oneOf"] = [_kind("kind", kind, fact) for kind, fact in facts.KINDS.items()]
    schemas["Command"]["oneOf"] = [_kind("word", word, order) for word, order in commands.ORDERS.items()]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Một Cửa Kiosk",
            "version": str(messages.VERSION),
            "license": {"name": "Apache-2.0"},
            "description": (
                "Kiosks tell a centre what happened, over MQTT 5 (3.1.1 works too). An event is identified "
                "and ordered by (kiosk, epoch, seq). `ack` confirms delivery; replays are harmless. "
                f"A payload is at most {messages.FRAME_BYTES} bytes. Times are UTC with milliseconds."
            ),
        },
        "channels": {leaf: _address(leaf, channel) for leaf, channel in _CHANNELS.items()},
        "operations": {leaf: _operation(leaf, channel) for leaf, channel in _CHANNELS.items()},
        "components": {"schemas": schemas},
    }


def _kind(member: str, kind: str, data: type) -> dict[str, Any]:
    """What `data` must be, given the member that names its kind."""
    return {"properties": {member: {"const": kind}, "data": _schema_of(data.__name__)}}


def _address(leaf: str, channel: _Channel) -> dict[str, Any]:
    name = channel.payload.__name__
    return {
        "address": f"{topics.ROOT}/{{province}}/{{ward}}/{{kiosk}}/{leaf}",
        "description": channel.about,
        "parameters": {
            "province": {"description": "Official code, two digits"},
            "ward": {"description": "Official code, five digits"},
            "kiosk": {"description": "k1, k2, …"},
        },
        "messages": {name: {"contentType": "application/json", "payload": _schema_of(name)}},
    }


def _operation(leaf: str, channel: _Channel) -> dict[str, Any]:
    return {
        "action": channel.direction,
        "channel": {"$ref": f"#/channels/{leaf}"},
        "bindings": {"mqtt": {"qos": channel.qos, "retain": channel.retain}},
    }


def _schema_of(name: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=name)}


def text() -> str:
    import yaml

    body: str = yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=110)
    return _HEADER + body


if __name__ == "__main__":
    sys.stdout.write(text())
