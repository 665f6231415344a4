"""The forms that wards offer: taken in from files, kept in the store, found for a page.

Owns the file's form and the rows of `intake_form`. Refuses what somebody fills in (`values`). A form belongs
to a procedure of the catalogue that is marked as online in full; the catalogue carries it to the kiosks, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import peewee
from msgspec import Struct

from central.door import Change, Refused
from central.intake.models import IntakeForm
from mqtt.catalogue import Code, Procedure
from mqtt.forms import Field, Form, FormError, check
from mqtt.messages import instant

FILE_BYTES: Final = 256 * 1024


class Unusable(ValueError):
    """A file holds no form that can be offered; the text names it and the remedy."""


class Declared(Struct, frozen=True, forbid_unknown_fields=True):
    """A file's content. Without a `form` the procedure is not offered any more."""

    procedure: Code
    form: Form | None = None


class Offered(Struct, frozen=True):
    """What the store is told of one procedure."""

    province: str
    procedure: str
    name: str
    field: str
    form: Form | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A form as a ward's pages find it."""

    province: str
    procedure: str
    name: str
    field: str
    form: Form


def read(path: Path) -> Declared:
    """A form from TOML or JSON; Unusable says what to mend."""
    try:
        body = path.read_bytes()
        if len(body) > FILE_BYTES:
            raise Unusable(f"{path}: over {FILE_BYTES} bytes; a form is shorter")
        decode: Any = msgspec.json.decode if path.suffix == ".json" else msgspec.toml.decode
        declared: Declared = decode(body, type=Declared)
        if declared.form is not None:
            check(declared.form)
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; give a readable file") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unusable(f"{path}: {error}; mend it") from error
    except FormError as error:
        raise Unusable(f"{path}: {error}") from error
    return declared


def fitting(path: Path, procedure: Procedure | None, declared: Declared) -> Procedure:
    """The procedure with its form; Unusable where it cannot be filed online in full."""
    if procedure is None:
        raise Unusable(f"{path}: no procedure {declared.procedure}; run import-procedures first")
    if declared.form is not None and procedure.online != "full":
        raise Unusable(
            f"{path}: {procedure.code} is online {procedure.online or 'unknown'}; a form needs full"
        )
    return msgspec.structs.replace(procedure, form=declared.form)


def _keep(database: peewee.Database, offered: list[Offered], now: datetime) -> int:
    """Refused: a version that people have filled in already may not mean something else."""
    for one in offered:
        same = (IntakeForm.province == one.province) & (IntakeForm.procedure == one.procedure)
        database.execute(IntakeForm.update(offered=0).where(same))
        if one.form is not None:
            _offer_form(database, one, one.form, now)
    return len(offered)


def _offer_form(database: peewee.Database, one: Offered, form: Form, now: datetime) -> None:
    known = version(database, one.province, one.procedure, form.version)
    if known is not None and known != form:
        raise Refused(f"{one.procedure}: another form is version {form.version} already; raise its version")
    key = {"province": one.province, "procedure": one.procedure, "version": form.version}
    row = {"offered": 1, "name": one.name, "field": one.field, "changed_at": instant(now)}
    body = msgspec.json.encode(form).decode()
    database.execute(
        IntakeForm.insert(**key, **row, form=body).on_conflict(
            conflict_target=[IntakeForm.province, IntakeForm.procedure, IntakeForm.version], update=row
        )
    )


KEEP: Final = Change("forms", list[Offered], int, _keep)

_COLUMNS: Final = (
    IntakeForm.province,
    IntakeForm.procedure,
    IntakeForm.name,
    IntakeForm.field,
    IntakeForm.form,
)


def offers(reader: peewee.Database, province: str, ward: str) -> list[Offer]:
    """What can be filed from home in this ward, by field and name."""
    query = IntakeForm.select(*_COLUMNS).where(IntakeForm.province == province, IntakeForm.offered == 1)
    found = [_offer(*row) for row in reader.execute(query).fetchall()]
    return sorted((one for one in found if one.form.offered_in(ward)), key=lambda one: (one.field, one.name))


class _Where(Struct, frozen=True):
    """Of a form only what tells where it is offered; no wards means all of the province."""

    wards: list[str] = []


def provinces(reader: peewee.Database) -> frozenset[str]:
    """Where anything can be filed from home."""
    query = IntakeForm.select(IntakeForm.province).where(IntakeForm.offered == 1).distinct()
    return frozenset(province for (province,) in reader.execute(query).fetchall())


def wards(reader: peewee.Database, province: str, every: Iterable[str]) -> frozenset[str]:
    """Those of a province in which something can be filed; `every` are all that it has."""
    query = IntakeForm.select(IntakeForm.form).where(IntakeForm.province == province, IntakeForm.offered == 1)
    found = [msgspec.json.decode(form, type=_Where).wards for (form,) in reader.execute(query).fetchall()]
    return frozenset(every) if [] in found else frozenset(ward for named in found for ward in named)


def offer(reader: peewee.Database, province: str, ward: str, procedure: str) -> Offer | None:
    query = IntakeForm.select(*_COLUMNS).where(
        IntakeForm.province == province, IntakeForm.procedure == procedure, IntakeForm.offered == 1
    )
    row = reader.execute(query).fetchone()
    found = _offer(*row) if row else None
    return found if found and found.form.offered_in(ward) else None


def version(reader: peewee.Database, province: str, procedure: str, number: int) -> Form | None:
    """A form that is or was offered."""
    query = IntakeForm.select(IntakeForm.form).where(
        IntakeForm.province == province, IntakeForm.procedure == procedure, IntakeForm.version == number
    )
    row = reader.execute(query).fetchone()
    return msgspec.json.decode(row[0], type=Form) if row else None


def changes(old: Form | None, new: Form) -> list[Field]:
    """The questions that are new or other than they were; all of them where nobody knows the old form."""
    before = {one.name: _asking(one) for one in old.fields} if old else {}
    return [one for one in new.fields if before.get(one.name) != _asking(one)]


def _asking(one: Field) -> Field:
    """The question itself: on which page it stands is no news to anybody."""
    return msgspec.structs.replace(one, section="", section_en="")


def _offer(province: str, procedure: str, name: str, field: str, form: str) -> Offer:
    return Offer(province, procedure, name, field, msgspec.json.decode(form, type=Form))
