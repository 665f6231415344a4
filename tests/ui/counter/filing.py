"""The office of the stub with the real core and register behind its dossiers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from firmware import console, pages, register, sessions
from tests.firmware.filing import PROCEDURES, FilingBench
from tests.ui.counter.stub import TOKEN, Ward
from ui.counter.app import Office
from ui.counter.guard import session_named

SESSION = session_named(TOKEN)


def office(bench: FilingBench) -> Office:
    """The stub's office, with the real core and register behind dossiers."""
    rows = bench.reader.rows
    return replace(
        Ward().office(),
        ask=bench.ask,  # type: ignore[arg-type]
        who=lambda session: sessions.who(bench.reader, bench.settings, session),
        dossier=lambda code: register.view(rows, code, bench.clock.now()),
        dossiers=lambda: register.open_dossiers(rows, {one.code: one for one in PROCEDURES}),
        find=find,
    )


def find(query: str, _limit: int) -> tuple[pages.FoundProcedure, ...]:
    found = (one for one in PROCEDURES if query.lower() in one.name.lower())
    return tuple(pages.FoundProcedure(one.code, one.name, one.field, None) for one in found)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[FilingBench]:
    bench = FilingBench.opened(tmp_path)
    bench.ask(console.SignIn(session=SESSION, officer="cb01", counter=1))
    yield bench
    bench.store.close()
    bench.reader.close()
