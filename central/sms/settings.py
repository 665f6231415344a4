"""What the table `[sms]` must be, and what is made of it: keys, post and driver.

Owns judging these keys and choosing the driver. Refuses the other tables (`central.settings`).
"""

from pathlib import Path

from central.settings_tables import Smpp, Sms
from central.sms.keys import KeyFault, Keys, read_keys
from central.sms.outbox import Post
from devices.gammu import GammuSpool
from devices.smpp import Account, SmppLink
from devices.sms import Sender
from devices.sms_file import SmsFiles
from mqtt.quiet import read_quiet


class SmsFault(ValueError):
    """A key of `[sms]` that cannot be used; the text names it and the remedy."""


def check(sms: Sms) -> None:
    """Before anything is started."""
    read_key_file(sms)
    try:
        read_quiet(sms.quiet)
    except ValueError as error:
        raise SmsFault(f"key sms.quiet: {error}") from error
    if sms.driver != "none" and not sms.key_file:
        raise SmsFault("key sms.key_file: missing; write one with `motcua-central sms key FILE`, and name it")
    if sms.driver == "smpp":
        _check_smpp(sms.smpp)


def read_key_file(sms: Sms) -> Keys | None:
    """None if none is set."""
    if not sms.key_file:
        return None
    try:
        return read_keys(Path(sms.key_file))
    except KeyFault as error:
        raise SmsFault(f"key sms.key_file: {error}") from error


def post_of(sms: Sms, keys: Keys) -> Post:
    return Post(keys, sms.diacritics, sms.driver != "none", frozenset(sms.sent_by_kiosk))


def sender_of(sms: Sms) -> Sender | None:
    """None where nobody sends; nothing is opened yet."""
    match sms.driver:
        case "none":
            return None
        case "file":
            return SmsFiles(Path(sms.file.path))
        case "gammu":
            pid_file = Path(sms.gammu.pid_file) if sms.gammu.pid_file else None
            return GammuSpool(Path(sms.gammu.spool), receipts=sms.receipts, pid_file=pid_file)
        case "smpp":
            return SmppLink(_account(sms.smpp, receipts=sms.receipts))


def _check_smpp(smpp: Smpp) -> None:
    for name in ("host", "system_id", "sender"):
        if not getattr(smpp, name):
            raise SmsFault(f"key sms.smpp.{name}: missing; take it from the provider's contract")
    if smpp.tls_ca and not Path(smpp.tls_ca).is_file():
        raise SmsFault(f"key sms.smpp.tls_ca: no file {smpp.tls_ca}; correct the path")
    _password(smpp)


def _account(smpp: Smpp, *, receipts: bool) -> Account:
    return Account(
        host=smpp.host,
        port=smpp.port,
        system_id=smpp.system_id,
        password=_password(smpp),
        system_type=smpp.system_type,
        sender=smpp.sender,
        answer_seconds=smpp.answer_seconds,
        tls_ca=smpp.tls_ca,
        receipts=receipts,
    )


def _password(smpp: Smpp) -> str:
    if not smpp.password_file:
        return ""
    try:
        password = Path(smpp.password_file).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SmsFault(f"key sms.smpp.password_file: {smpp.password_file}: {error}; correct it") from error
    if len(password) > 8:
        raise SmsFault(f"key sms.smpp.password_file: {len(password)} letters; SMPP has 8 at most")
    return password
