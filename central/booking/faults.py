"""Why a booking is not made: a closed set, each with a sentence of its own for people and programs.

Owns the set. Refuses the sentences (`words`).
"""

from enum import StrEnum


class Fault(StrEnum):
    NOT_OFFERED = "not_offered"
    NO_SERVICE = "no_service"
    NO_DAY = "no_day"
    NO_SLOT = "no_slot"
    SLOT_CLOSED = "slot_closed"
    SLOT_PAST = "slot_past"
    SLOT_FULL = "slot_full"
    ALREADY = "already"
    TOO_MANY = "too_many"
    PHONE_MISSING = "phone_missing"
    PHONE_FOREIGN = "phone_foreign"
    PHONE_WRONG = "phone_wrong"
    NAME_LONG = "name_long"
    HASTE = "haste"
    UNREADABLE = "unreadable"
    BUSY = "busy"


STATUS = {
    Fault.NOT_OFFERED: 404,
    Fault.NO_SERVICE: 404,
    Fault.SLOT_FULL: 409,
    Fault.SLOT_CLOSED: 409,
    Fault.SLOT_PAST: 409,
    Fault.ALREADY: 409,
    Fault.TOO_MANY: 409,
    Fault.HASTE: 429,
    Fault.BUSY: 503,
}
"""HTTP's word for each; 400 for what is not named."""


class NotBooked(Exception):
    """Nothing was written."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def status(self) -> int:
        return STATUS.get(self.fault, 400)
