"""A record of the national portal as a procedure: only what the record really says.

Owns the portal's field names and what their values mean. Refuses files (`reading`) and limits (`checking`).
The captured records hold fields that are never filled: `required` and `isFullProcess` false, a time of 0 of
unit OTHER, quantities 0 and 0. Such a value says nothing, and becomes nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from central.catalogue.checking import code_of
from central.catalogue.plain import line, prose
from mqtt.catalogue import Case, Channel, Document, Fee, OnlineLevel, Procedure, TimeLimit, Unit

Table = dict[str, object]

_VIETNAM: Final = timezone(timedelta(hours=7))
_LATEST_MS: Final = 4_102_444_800_000
"""The year 2100: a later time of change is a mistake."""
_CHANNELS: Final[dict[object, Channel]] = {"DIRECT": "direct", "ONLINE": "online", "POSTAL": "postal"}
_UNITS: Final[dict[object, Unit]] = {
    "WORKING_DAY": "working_day",
    "DAY": "day",
    "HOUR": "hour",
    "MONTH": "month",
}
_UNIT_WORDS: Final = {
    "WORKING_DAY": "ngày làm việc",
    "DAY": "ngày",
    "HOUR": "giờ",
    "MONTH": "tháng",
    "YEAR": "năm",
}
_DONG: Final = frozenset({"việt nam đồng", "đồng việt nam", "đồng", "vnđ", "vnd"})


def read(record: Table) -> Procedure:
    """What a record says; Refused if it has no usable code or a text is out of all bounds."""
    methods = _tables(record.get("executionMethods"))
    return Procedure(
        code=_code(record),
        name=line(record.get("name"), "name"),
        field=_field(record),
        cases=list(_cases(record)),
        steps=_distinct(_titled(step, "executionSteps") for step in _tables(record.get("executionSteps"))),
        time_limits=_time_limits(methods, _tables(record.get("cases"))),
        fees=[fee for method in methods for fee in _fees(method)],
        places=_names(record, "unitGroupsExecuting", "departmentsExecuting"),
        results=_names(record, "resultsDetails"),
        conditions=prose(record.get("requirementsAndConditions"), "requirementsAndConditions"),
        legal_basis=_distinct(_law(law) for law in _tables(record.get("legalBasisesDetails"))),
        forms=_forms(record),
        online=_online(record, methods),
        everyday=_distinct(line(record.get("keywords"), "keywords").replace(",", ";").split(";")),
        updated=_local_day(record.get("updatedAt")),
    )


def _code(record: Table) -> str:
    value = record.get("code") or record.get("codeNotation")
    return code_of(line(value, "code") if isinstance(value, str) else value)


# ------------------------------------------------------------ papers


def _cases(record: Table) -> Iterator[Case]:
    for case in _tables(record.get("executionCases")):
        documents = [_document(component) for component in _tables(case.get("profileComponents"))]
        named = [document for document in documents if document.name]
        if named:
            yield Case(name=prose(case.get("name"), "executionCases"), documents=named)


def _document(component: Table) -> Document:
    originals, copies = _count(component.get("originalQty")), _count(component.get("copyQty"))
    unsaid = not originals and not copies
    return Document(
        name=prose(component.get("name"), "profileComponents"),
        originals=None if unsaid else originals,
        copies=None if unsaid else copies,
        required=True if component.get("required") is True else None,
    )


def _forms(record: Table) -> list[str]:
    attachments = [
        attachment
        for case in _tables(record.get("executionCases"))
        for component in _tables(case.get("profileComponents"))
        for attachment in _tables(component.get("attachments"))
    ]
    return _distinct(
        line(attachment.get("name"), "attachments") or line(attachment.get("fileName"), "attachments")
        for attachment in attachments
    )


# ------------------------------------------------------------ time and money


def _time_limits(methods: list[Table], cases: list[Table]) -> list[TimeLimit]:
    """Of the methods first; a case adds what no method says. Each limit once."""
    limits = [_method_limit(method) for method in methods]
    said = {(limit.quantity, limit.unit) for limit in limits}
    for case in cases:
        limit = _case_limit(case)
        if limit.text or (limit.quantity, limit.unit) not in said:
            limits.append(limit)
    return _once(limit for limit in limits if limit.quantity is not None or limit.text)


def _method_limit(method: Table) -> TimeLimit:
    """A description stands with the fees where there are any (`_fees`), otherwise here."""
    words = [_duration_words(method.get("processingTime"), method.get("processingTimeUnit"))]
    if not _tables(method.get("fees")):
        words.append(prose(method.get("description"), "executionMethods"))
    quantity, unit = _duration(method.get("processingTime"), method.get("processingTimeUnit"))
    return TimeLimit(channel=_channel(method), quantity=quantity, unit=unit, text=_lines(words))


def _case_limit(case: Table) -> TimeLimit:
    day = _table(case.get("processingDay"))
    quantity, unit = _duration(day.get("qty"), day.get("type"))
    words = _duration_words(day.get("qty"), day.get("type"))
    if quantity is None and not words:
        return TimeLimit()
    return TimeLimit(quantity=quantity, unit=unit, text=_lines([words, prose(case.get("name"), "cases")]))


def _duration(number: object, unit: object) -> tuple[int | None, Unit | None]:
    known = _UNITS.get(unit) if isinstance(unit, str) else None
    quantity = _count(number)
    return (quantity, known) if quantity and known else (None, None)


def _duration_words(number: object, unit: object) -> str:
    """A duration that the contract has no number for: half a day, a year."""
    if not isinstance(unit, str) or unit not in _UNIT_WORDS or _duration(number, unit)[0] is not None:
        return ""
    amount = _amount(number)
    return f"{amount} {_UNIT_WORDS[unit]}" if amount else ""


def _fees(method: Table) -> Iterator[Fee]:
    """Every fee of a method; the method's own description is said once, with the first of them."""
    story = prose(method.get("description"), "executionMethods")
    for fee in _tables(method.get("fees")):
        made = _fee(fee, _channel(method), story)
        if made.dong is not None or made.text:
            yield made
            story = ""


def _fee(fee: Table, channel: Channel | None, story: str) -> Fee:
    """A zero beside words may be a field left blank: then only the words count."""
    words = prose(fee.get("description"), "fees")
    currency = line(fee.get("currencyName"), "fees")
    dong = _count(fee.get("value")) if currency.casefold() in _DONG else None
    if dong is not None and (dong or not (words or story)):
        return Fee(channel=channel, dong=dong, text=_lines([words, story]))
    amount = _amount(fee.get("value"))
    price = f"{amount} {currency}".strip() if amount else ""
    joint = "" if words.startswith("/") else " "
    return Fee(channel=channel, text=_lines([f"{price}{joint}{words}".strip(), story]))


# ------------------------------------------------------------ the rest


def _field(record: Table) -> str:
    named = [_table(record.get("category")), *_tables(record.get("categoriesDetails"))]
    return next((name for category in named if (name := line(category.get("name"), "category"))), "")


def _law(law: Table) -> str:
    name, number = line(law.get("name"), "legalBasisesDetails"), line(law.get("code"), "legalBasisesDetails")
    return name if number in name else f"{name} ({number})" if name else number


def _online(record: Table, methods: list[Table]) -> OnlineLevel | None:
    """Only where the flag and the ways to submit agree: a false flag is found beside everything."""
    by_net = any(_channel(method) == "online" for method in methods)
    full, offline = record.get("isFullProcess") is True, record.get("isOfflineOnly") is True
    if full and by_net and not offline:
        return "full"
    return "none" if offline and not by_net and not full else None


def _local_day(milliseconds: object) -> str | None:
    """The day in Viet Nam of a time in milliseconds since 1970."""
    if not isinstance(milliseconds, int) or not 0 < milliseconds < _LATEST_MS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(_VIETNAM).date().isoformat()


def _channel(method: Table) -> Channel | None:
    name = method.get("submissionMethod")
    return _CHANNELS.get(name) if isinstance(name, str) else None


def _names(record: Table, *keys: str) -> list[str]:
    return _distinct(line(item.get("name"), key) for key in keys for item in _tables(record.get(key)))


def _titled(step: Table, name: str) -> str:
    return _lines([prose(step.get("name"), name), prose(step.get("description"), name)])


# ------------------------------------------------------------ JSON of unknown shape


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[Table]:
    """The objects of a list; the portal has nulls among them."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _count(value: object) -> int | None:
    """A whole number from 0; the portal writes some as 2000.0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
        return None
    return int(value) if value == int(value) else None


def _amount(value: object) -> str:
    """A number above 0 as people here write it; empty otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**53:
        return ""
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _once(limits: Iterable[TimeLimit]) -> list[TimeLimit]:
    return list(dict.fromkeys(limits))
