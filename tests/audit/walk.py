"""Every panel, mode, screen and frame, drawn once each on the real stage.

Owns which combinations there are and what a drawing offers to the rules. Refuses rules. A drawing is only
valid until the next: sheets and their pieces are reused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from firmware.screens import Aids, Language, NoIdentity, Screen
from tests.audit.rules import Place
from tests.ui.touch.conftest import Bench
from ui.touch.box import Box
from ui.touch.panel import PANELS, Panel
from ui.touch.samples import SCREENS
from ui.touch.theme import Look, look_for

if TYPE_CHECKING:
    from ui.touch.keys import Key
    from ui.touch.sheet import Sheet, Written

MODES: Final = {
    "normal": Aids(),
    "large": Aids(large_text=True),
    "contrast": Aids(high_contrast=True),
    "low": Aids(low_reach=True),
    "audio": Aids(audio=True),
    "everything": Aids(large_text=True, high_contrast=True, low_reach=True),
    "en": Aids(language=Language.ENGLISH),
    "en-large": Aids(language=Language.ENGLISH, large_text=True),
    "en-low": Aids(language=Language.ENGLISH, large_text=True, low_reach=True),
}
FITTED: Final[dict[str, Any]] = {"can_speak": True, "buttons": 3}
"""Speaker and buttons: the bar is as full as it gets."""
FRAMES: Final[dict[str, dict[str, Any]]] = {
    "calm": FITTED,
    "trouble": {**FITTED, "online": False, "help_called": True, "clock_trusted": False},
    "aids": {**FITTED, "aids_open": True},
    "mute": {},
}
LOWER_EDGES_MM: Final = (600.0, 700.0, 800.0)
"""Heights at which a panel may hang; the profile's own is 700."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One screen as it stands on the stage: `keys` can be touched, `sheets` are seen, the lowest first."""

    place: Place
    name: str
    frame: str
    screen: Screen
    look: Look
    keys: "tuple[Key, ...]"
    sheets: "tuple[Sheet, ...]"

    @property
    def panel(self) -> Panel:
        return self.look.panel

    @property
    def aids(self) -> Aids:
        return self.look.aids

    @property
    def window(self) -> Box:
        return Box(0, 0, self.panel.width, self.panel.height)

    @property
    def code(self) -> int:
        return int(self.screen.code[1:])

    @property
    def covered(self) -> bool:
        """Whether the folded aids of a small panel lie over the body."""
        return self.frame == "aids" and self.panel.compact

    @property
    def seen(self) -> "list[Written]":
        """The texts that can be read now."""
        body, *above = self.sheets
        sheets = above if self.covered else [body, *above]
        return [written for sheet in sheets for written in sheet.written]

    @property
    def staff(self) -> bool:
        """Whether the body is the technician's table or S15, whose type is not for visitors."""
        return self.name.startswith("S14-technician") or isinstance(self.screen, NoIdentity)


def walk(bench: Bench, panel_name: str, mode: str) -> Iterator[Drawn]:
    """Each screen in each frame; in low reach, calm screens also on panels that hang higher or lower."""
    panel, aids = PANELS[panel_name], MODES[mode]
    for edge in LOWER_EDGES_MM if aids.low_reach else (panel.lower_edge_mm,):
        hung = replace(panel, lower_edge_mm=edge)
        label = mode if edge == panel.lower_edge_mm else f"{mode} at {edge:.0f} mm"
        for frame in _frames(hung, mode) if edge == panel.lower_edge_mm else ("calm",):
            for name in SCREENS:
                yield draw(bench, hung, Place(panel_name, label, _label(name, frame)), name, aids, frame)


def draw(bench: Bench, panel: Panel, place: Place, name: str, aids: Aids, frame: str = "calm") -> Drawn:
    bench.use(panel)
    bench.show(SCREENS[name], aids, **FRAMES[frame])
    stage = bench.glass.stage
    look = look_for(stage.panel, aids)
    return Drawn(place, name, frame, SCREENS[name], look, tuple(stage.keys), tuple(stage.sheets))


def _frames(panel: Panel, mode: str) -> list[str]:
    """Only a small panel folds its aids; without a speaker there is one key less in the same bar."""
    left_out = {"" if panel.compact else "aids", "" if mode in ("normal", "large") else "mute"}
    return [frame for frame in FRAMES if frame not in left_out]


def _label(name: str, frame: str) -> str:
    return name if frame == "calm" else f"{name} ({frame})"
