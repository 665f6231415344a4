"""Where a fee can be transferred: the ward's own account, as a VietQR code beside the amount.

Owns whether a code is offered. Refuses money, and any account that the ward did not name. Apart, because
screen and slip offer the same: no code without an account, a definite amount, and words that fit.
"""

import logging

from firmware.lookups import Transfer
from firmware.settings import Settings
from mqtt.vietqr import PaymentError, payload

log = logging.getLogger(__name__)


def transfer(settings: Settings, dong: int | None, purpose: str) -> Transfer | None:
    """None where there is nothing to pay, no account to pay to, or a purpose longer than banks take."""
    to = settings.payment
    if dong is None or not to.account:
        return None
    try:
        text = payload(bank=to.bank, account=to.account, name=to.name, dong=dong, purpose=purpose)
    except PaymentError as error:
        log.warning("no payment code purpose=%s: %s", purpose, error)
        return None
    return Transfer(text, dong, to.name, to.account, purpose)


def money(dong: int) -> str:
    """As it is written in Vietnam: 8.000 đồng."""
    return f"{dong:,}".replace(",", ".") + " đồng"
