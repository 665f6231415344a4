"""What a supervisor sees of the SMS that did not reach somebody, and has sent again or dropped.

Owns both, by the centre's rules and words (`central.sms.by_hand`). Refuses sending (`texting`): a person only
lays one back into the outbox, under another name, because the modem would call the old one sent.
"""

import logging
from typing import Final

from firmware.console import Answer, Done, Refused, Signed, Why
from firmware.outbox import NEWS_FOR
from firmware.sms_pages import DecideSms, SmsDesk, SmsLine
from firmware.state import Moment
from firmware.store import DossierRow, Rows, rows
from mqtt.messages import instant

log = logging.getLogger(__name__)

AGAIN: Final = frozenset({"failed", "undeliverable", "uncertain"})
DROPPED: Final = frozenset({"waiting", "failed", "undeliverable", "uncertain"})
SHOWN: Final = 200
_STATE: Final = (
    "CASE WHEN s.outcome <> '' THEN s.outcome WHEN s.state = 'queued' THEN 'waiting'"
    " WHEN s.state IN ('claimed', 'taken') THEN 'sending' ELSE s.state END"
)
_SMS: Final = (
    f"SELECT s.id, s.kind, ifnull(s.dossier, s.fact), {_STATE} AS shown, s.reason, s.changed_at,"
    " ifnull(s.phone, d.phone) IS NOT NULL, s.expires_at"
    " FROM sms s LEFT JOIN dossier d ON d.code = s.dossier"
)


def desk(read: Rows, trouble: str) -> SmsDesk:
    found = read(
        f"{_SMS} WHERE shown IN ('waiting', 'sending', 'failed', 'undeliverable', 'uncertain')"
        " ORDER BY s.changed_at DESC, s.id DESC LIMIT ?",
        (SHOWN,),
    )
    return SmsDesk(tuple(_line(*row[:7]) for row in found), trouble)


def decide(moment: Moment, event: DecideSms, signed: Signed) -> Answer:
    found = rows(f"{_SMS} WHERE s.id = ?", (event.sms,))
    if not found:
        return Refused(Why.UNKNOWN_SMS, f"there is no SMS {event.sms}; it may be over and forgotten")
    line, until = _line(*found[0][:7]), str(found[0][7])
    deed = "again" if event.again else "drop"
    if deed not in line.may:
        return Refused(Why.WRONG_STATE, f"SMS {line.id} is {line.state}, and that cannot be done with it now")
    now = instant(moment.now.wall)
    if not event.again:
        _drop(line, signed.officer, now)
    elif line.kind == "soon" and until < now:
        return Refused(Why.WRONG_STATE, f"SMS {line.id}: that number was called long ago; nobody needs it")
    else:
        _again(line, signed.officer, now, instant(moment.now.wall + NEWS_FOR))
    log.info("sms %s sms=%d by=%s was=%s", deed, line.id, signed.officer, line.state)
    return Done()


def _line(
    id: int, kind: str, subject: str, state: str, reason: str, changed_at: str, has_phone: int
) -> SmsLine:
    able = {"again": state in AGAIN and bool(has_phone), "drop": state in DROPPED}
    may = tuple(deed for deed, can in able.items() if can)
    return SmsLine(id, kind, subject.rpartition("/")[2], state, reason, changed_at, may)


def _again(line: SmsLine, officer: str, now: str, until: str) -> None:
    DossierRow.sql(
        "UPDATE sms SET state = 'queued', outcome = '', reason = ?, retries = retries + 1, tries = 0,"
        " handed_at = NULL, receipt_asked = 0, expires_at = ?, changed_at = ? WHERE id = ?",
        *(f"sent again by {officer}; it was {line.state}", until, now, line.id),
    )


def _drop(line: SmsLine, officer: str, now: str) -> None:
    """What waited must not be taken up any more by programs that do not know `dropped`."""
    DossierRow.sql(
        "UPDATE sms SET state = CASE state WHEN 'queued' THEN 'expired' ELSE state END, outcome = 'dropped',"
        " reason = ?, changed_at = ? WHERE id = ?",
        *(f"by {officer}; it was {line.state}", now, line.id),
    )
