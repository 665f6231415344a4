"""The time below which a share of the people lie, for every ward of the country at once.

Owns finding it within the store: a country's day has half a million rows of classes, and one answer for each
ward. Refuses the meaning of classes (`central.measures`).
"""

from typing import Literal

import peewee
from peewee import fn

from central.measures import edges
from central.queries import Scope, all_of, on_days
from central.stats.measured import Measures
from central.stats.sums import ADDED, WARD, of_kiosks
from central.store.models import Figure


def by_ward(
    reader: peewee.Database, scope: Scope, name: Literal["wait", "service"], share: float
) -> dict[str, tuple[int, float]]:
    """``19/05518`` -> how many people, and the seconds below which that share of them lies."""
    reached = _reached(_classes(reader, scope, f"{name}:"))
    found = all_of(
        reader,
        reached.select_from(
            reached.c.ward, reached.c.number, reached.c.people, reached.c.upto, reached.c.everybody
        ).where(
            reached.c.upto >= reached.c.everybody * share,
            reached.c.upto - reached.c.people < reached.c.everybody * share,
        ),
    )
    return {
        ward: (everybody, _within(number, people, upto, everybody * share))
        for ward, number, people, upto, everybody in found
    }


def _within(number: int, people: int, upto: int, wanted: float) -> float:
    """As if the class were evenly filled, so that it does not jump between classes."""
    begin, end = edges(number)
    return begin + (end - begin) * (wanted - (upto - people)) / people


def _classes(reader: peewee.Database, scope: Scope, begin: str) -> peewee.Select:
    """Ward, class, people."""
    ward = fn.SUBSTR(Figure.area, 1, WARD)
    number = fn.SUBSTR(Figure.measure, len(begin) + 1).cast("INTEGER")
    query = Figure.select(ward.alias("ward"), number.alias("number"), ADDED.alias("people")).where(
        of_kiosks(reader, scope), *on_days(scope), Measures(begin=(begin,)).among(Figure.measure)
    )
    return query.group_by(peewee.SQL("ward"), peewee.SQL("number")).having(fn.SUM(Figure.value) > 0)


def _reached(classes: peewee.Select) -> peewee.Select:
    """With everybody up to each class, and everybody of the ward."""
    people = classes.c.people
    return classes.select_from(
        classes.c.ward,
        classes.c.number,
        people,
        fn.SUM(people)
        .over(partition_by=[classes.c.ward], order_by=[classes.c.number])
        .cast("BIGINT")
        .alias("upto"),
        fn.SUM(people).over(partition_by=[classes.c.ward]).cast("BIGINT").alias("everybody"),
    )
