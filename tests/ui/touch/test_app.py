"""The face as the rest of the kiosk uses it: from other threads, before and while it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from ui.touch import samples, theme
from ui.touch.app import Face
from ui.touch.box import Box
from ui.touch.panel import PANELS


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def seen(pictures: Path) -> Any:
    return visit(0, pictures / "0.png")


def visit(turned: int, file: Path) -> Any:
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.touch.visit", str(turned), str(file)],
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_kivy_is_not_loaded_before_the_face_runs(seen: Any) -> None:
    assert seen["kivy_before_run"] is False


def test_the_newest_view_wins(seen: Any) -> None:
    assert seen["shown"] == "S1"


def test_a_touch_from_another_thread_has_been_sent_when_it_returns(seen: Any) -> None:
    assert seen["sent"] == ["ServicesAsked()"]


def test_targets_are_fractions_of_the_window(seen: Any) -> None:
    assert seen["inside"] is True


def test_a_picture_is_a_png(seen: Any) -> None:
    assert seen["picture"] == b"\x89PNG\r\n\x1a\n".hex()


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_on_a_turned_panel_people_see_and_touch_the_same(turned: int, seen: Any, pictures: Path) -> None:
    assert visit(turned, pictures / f"{turned}.png") == seen
    lying, upright = Image.open(pictures / "0.png"), Image.open(pictures / f"{turned}.png")
    assert lying.size == upright.size == (1080, 1920)
    difference = ImageChops.difference(lying, upright).convert("L").reduce(8)
    assert max(difference.tobytes()) < 40


def test_nothing_is_shown_before_the_first_view() -> None:
    assert Face(PANELS["21.5"], lambda _event: None, lambda: samples.NOW).shown == ""


def test_a_face_that_is_not_running_says_so_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.touch.app.DEADLINE_SECONDS", 0.01)
    face = Face(PANELS["21.5"], lambda _event: None, lambda: samples.NOW)
    with pytest.raises(TimeoutError):
        face.targets()


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "BOLD", "/nowhere/NotoSans-Bold.ttf")
    with pytest.raises(FileNotFoundError, match="fonts-noto-core"):
        theme.check_fonts()


def test_cuts_of_a_box_make_the_box_again() -> None:
    whole = Box(10, 20, 300, 200)
    top, rest = whole.top(50, 10)
    assert (top, rest) == (Box(10, 20, 300, 50), Box(10, 80, 300, 140))
    assert whole.grid(3, 2, 15)[4] == Box(115, 127.5, 90, 92.5)
    assert whole.middle(100, 100) == Box(110, 70, 100, 100)


def test_reference_panels_have_their_diagonals() -> None:
    inches = {
        name: round((panel.width_mm**2 + panel.height_mm**2) ** 0.5 / 25.4, 1)
        for name, panel in PANELS.items()
    }
    assert inches == {"10.1": 10.1, "21.5": 21.5, "15.6": 15.6}
