"""`motcua-central import-dossiers FILE`: what it prints and how it ends.

Owns the choice of the way in, and the lines on the screen. The store has one writer, and the lock says who:
where nobody holds it the command is that writer for a moment; where the centre holds it, the command sends
the rows to the centre over its own signed API, so a running centre has one door and no second mechanism. A
file speaks of the moment when it was last written, not of the moment it is imported: that keeps a stale
export from undoing what happened since. 0: done; 1: done, but some rows were refused; 2: not done.
"""

import http.client
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from central.dossiers.intake import ROWS, Checked, Outcome, Refusal, check, take
from central.dossiers.sheet import Record, Unusable, read_sheet
from central.dossiers.signing import sign
from central.settings import Intake, Settings, SettingsError, Store, Web, read_secret, read_settings
from central.store.database import open_store
from central.store.lock import StoreTaken
from mqtt.messages import instant

ANSWER_SECONDS: Final = 60.0


class NotTaken(RuntimeError):
    """The running centre did not take the rows; the text says what to do."""


def import_dossiers(file: Path, *, config: Path | None, data: Path, now: datetime) -> int:
    settings = read_settings(config) if config is not None else None
    try:
        outcome = _import(file, settings, data, now)
    except (Unusable, NotTaken) as error:
        sys.stderr.write(f"motcua-central: {error}\n")
        return 2
    sys.stdout.writelines(
        f"{file}: row {refusal.row}: {refusal.code}: {refusal.reason}\n" for refusal in outcome.refused
    )
    sys.stdout.write(
        f"imported {outcome.imported}, updated {outcome.updated}, unchanged {outcome.unchanged},"
        f" refused {len(outcome.refused)}\n"
    )
    return 1 if outcome.refused else 0


def _import(file: Path, settings: Settings | None, data: Path, now: datetime) -> Outcome:
    records = read_sheet(file)
    if len(records) > ROWS:
        raise Unusable(f"{file}: {len(records)} rows, limit {ROWS}; split it")
    written = min(now, datetime.fromtimestamp(file.stat().st_mtime, UTC))
    good = [record for record in records if not record.refusal]
    rows = [{**record.cells, "at": record.cells.get("at") or instant(written)} for record in good]
    checked = check(rows, province=(settings.intake if settings else Intake()).province, now=now)
    try:
        outcome = _write(settings, data, checked)
    except StoreTaken:
        outcome = _send(rows, settings, now)
    return _numbered(outcome, records, good)


def _write(settings: Settings | None, data: Path, checked: Checked) -> Outcome:
    wanted = settings.store if settings else Store()
    provinces = settings.aggregator.provinces if settings else ()
    with closing(open_store(wanted, data, provinces, patience_seconds=0)) as store:
        if not store.claim():
            raise StoreTaken(f"{store.name}: another motcua-central writes it")
        with store.transaction():
            return take(store, checked)


def _numbered(outcome: Outcome, records: list[Record], good: list[Record]) -> Outcome:
    """Rows as the spreadsheet counts them, with those that were no rows at all."""
    refused = [replace(refusal, row=good[refusal.row - 1].row) for refusal in outcome.refused]
    refused += [
        Refusal(record.row, record.cells.get("code", "")[:40], record.refusal)
        for record in records
        if record.refusal
    ]
    outcome.refused = sorted(refused, key=lambda refusal: refusal.row)
    return outcome


# ---------------------------------------------------------------- to the running centre


def _send(rows: list[dict[str, str]], settings: Settings | None, now: datetime) -> Outcome:
    secret = read_secret(settings.intake) if settings else None
    if settings is None or secret is None:
        raise SettingsError(
            "the centre is running and takes dossiers only over its API;"
            " give --config with [intake] secret_file, or stop the centre"
        )
    body, date = msgspec.json.encode(rows), instant(now)
    headers = {
        "Content-Type": "application/json",
        "X-Date": date,
        "X-Signature": sign(secret, body, date),
    }
    status, answer = _put(settings.web, body, headers)
    if status != http.client.OK:
        raise NotTaken(
            f"the running centre refused the rows: {status}: {answer[:500].decode(errors='replace')}"
        )
    return msgspec.json.decode(answer, type=Outcome)


def _put(web: Web, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    host = "127.0.0.1" if web.host in ("0.0.0.0", "::") else web.host  # noqa: S104
    connection = http.client.HTTPConnection(host, web.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("PUT", "/api/v1/dossiers", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken(
            f"the store is in use, and no centre answers on {host}:{web.port}: {error};"
            " wait until the other command is done"
        ) from error
    finally:
        connection.close()
