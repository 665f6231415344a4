"""What filing from home costs, and where it goes: the ward's account, as a VietQR code for a page.

Owns which ward has an account, and the picture. Refuses money: whether somebody paid, the ward's bank knows.
The accounts stand in the centre's own settings, not in what it sent to kiosks: a ward's kiosk may have
settings of its own that the centre never saw, and a page must not show an account that nobody here gave.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno

from central.banks import bank_name
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
    bank: str
    name: str
    account: str
    purpose: str


def nothing(_province: str, _code: str) -> Procedure | None:
    """A catalogue that nobody has imported."""
    return None


@dataclass(frozen=True, slots=True)
class Fees:
    """`procedure` looks one up by province and code. Without a catalogue nothing is said of any fee."""

    accounts: Sequence[Payment] = ()
    procedure: Callable[[str, str], Procedure | None] = nothing

    def online(self, province: str, code: str) -> int | None:
        """What everybody pays who files this from home, in dong."""
        found = self.procedure(province, code)
        return found.definite_fee("online") if found else None

    def due(self, province: str, ward: str, code: str, dossier: str) -> Due | None:
        """For one dossier of the procedure `code`; `ward` has five digits."""
        found = self.procedure(province, code)
        return payment_due(self.accounts, f"{province}/{ward}", found, dossier) if found else None


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
    return Due(payment_svg(text), text, dong, bank_name(to.bank), to.name, to.account, code)


def payment_svg(text: str) -> str:
    """An `<svg>` of its own, with a quiet zone, black on white in every theme; it scales with its box."""
    qr = segno.make(text, micro=False, error="m")
    return str(qr.svg_inline(scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="vietqr"))
