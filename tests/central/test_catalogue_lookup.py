"""A procedure for a page, beside whoever has the catalogue's file to themselves."""

from pathlib import Path

from central.catalogue.lookup import Lookup
from central.catalogue.store import NAME, open_catalogue
from mqtt.catalogue import Fee, Procedure

AT = "2026-11-26T02:00:00.000Z"


def keep(data: Path, dong: int) -> None:
    with open_catalogue(data / NAME) as catalogue, catalogue.transaction():
        catalogue.keep("19", costing(dong), AT)


def costing(dong: int) -> Procedure:
    return Procedure(code="1", name="Một", field="Hai", fees=[Fee(dong=dong)])


def test_a_procedure_is_found_in_its_province_alone(tmp_path: Path) -> None:
    keep(tmp_path, 8000)
    lookup = Lookup(tmp_path)
    assert lookup.procedure("19", "1") == costing(8000)
    assert (lookup.procedure("01", "1"), lookup.procedure("19", "2")) == (None, None)


def test_a_centre_without_a_catalogue_knows_none_and_makes_no_file(tmp_path: Path) -> None:
    assert Lookup(tmp_path).procedure("19", "1") is None
    assert list(tmp_path.iterdir()) == []


def test_a_newer_fee_is_seen_at_once(tmp_path: Path) -> None:
    keep(tmp_path, 8000)
    lookup = Lookup(tmp_path)
    lookup.procedure("19", "1")
    keep(tmp_path, 10_000)
    assert lookup.procedure("19", "1") == costing(10_000)


def test_while_a_command_has_the_file_what_was_read_holds(tmp_path: Path) -> None:
    keep(tmp_path, 8000)
    lookup = Lookup(tmp_path)
    lookup.procedure("19", "1")
    with open_catalogue(tmp_path / NAME) as catalogue, catalogue.transaction():
        catalogue.keep("19", costing(10_000), AT)
        assert lookup.procedure("19", "1") == costing(8000)
        assert Lookup(tmp_path).procedure("19", "1") is None


def test_commands_are_not_kept_from_the_file(tmp_path: Path) -> None:
    keep(tmp_path, 8000)
    Lookup(tmp_path).procedure("19", "1")
    keep(tmp_path, 10_000)
    assert Lookup(tmp_path).procedure("19", "1") == costing(10_000)
