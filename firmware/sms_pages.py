"""What the ward's pages show and ask of the SMS that this kiosk's own modem sends: pure values.

Owns their shapes. Refuses the outbox (`outbox`, `sms_desk`) and HTML (`ui.counter`). No number and no text is
shown: a code leads whoever may know them to the dossier.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmsLine:
    """`state` in the centre's words: waiting, sending, failed, undeliverable, uncertain.

    `subject` is a dossier's code or a ticket's number. `may`: again, drop.
    """

    id: int
    kind: str
    subject: str
    state: str
    reason: str
    changed_at: str
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SmsDesk:
    """What waits or needs somebody, the newest first. `trouble` is the modem's fault, "" if it has none."""

    lines: tuple[SmsLine, ...]
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideSms:
    """A supervisor has one sent `again`, or drops it."""

    session: str
    sms: int
    again: bool
