"""The table of rooms in ARCHITECTURE.md, enforced: who may import what of ours."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "firmware",
    "firmware.appliance",
    "ui.touch",
    "ui.counter",
    "devices",
    "mqtt",
    "central",
    "provisioning",
)
MAY = {
    "firmware": (
        "firmware",
        "mqtt.broker",
        "mqtt.facts",
        "mqtt.device_facts",
        "mqtt.scalars",
        "mqtt.filing",
        "mqtt.booking",
        "mqtt.holidays_vn",
        "mqtt.messages",
        "mqtt.phones",
        "mqtt.quiet",
        "mqtt.catalogue",
        "mqtt.dossiers",
        "mqtt.commands",
        "mqtt.sealing",
        "mqtt.texting",
        "mqtt.receipts",
        "mqtt.vietqr",
        "devices.paper",
    ),
    "firmware.appliance": (
        "firmware.appliance",
        "firmware.clock",
        "firmware.durable",
        "firmware.errors",
        "firmware.kiosk_folder",
        "firmware.pulse",
        "firmware.settings",
        "firmware.settings_file",
        "firmware.version",
        "firmware.worker",
    ),
    "ui.touch": (
        "ui.touch",
        "firmware.events",
        "firmware.screens",
        "firmware.lookups",
        "firmware.reminders",
        "firmware.booked",
        "firmware.point_screens",
        "firmware.rating_screens",
        "firmware.upkeep",
        "firmware.steps",
    ),
    "ui.counter": (
        "ui.counter",
        "firmware.events",
        "firmware.screens",
        "firmware.console",
        "firmware.pages",
        "firmware.figures",
        "firmware.sms_pages",
    ),
    "devices": ("devices",),
    "mqtt": ("mqtt",),
    "central": ("central", "mqtt", "devices.sms", "devices.gammu", "devices.smpp", "devices.sms_file"),
    "provisioning": (
        "provisioning",
        "firmware.settings",
        "firmware.settings_file",
        "firmware.errors",
        "firmware.pins",
        "firmware.version",
        "mqtt.topics",
        "mqtt.wards",
    ),
}
WIRING = {
    "firmware/kiosk.py": ("firmware", "ui", "devices", "mqtt"),
    "firmware/appliance_mode.py": ("firmware", "ui.touch.app"),
    "firmware/lending.py": ("firmware", "ui", "mqtt"),
    "firmware/fitting.py": ("firmware", "ui.touch.panel", "devices", "mqtt.broker"),
    "firmware/postbox.py": ("firmware", "devices.sms", "devices.choose", "mqtt.texting"),
    "firmware/uplink.py": ("firmware", "mqtt"),
    "firmware/downlink.py": ("firmware", "mqtt"),
    "firmware/filings.py": ("firmware", "mqtt"),
    "firmware/orders.py": ("firmware", "mqtt.commands", "mqtt.signing"),
    "firmware/mailroom.py": ("firmware", "mqtt.client"),
}
OURS = ("firmware", "ui", "devices", "mqtt", "central", "provisioning", "tests")


def imports(file: Path) -> set[str]:
    """Every module of ours that a file imports, however it spells it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {
                f"{node.module}.{alias.name}" if is_package(node.module) else str(node.module)
                for alias in node.names
            }
    return {name for name in found if name.partition(".")[0] in OURS}


def is_package(module: str | None) -> bool:
    return module is not None and (ROOT / Path(*module.split("."))).is_dir()


def strangers(room: str) -> list[str]:
    """`file -> module` for every import that the table does not allow."""
    folder = ROOT / Path(*room.split("."))
    return [
        f"{name} -> {module}"
        for file in sorted(folder.rglob("*.py"))
        for name in [str(file.relative_to(ROOT))]
        for module in sorted(imports(file))
        if not f"{module}.".startswith(tuple(f"{allowed}." for allowed in WIRING.get(name, MAY[room])))
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    assert strangers(room) == []


def test_only_the_clock_reads_the_time_in_the_firmware() -> None:
    readers = [
        file.name
        for file in (ROOT / "firmware").rglob("*.py")
        if "time.monotonic()" in (text := file.read_text(encoding="utf-8")) or "datetime.now(" in text
    ]
    assert readers == ["clock.py"]


def test_every_module_says_what_it_owns() -> None:
    files = [file for room in ROOMS for file in (ROOT / Path(*room.split("."))).rglob("*.py")]
    silent = [
        str(file.relative_to(ROOT))
        for file in files
        if file.stat().st_size and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_function_grows_past_40_lines() -> None:
    files = [file for room in ROOMS for file in (ROOT / Path(*room.split("."))).rglob("*.py")]
    long = {
        f"{file.relative_to(ROOT)}::{node.name}"
        for file in set(files)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= 40
    }
    assert long == set()


def test_no_file_grows_past_300_lines() -> None:
    folders = (*ROOMS, "tests")
    files = [file for folder in folders for file in (ROOT / Path(*folder.split("."))).rglob("*.py")]
    long = [file.name for file in files if len(file.read_text(encoding="utf-8").splitlines()) > 300]
    assert long == []


def test_tests_lend_each_other_nothing() -> None:
    """What several test files need stands in a file that holds no tests."""
    lent = [
        f"{file.name} -> {module}"
        for file in (ROOT / "tests").rglob("*.py")
        for module in imports(file)
        if any(part.startswith(("test_", "proof_")) for part in module.split("."))
    ]
    assert lent == []
