"""The ledger and its file: order, identity, pruning, and a database that is not to be trusted."""

from pathlib import Path

import pytest

from firmware import ledger
from firmware.errors import StoreError
from firmware.store import Store
from mqtt.device_facts import DeviceFault
from tests.bench import KioskBench, TurnedClock


def test_the_database_insists_on_wal_and_full(kiosk: KioskBench) -> None:
    answers = [
        kiosk.store._database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    ]
    assert answers == ["wal", 2]


def test_a_new_card_is_a_new_epoch(tmp_path: Path) -> None:
    now = TurnedClock().now()
    epochs = {Store(tmp_path / name / "kiosk.db", now).epoch for name in ("one", "two")}
    assert len(epochs) == 2


def test_the_epoch_stays_with_the_card(kiosk: KioskBench) -> None:
    before = kiosk.store.epoch
    kiosk.power_cycle()
    assert kiosk.store.epoch == before


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.db"
    file.write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match=r"kiosk\.db: .*move the file away"):
        Store(file, TurnedClock().now())
    assert file.read_bytes().startswith(b"not a database")


def test_rows_are_kept_thirty_days_after_the_acknowledgement(kiosk: KioskBench) -> None:
    kiosk.take_number()
    ledger.acknowledge(2, kiosk.clock.now())
    kiosk.pass_days(30)
    assert ledger.prune(kiosk.clock.now()) == 0
    kiosk.pass_days(1)
    assert ledger.prune(kiosk.clock.now()) == 2


def test_rows_that_nobody_acknowledged_are_never_pruned(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.pass_days(400)
    assert ledger.prune(kiosk.clock.now()) == 0


def test_an_untrusted_clock_prunes_nothing(kiosk: KioskBench) -> None:
    ledger.acknowledge(1, kiosk.clock.now())
    kiosk.pass_days(4000)
    kiosk.clock.trusted = False
    assert ledger.prune(kiosk.clock.now()) == 0


def test_a_seq_is_never_used_twice_even_after_pruning(kiosk: KioskBench) -> None:
    kiosk.take_number()
    ledger.acknowledge(2, kiosk.clock.now())
    kiosk.pass_days(31)
    ledger.prune(kiosk.clock.now())
    kiosk.take_number()
    assert [kind for kind, _ in kiosk.facts()] == ["ticket.closed", "ticket.issued"]
    assert kiosk.progress.high == 4


def test_a_fact_too_large_for_the_wire_is_refused_at_the_source(kiosk: KioskBench) -> None:
    fact = DeviceFault(device="printer", fault="x" * 5000)
    with pytest.raises(ValueError, match="the limit is 4096"):
        ledger.append(fact, kiosk.clock.now())


def test_event_ids_are_uuids_of_version_7_in_order_of_time() -> None:
    clock = TurnedClock()
    first = ledger.uuid7(clock.now())
    clock.advance(1)
    second = ledger.uuid7(clock.now())
    assert (first.version, str(first.variant)) == (7, "specified in RFC 4122")
    assert str(first) < str(second)
