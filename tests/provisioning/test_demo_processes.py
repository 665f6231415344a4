"""What every demo does with its children: who does not start says why."""

import sys
import threading
from pathlib import Path

import pytest

from provisioning.demo_processes import DemoError, start, stop_all, wait_until_up


def never() -> bool:
    return False


def test_a_child_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    words = "print('key mqtt.port: 70000 is no port'); raise SystemExit(2)"
    child = start("kiosk", [sys.executable, "-c", words], tmp_path)
    with pytest.raises(DemoError, match=r"kiosk did not start: key mqtt[.]port: 70000 is no port; see "):
        wait_until_up("kiosk", child, never, tmp_path, threading.Event())


def test_a_child_that_ends_without_a_word_is_named_too(tmp_path: Path) -> None:
    child = start("kiosk", [sys.executable, "-c", ""], tmp_path)
    with pytest.raises(DemoError, match="kiosk did not start: it said nothing; see "):
        wait_until_up("kiosk", child, never, tmp_path, threading.Event())


def test_whoever_stops_the_demo_waits_for_no_child(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    child = start("kiosk", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)
    wait_until_up("kiosk", child, never, tmp_path, stop)
    assert child.poll() is None
    stop_all({"kiosk": child})
    assert child.poll() is not None
