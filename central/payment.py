"""Where a fee goes that is due for what was filed from home: the ward's account, as a VietQR code for a page.

Owns which ward has an account and the picture. Refuses money: whether somebody paid, the ward's bank knows.
The accounts stand in the centre's own settings, not in what it sent to kiosks: a ward's kiosk may have
settings of its own that the centre never saw, and a page must not show an account that nobody here gave.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from central.settings import Payment
from mqtt.catalogue import Channel, Procedure
from mqtt.vietqr import PaymentError, payload

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """`svg` is the code for a page, `text` what it says; the rest is to stand beside it in letters."""

    svg: str
    text: str
    dong: int
    name: str
    account: str
    purpose: str


def payment_due(
    accounts: Sequence[Payment], ward: str, procedure: Procedure, code: str, *, channel: Channel = "online"
) -> Due | None:
    """`ward` as `19/05518`. None without an account or a definite fee, or for a code too long for banks."""
    to = next((account for account in accounts if account.ward == ward), None)
    dong = procedure.definite_fee(channel)
    if to is None or dong is None:
        return None
    try:
        text = payload(bank=to.bank, account=to.account, name=to.name, dong=dong, purpose=code)
    except PaymentError as error:
        log.warning("no payment code code=%s: %s", code, error)
        return None
    return Due(payment_svg(text), text, dong, to.name, to.account, code)


def payment_svg(text: str) -> str:
    """An `<svg>` of its own, with a quiet zone, black on white in every theme; it scales with its box."""
    qr = segno.make(text, micro=False, error="m")
    return str(qr.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="vietqr"))
