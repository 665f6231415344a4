"""An office with a catalogue and a desk to put files on; the two real files stand beside it.

Owns writing a file and importing it as the command does. Refuses assertions.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from central.catalogue.importing import Outcome, import_file
from central.catalogue.store import NAME, Catalogue, open_catalogue
from mqtt.catalogue import Procedure
from tests.processes import ROOT

DATA = ROOT / "provisioning" / "demo_ward" / "procedures"
SHEET, RECORD = DATA / "procedures.csv", DATA / "portal-2.000815.json"
AT = "2026-11-21T02:15:00.000Z"
HEADER = "code,name,field"
ROW = "1.001193,Khai sinh,Hộ tịch"


class Office:
    """A catalogue and a desk to put files on."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.folder = folder

    def take(self, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Outcome:
        return self.take_bytes("\n".join([header, *lines]).encode(encoding))

    def take_json(self, *records: object) -> Outcome:
        return self.take_bytes(b"\n".join(msgspec.json.encode(record) for record in records))

    def take_bytes(self, body: bytes) -> Outcome:
        path = self.folder / "file"
        path.write_bytes(body)
        return self.take_file(path)

    def take_file(self, path: Path) -> Outcome:
        return import_file(self.catalogue, "19", path, AT)

    def procedure(self, code: str = "1.001193") -> Procedure:
        found = self.catalogue.procedure("19", code)
        assert found is not None
        return found

    def count(self) -> int:
        return len(self.catalogue.procedures("19"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_catalogue(tmp_path / NAME) as catalogue:
        yield Office(catalogue, tmp_path)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.imported, outcome.updated, outcome.unchanged, len(outcome.refusals)


def refusals(outcome: Outcome) -> list[str]:
    return [str(refusal) for refusal in outcome.refusals]


def birth(**more: object) -> dict[str, object]:
    return {"code": "1.001193", "name": "Khai sinh", "category": {"name": "Hộ tịch"}, **more}
