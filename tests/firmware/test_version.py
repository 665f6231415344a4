"""Versions: compared by their numbers, and nothing but numbers."""

import pytest

from firmware.version import order


def test_versions_compare_by_their_numbers() -> None:
    assert order("1.10.0") > order("1.9.9")
    assert order("1.2") == order("1.2.0")


def test_a_version_with_words_in_it_is_none() -> None:
    with pytest.raises(ValueError, match=r"not like 1\.4\.0"):
        order("1.2.0-beta")
