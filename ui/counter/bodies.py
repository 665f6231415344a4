"""What officers' pages send: one struct for each request body, checked once at the border.

Owns shapes and lengths. Refuses what only the core can know (is there such a ticket?). Unknown fields are
refused, because a misspelt `service` must not serve the wrong person.
"""

from typing import Annotated

from msgspec import Meta, Struct

Reason = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"\S")]
Number = Annotated[str, Meta(min_length=1, max_length=8, description="a ticket's number such as A012")]
Code = Annotated[str, Meta(min_length=1, max_length=32, description="a service's code such as ho-tich")]
CounterNumber = Annotated[int, Meta(ge=1, le=99)]


class _Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SignInBody(_Body, frozen=True):
    """`counter` null is a supervisor's desk; `take_over` ends another officer's session at that counter."""

    officer: Annotated[str, Meta(min_length=1, max_length=32)]
    pin: Annotated[str, Meta(min_length=1, max_length=32)]
    counter: CounterNumber | None = None
    take_over: bool = False


class CallBody(_Body, frozen=True):
    """The next ticket, or `number`: one that is held, or waits."""

    number: Number | None = None


class RecallBody(_Body, frozen=True):
    pass


class NoShowBody(_Body, frozen=True):
    pass


class HoldBody(_Body, frozen=True):
    reason: Reason


class TransferBody(_Body, frozen=True):
    """At least one of service and counter. `done`: the matter here is finished and counts as served."""

    service: Code | None = None
    counter: CounterNumber | None = None
    done: bool = False


class ServeBody(_Body, frozen=True):
    """Nothing: the called ticket is done. `service`: somebody without a ticket was served."""

    service: Code | None = None


class PauseBody(_Body, frozen=True):
    """`reason` null: back at work."""

    reason: Reason | None


class ReturnBody(_Body, frozen=True):
    pass


class HelpBody(_Body, frozen=True):
    pass


CounterBody = CallBody | RecallBody | NoShowBody | HoldBody | TransferBody | ServeBody | PauseBody
