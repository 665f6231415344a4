"""Wilson's interval against published values, and quantiles against the lists they summarise.

R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods",
Statistics in Medicine 17, 857–872 (1998), table I, method 3 (score, without continuity correction).
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.measures import bucket, edges, quantile
from central.stats.shares import Share, share

SECONDS = st.lists(st.integers(0, 20_000), min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    found = Share(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nothing_nothing_is_known() -> None:
    assert (Share(0, 0).value, Share(0, 0).low, Share(0, 0).high) == (None, 0.0, 1.0)


def test_a_void_that_came_too_early_makes_no_share_negative() -> None:
    assert share(-1, 3) == Share(0, 3)
    assert share(2, -1) == Share(0, 0)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_lies_within_its_interval(counts: tuple[int, int]) -> None:
    found = Share(*counts)
    assert found.value is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_a_quantile_is_read_within_its_class() -> None:
    begin, end = edges(bucket(100))
    assert quantile({bucket(100): 10}, 0.5) == pytest.approx(begin + (end - begin) / 2)
    assert quantile({}, 0.5) is None


@given(SECONDS, st.sampled_from([0.5, 0.9]))
def test_a_quantile_is_less_than_a_class_off(waits: list[int], wanted: float) -> None:
    counts: dict[int, int] = {}
    for seconds in waits:
        counts[bucket(seconds)] = counts.get(bucket(seconds), 0) + 1
    exact = sorted(waits)[math.ceil(wanted * len(waits)) - 1]
    begin, end = edges(bucket(exact))
    found = quantile(counts, wanted)
    assert found is not None
    assert begin - 1e-9 <= found <= end + 1e-9
