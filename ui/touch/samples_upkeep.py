"""Made-up views of the technician's tools, for the gallery and the tests; nothing here is real data.

Owns one view per situation a technician can meet. Refuses logic.
"""

from dataclasses import replace
from typing import Any

from firmware.steps import Outcome, Result, Step
from firmware.upkeep import (
    Acceptance,
    Asked,
    NetworkCard,
    NetworkLine,
    Pad,
    SelfTest,
    Sure,
    Tool,
    Toolbox,
    Upkeep,
    WifiList,
    WifiName,
)

CODE = "TEST-19-05518-k1"
WELL = tuple(Result(step, Outcome.PASSED) for step in Step)
MIXED = (
    Result(Step.TOUCH, Outcome.PASSED),
    Result(Step.BUTTONS, Outcome.FAILED, "2, 3"),
    Result(Step.LAMPS, Outcome.PASSED),
    Result(Step.PAPER, Outcome.FAILED, "out_of_paper"),
    Result(Step.SPEAKER, Outcome.SKIPPED),
    Result(Step.SCANNER, Outcome.SKIPPED),
    Result(Step.NETWORK, Outcome.PASSED, "192.168.1.20/24"),
    Result(Step.BROKER, Outcome.PASSED, "20/11/2026 08:04"),
    Result(Step.CLOCK, Outcome.PASSED, "20/11/2026 08:05"),
    Result(Step.DISK, Outcome.PASSED, "21400 MB"),
    Result(Step.TEMPERATURE, Outcome.PASSED, "58 °C"),
)
LINES = (
    NetworkLine("ethernet", connected=True, address="192.168.1.20/24"),
    NetworkLine("wifi", connected=True, address="192.168.1.40/24", name="Mot Cua", signal=71),
)
NAMES = (
    WifiName("Mot Cua", 80, secured=True),
    WifiName("UBND phường Sông Công", 71, secured=True),
    WifiName("Khách", 62, secured=False),
    WifiName("VNPT-Fiber-5G-aB7xQ2", 48, secured=True),
    WifiName("Quán cà phê", 35, secured=True),
)


def step(step: Step, **more: Any) -> SelfTest:
    return replace(SelfTest(step, ()), **more)


UPKEEP: dict[str, Upkeep] = {
    "S14-tools": Toolbox(tuple(Tool)),
    "S14-tools-desk": Toolbox((Tool.SELF_TEST, Tool.HEIGHT)),
    "S14-tools-exported": Toolbox(tuple(Tool), "export_done", "motcua-19-05518-k1-20261120T010500Z.tar.gz"),
    "S14-tools-no-stick": Toolbox(tuple(Tool), "export_no_stick"),
    "S14-sure": Sure(Tool.RESTART),
    "S14-sure-off": Sure(Tool.POWER_OFF),
    "S14-test-touch": step(Step.TOUCH, part=1, parts=5),
    "S14-test-touch-low": step(Step.TOUCH, part=3, parts=5),
    "S14-test-touch-middle": step(Step.TOUCH, part=5, parts=5),
    "S14-test-buttons": step(Step.BUTTONS, part=2, parts=3, seconds=17),
    "S14-test-buttons-wrong": step(Step.BUTTONS, part=1, parts=3, seconds=9, value="3"),
    "S14-test-lamps": step(Step.LAMPS, part=2, parts=3),
    "S14-test-paper": step(Step.PAPER, value="out_of_paper"),
    "S14-test-speaker": step(Step.SPEAKER, value="refused"),
    "S14-test-scanner": step(Step.SCANNER, seconds=54, qr=CODE, value="other"),
    "S14-test-network": step(Step.NETWORK),
    "S14-test-network-none": step(Step.NETWORK, value="no_cable", measured=Outcome.FAILED),
    "S14-test-broker": step(Step.BROKER, measured=Outcome.FAILED),
    "S14-test-clock": step(Step.CLOCK, value="20/11/2026 08:05", measured=Outcome.PASSED),
    "S14-test-disk": step(Step.DISK, value="21400 MB", measured=Outcome.PASSED),
    "S14-test-heat": step(Step.TEMPERATURE, value="85 °C", measured=Outcome.FAILED),
    "S14-accepted": Acceptance(WELL, accepted=True, paper="printing"),
    "S14-not-accepted": Acceptance(MIXED, accepted=False),
    "S14-network": NetworkCard(LINES),
    "S14-network-trying": NetworkCard(LINES, "asking_router", trying=True),
    "S14-network-trouble": NetworkCard(LINES[:1], "no_address"),
    "S14-wifi": WifiList(NAMES, 0, 2),
    "S14-wifi-other": WifiList(NAMES, 0, 2, "not_by_password"),
    "S14-pad-password": Pad(Asked.PASSWORD, "Mot Cua", "chuoi mat"),
    "S14-pad-password-bare": Pad(Asked.PASSWORD, "Mot Cua", "Chuoi mat khau 2026", upper=True, bare=True),
    "S14-pad-wrong": Pad(Asked.PASSWORD, "Mot Cua", "chuoi mat", "wrong_password"),
    "S14-pad-joining": Pad(Asked.PASSWORD, "Mot Cua", "chuoi mat", "joining", trying=True),
    "S14-pad-address": Pad(Asked.ADDRESS, typed="192.168.1.20"),
    "S14-pad-prefix": Pad(Asked.PREFIX, typed="2"),
    "S14-pad-gateway": Pad(Asked.GATEWAY),
    "S14-pad-nameserver": Pad(Asked.NAMESERVER),
    "S14-pad-height": Pad(Asked.HEIGHT, typed="84"),
    "S14-pad-height-wrong": Pad(Asked.HEIGHT, typed="84", problem="height"),
}
