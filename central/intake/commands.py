"""`motcua-central forms FILE…`: takes in forms, for the pages at the centre and for the kiosks.

Owns the lines on the screen and the exit codes. Refuses rules of forms (`forms`). The catalogue carries a
form to the kiosks with its next publication. 0: done; 2: a file was not taken, and nothing was changed.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from central.catalogue.store import NAME, Catalogue, open_catalogue
from central.door import carry_out
from central.intake import forms
from central.intake.forms import Offered, Unusable
from central.settings import Store, read_settings
from mqtt.catalogue import Procedure
from mqtt.messages import instant


def take_forms(
    files: Sequence[Path], *, province: str, config: Path | None, data: Path, now: datetime
) -> int:
    """Into the store first: a kiosk must not lead to a page that is not there."""
    store = read_settings(config).store if config is not None else Store()
    with open_catalogue(data / NAME) as catalogue:
        try:
            procedures = [_fitting(catalogue, province, path) for path in files]
        except Unusable as error:
            sys.stderr.write(f"motcua-central: {error}\n")
            return 2
        offered = [Offered(province, one.code, one.name, one.field, one.form) for one in procedures]
        carry_out(forms.KEEP, offered, data=data, store=store, now=now)
        with catalogue.transaction():
            for procedure in procedures:
                catalogue.keep(province, procedure, instant(now))
    count = sum(one.form is not None for one in procedures)
    sys.stdout.write(f"forms: {count} offered, {len(procedures) - count} withdrawn\n")
    return 0


def _fitting(catalogue: Catalogue, province: str, path: Path) -> Procedure:
    declared = forms.read(path)
    return forms.fitting(path, catalogue.procedure(province, declared.procedure), declared)
