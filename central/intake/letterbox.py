"""The letterbox of a centre: what somebody sends is judged, kept as a draft, and filed.

Owns the steps that the pages and the API share. Refuses HTTP and HTML. Nothing that can be kept is thrown
away because something else is wrong: what was typed stays in the draft, and every good attachment with it.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec
import peewee

from central.desk import WritingDesk
from central.intake import attachments, drafts, filing, forms, values
from central.intake.body import Sent, Upload
from central.intake.drafts import Draft, NoRoom, Packed, Place
from central.intake.filing import Filing, NotAsked, Receipt, TooLong
from central.intake.limits import Limits
from central.intake.steps import Step, steps_of
from central.intake.telling import Tell, nobody
from central.intake.values import Fault
from central.measures import HANOI
from central.payment import Due, Fees
from central.sms.keys import KeyFault, Keys
from central.stats.places import wards_of
from mqtt.forms import Field, Form, most_of

Faults = dict[str, Fault]
"""By field; those of no field under ''."""

SHOWN_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is filled in here: a form, for a first filing or a supplement (then nobody is asked who files)."""

    place: Place
    title: str
    form: Form

    @property
    def fields(self) -> list[Field]:
        return values.fields_of(self.form, filer=not self.place.code)

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.form, [] if self.place.code else list(values.FILER))

    @property
    def labels(self) -> dict[str, str]:
        return {one.name: one.label for one in self.fields}

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


class Shown(msgspec.Struct, frozen=True):
    """What a page carries, sealed: whose draft it is, which form it shows and since when."""

    token: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Letterbox:
    """`address` is how citizens reach the centre; where it is '', links are relative."""

    reader: peewee.Database
    desk: WritingDesk
    keys: Keys = field(repr=False)
    clock: Callable[[], datetime]
    address: str = ""
    tell: Tell = nobody
    fees: Fees = field(default_factory=Fees)
    limits: Limits = field(default_factory=Limits)

    # ------------------------------------------------------------ what a page carries

    def mark(self, token: str, sheet: Sheet) -> str:
        shown = Shown(token, sheet.form.version, self.clock())
        return drafts.seal(self.keys, msgspec.json.encode(shown).decode())

    def marked(self, mark: str) -> Shown | None:
        """None if no page of ours carried it, or one of long ago."""
        try:
            shown = msgspec.json.decode(drafts.unseal(self.keys, mark), type=Shown)
        except (KeyFault, msgspec.MsgspecError, UnicodeError):
            return None
        return shown if timedelta() <= self.clock() - shown.at < SHOWN_FOR else None

    # ------------------------------------------------------------ reading

    def draft(self, token: str) -> Draft | None:
        with self.reader:
            return drafts.find(self.reader, self.keys, drafts.digest(token), self.clock())

    def receipt(self, token: str) -> Receipt | None:
        with self.reader:
            return filing.receipt(self.reader, self.keys, drafts.digest(token))

    def provinces(self) -> frozenset[str]:
        with self.reader:
            return forms.provinces(self.reader)

    def wards(self, province: str) -> frozenset[str]:
        """Where something can be filed from home, by five digits."""
        with self.reader:
            return forms.wards(self.reader, province, wards_of(province))

    def fee(self, place: Place) -> int | None:
        """What everybody pays who files this, in dong."""
        return self.fees.online(place.province, place.procedure)

    def due(self, place: Place) -> Due | None:
        """How the fee of a filed dossier can be transferred."""
        return self.fees.due(place.province, place.ward, place.procedure, place.code)

    # ------------------------------------------------------------ writing

    def keep(self, sheet: Sheet, token: str, sent: Sent, *, seen: int, page: Iterable[Field]) -> Faults:
        """Everything typed, and every good attachment; `seen` is the form's version that was filled in.

        `page` was shown: a box that does not come from it is not ticked. drafts.Sent: it was filed before.
        """
        secret, known = drafts.digest(token), self.draft(token)
        packed, faults = self.packed(sheet, sent, known)
        said = {one.name: sent.values[one.name] for one in sheet.fields if one.name in sent.values}
        unticked = {one.name: "" for one in page if one.kind == "yes"}
        answers = drafts.sealed_answers(self.keys, (known.answers if known else {}) | unticked | said)

        def write(database: peewee.Database, packed: Iterable[Packed]) -> None:
            drafts.keep(
                database,
                secret,
                sheet.place,
                version=seen,
                answers=answers,
                files=list(packed),
                now=self.clock(),
            )

        try:
            self.desk.settle(lambda database: write(database, packed))
        except NoRoom:
            self.desk.settle(lambda database: write(database, []))
            faults |= {one.field: Fault("no_room") for one in packed}
        return faults

    def packed(self, sheet: Sheet, sent: Sent, known: Draft | None) -> tuple[list[Packed], Faults]:
        faults: Faults = {"": Fault("too_much")} if sent.cut else {}
        good: list[Packed] = []
        here = [one.field for one in known.files] if known else []
        twice = {(one.field, one.sha256) for one in known.files} if known else set()
        for upload in sent.uploads:
            if (upload.field, hashlib.sha256(upload.content).hexdigest()) in twice:
                continue
            judged = _judge(sheet.field(upload.field), upload, here)
            if isinstance(judged, Fault):
                faults[upload.field] = judged
            else:
                good.append(drafts.pack(self.keys, upload.field, judged))
                here.append(upload.field)
        return good, faults

    def remove(self, token: str, file: str) -> None:
        secret = drafts.digest(token)
        self.desk.settle(lambda database: drafts.remove_file(database, secret, file))

    def judge(self, sheet: Sheet, answers: dict[str, str], attached: Iterable[str]) -> values.Judged:
        """All that keeps it from being filed; `attached` are the fields that have a file."""
        judged = values.judge(sheet.fields, answers, self.clock().astimezone(HANOI).date())
        have = set(attached)
        missing = (one for one in sheet.fields if one.kind == "file" and one.required)
        judged.faults.update({one.name: Fault("file_missing") for one in missing if one.name not in have})
        if sheet.place.code and not have and not any(judged.good.values()):
            judged.faults[""] = Fault("nothing")
        return judged

    def judged(self, sheet: Sheet, draft: Draft) -> values.Judged:
        return self.judge(sheet, draft.answers, [one.field for one in draft.files])

    def filing(self, sheet: Sheet, secret: str, token: str, good: dict[str, str]) -> Filing:
        return Filing(secret, token, sheet.place, sheet.title, sheet.form, sheet.labels, good)

    def file(
        self, what: Filing, first: Callable[[peewee.Database], None] = lambda _: None
    ) -> Receipt | Faults:
        """`first` is done in the same transaction, where it was not filed yet."""

        def write(database: peewee.Database) -> Receipt:
            known = filing.receipt(database, self.keys, what.secret)
            if known is not None:
                return known
            first(database)
            return filing.file(database, self.keys, what, self.tell, self.clock())

        try:
            return self.desk.settle(write)
        except TooLong:
            return {"": Fault("too_long_all")}
        except NoRoom:
            return {"": Fault("no_room")}
        except NotAsked:
            return {"": Fault("not_asked")}


def _judge(asked: Field | None, upload: Upload, here: list[str]) -> "attachments.Good | Fault":
    if asked is None or asked.kind != "file":
        return Fault("no_such_file", {"file": attachments.shown(upload.name)})
    if here.count(asked.name) >= most_of(asked):
        return Fault("too_many_files", {"file": attachments.shown(upload.name), "most": str(most_of(asked))})
    return attachments.judge(upload.name, upload.content)
