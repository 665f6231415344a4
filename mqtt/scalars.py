"""The plain values that messages are made of, each with its bounds: days, instants, codes, words.

Owns the types that several messages share. Refuses the messages themselves.
"""

from typing import Annotated, Literal

from msgspec import Meta

Count = Annotated[int, Meta(ge=0, lt=2**53)]
EventId = Annotated[str, Meta(min_length=36, max_length=36)]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", max_length=10)]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Line = Annotated[str, Meta(max_length=500)]
Instant = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$", max_length=24),
]
Counter = Annotated[int, Meta(ge=1, le=99)]
RegisterCode = Annotated[str, Meta(min_length=4, max_length=64)]
Sealed = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{80,200}\Z", min_length=80, max_length=200)]
"""A phone number that only the centre can read; see `sealing`."""
Letters = Annotated[str, Meta(pattern=r"^[^0-9@]{3,40}$", min_length=3, max_length=40)]
Level = Literal["very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied"]
