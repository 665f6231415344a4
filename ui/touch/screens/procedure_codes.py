"""S6's picture of a code for phones, and what is told beside it: the portal's address, or where the fee goes.

Owns which section has a code. Refuses where it stands (`procedures`). Whose account it is stands there in
letters, because a code can be pasted over.
"""

from urllib.parse import urlsplit

from firmware.lookups import ProcedureCard, Section, Transfer
from ui.touch.page import Page
from ui.touch.paged import Paragraph


def code_text(screen: ProcedureCard) -> str:
    """What the open section's code says; "" where it has none."""
    match screen.section:
        case Section.ONLINE:
            return screen.link
        case Section.FEE if screen.transfer:
            return screen.transfer.text
        case _:
            return ""


def beside_code(page: Page, screen: ProcedureCard) -> list[Paragraph]:
    if not code_text(screen):
        return []
    return _payee(page, screen.transfer) if screen.transfer else _address(page, screen)


def _payee(page: Page, transfer: Transfer) -> list[Paragraph]:
    _ = page.look.say
    return [
        Paragraph(_("Scan to transfer the fee"), bold=True),
        Paragraph(_("To: {name}").format(name=transfer.name)),
        Paragraph(_("Account: {number}").format(number=transfer.account)),
        Paragraph(_("For: {purpose}").format(purpose=transfer.purpose)),
    ]


def _address(page: Page, screen: ProcedureCard) -> list[Paragraph]:
    """What the code is for; for those without a camera at hand, the site and the procedure's code there."""
    _ = page.look.say
    site = urlsplit(screen.link).netloc or screen.link
    home = [Paragraph(_("File it at home with a phone"), bold=True)] if screen.home else []
    return [
        *home,
        Paragraph(_("Point a phone at the code, or go to {site}").format(site=site)),
        Paragraph(_("Procedure code: {code}").format(code=screen.procedure)),
    ]
