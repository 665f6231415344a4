"""From a request body to the value the core understands, and from the queue to what a stranger may see of it.

Owns these two translations, both pure. Refuses HTTP and waiting (`desk`).
"""

from dataclasses import replace
from typing import assert_never

from firmware.console import AtCounter, Call, Hold, MarkNoShow, Pause, Recall, Serve, Transfer
from firmware.pages import Queue
from ui.counter.bodies import (
    CallBody,
    CounterBody,
    HoldBody,
    NoShowBody,
    PauseBody,
    RecallBody,
    ServeBody,
    TransferBody,
)
from ui.counter.problems import Problem


def wish_of(session: str, counter: int, body: CounterBody) -> AtCounter:
    """Problem 422 for a transfer to nowhere."""
    match body:
        case CallBody():
            return Call(session=session, counter=counter, number=body.number)
        case RecallBody():
            return Recall(session=session, counter=counter)
        case NoShowBody():
            return MarkNoShow(session=session, counter=counter)
        case HoldBody():
            return Hold(session=session, counter=counter, reason=body.reason)
        case TransferBody():
            if body.service is None and body.counter is None:
                raise Problem(422, "Bad value", "a transfer to nowhere; send service or counter", "bad_value")
            return Transfer(
                session=session,
                counter=counter,
                to_service=body.service,
                to_counter=body.counter,
                done=body.done,
            )
        case ServeBody():
            return Serve(session=session, counter=counter, service=body.service)
        case PauseBody():
            return Pause(session=session, counter=counter, reason=body.reason)
        case _:
            assert_never(body)


def blind(queue: Queue) -> Queue:
    """The queue for a stranger: without priority classes, and without what officers wrote about a ticket."""
    return replace(
        queue,
        tickets=tuple(replace(ticket, priority=None, reason="") for ticket in queue.tickets),
        counters=tuple(replace(counter, priority=None) for counter in queue.counters),
    )
