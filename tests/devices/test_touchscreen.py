"""A touch panel is found among keyboards, scanners and mice by what it can do."""

from pathlib import Path

from devices.touchscreen import find

# In the form of /sys/class/input/event*/device/capabilities: 64-bit words in hex, the highest first.
GOODIX = {"abs": "665000000000000", "key": "400 0 0 0 0 0", "name": "Goodix Capacitive TouchScreen"}
RESISTIVE = {"abs": "1000003", "key": "400 0 0 0 0 0", "name": "ADS7846 Touchscreen"}
TABLET = {"abs": "3", "key": "1f0000 0 0 0 0", "name": "QEMU Virtio Tablet"}
MOUSE = {"abs": "0", "key": "1f0000 0 0 0 0", "name": "USB Mouse"}
SCANNER = {
    "abs": "0",
    "key": "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe",
    "name": "Scanner",
}


def test_a_multi_touch_panel_wins_over_a_pointer(tmp_path: Path) -> None:
    _device(tmp_path, "event0", TABLET)
    _device(tmp_path, "event1", SCANNER)
    _device(tmp_path, "event2", GOODIX)

    panel = find(tmp_path)

    assert panel is not None
    assert (panel.path, panel.name, panel.many) == (
        Path("/dev/input/event2"),
        "Goodix Capacitive TouchScreen",
        True,
    )


def test_a_resistive_panel_has_one_finger(tmp_path: Path) -> None:
    _device(tmp_path, "event0", MOUSE)
    _device(tmp_path, "event3", RESISTIVE)

    panel = find(tmp_path)

    assert panel is not None
    assert (panel.path.name, panel.many) == ("event3", False)


def test_the_pointer_of_an_emulated_machine_will_do(tmp_path: Path) -> None:
    _device(tmp_path, "event5", TABLET)

    panel = find(tmp_path)

    assert panel is not None
    assert panel.path.name == "event5"


def test_mice_and_scanners_are_no_panels(tmp_path: Path) -> None:
    _device(tmp_path, "event0", MOUSE)
    _device(tmp_path, "event1", SCANNER)

    assert find(tmp_path) is None


def _device(folder: Path, event: str, what: dict[str, str]) -> None:
    place = folder / event / "device"
    (place / "capabilities").mkdir(parents=True)
    (place / "capabilities/abs").write_text(what["abs"] + "\n")
    (place / "capabilities/key").write_text(what["key"] + "\n")
    (place / "name").write_text(what["name"] + "\n")
