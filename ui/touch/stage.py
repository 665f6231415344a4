"""The stage: the sheets of header, bar, body and aids on top of each other, and the view they show.

Owns one sheet per kind of screen, drawn again in place, and what a screen remembers while it stays.
Refuses the window and the loop; those are in `window`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kivy.clock import Clock
from kivy.graphics import InstructionGroup
from kivy.uix.widget import Widget

from firmware.events import Event, TechnicianAsked
from firmware.screens import Closed, Screen, StillThere, View, Waiting
from ui.touch.bar import draw_aids
from ui.touch.fingers import STRIKE_MM, Fingers
from ui.touch.frame import draw_frame
from ui.touch.keys import Key
from ui.touch.memory import give_back
from ui.touch.page import Memo, Page
from ui.touch.panel import Panel
from ui.touch.pieces import Ring
from ui.touch.screens import draw_screen
from ui.touch.sheet import Sheet
from ui.touch.teller import Teller, hear, place
from ui.touch.theme import Colour, Look, look_for

TIDY_SECONDS = 1.0
"""After a visit, when nobody waits for the next frame."""
RING_MM = 1.4


class Stage(Widget):
    """`on_ground` is told the colour behind everything; `say` gets what a listener is to hear."""

    def __init__(
        self,
        panel: Panel,
        send: Callable[[Event], None],
        now: Callable[[], datetime],
        ticks: Callable[[], float],
        on_ground: Callable[[Colour], None],
        say: Callable[[str, str], None],
    ) -> None:
        super().__init__()
        self.panel, self.send, self.now, self.ticks, self.on_ground = panel, send, now, ticks, on_ground
        self.view: View | None = None
        self.fingers = Fingers(ticks, _paint_key, lambda: send(TechnicianAsked()))
        self.teller = Teller(say)
        self.memo = Memo()
        self._frame, self._aids = Sheet(), Sheet()
        self._bodies: dict[type[Screen], Sheet] = {}
        self._body_slot = InstructionGroup()
        ring = InstructionGroup()
        for layer in (self._body_slot, self._frame.canvas, self._aids.canvas, ring):
            self.canvas.add(layer)
        self.ring = Ring(ring)
        self._tidy = Clock.create_trigger(lambda _dt: give_back(), TIDY_SECONDS)
        self._entered_at = 0.0
        self._minute = ""

    @property
    def shown(self) -> str:
        return self.view.screen.code if self.view else ""

    @property
    def keys(self) -> list[Key]:
        return list(self.fingers.keys)

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets that are seen now, the lowest first."""
        return [self._bodies[type(self.view.screen)], self._frame, self._aids] if self.view else []

    def show(self, view: View) -> None:
        if self.view is None or place(view.screen) != place(self.view.screen):
            same = self.view is not None and type(view.screen) is type(self.view.screen)
            self.memo = self.memo.on_another_page() if same else Memo()
            self._entered_at = self.ticks()
        self.view = view
        self.draw()
        if isinstance(view.screen, Waiting | Closed):
            self._tidy()

    def fit(self, panel: Panel) -> None:
        """Draw for another size of the window."""
        self.panel = panel
        self.draw()

    def pass_second(self) -> None:
        """Once a second: the clock in the header, and seconds that are counted down."""
        counting = self.view is not None and isinstance(self.view.screen, StillThere)
        if counting or self._minute != f"{self.now():%H:%M}":
            self.draw()

    def draw(self) -> None:
        if self.view is None:
            return
        view, look = self.view, look_for(self.panel, self.view.aids)
        now = self.now()
        self._minute = f"{now:%H:%M}"
        self.memo.seconds = self.ticks() - self._entered_at
        self.on_ground(look.palette.ground)
        frame, body, aids = (
            self._page(sheet, view) for sheet in (self._frame, self._body(view.screen), self._aids)
        )
        box, clock = draw_frame(frame, now)
        draw_screen(body, view.screen, box)
        folded = view.aids_open and self.panel.compact
        if folded:
            draw_aids(aids, box)
        for sheet in self.sheets:
            sheet.finish()
        top = aids if folded else body
        self.fingers.lay([*top.keys, *frame.keys], clock, look.mm(STRIKE_MM))
        self._tell(view, look, top, frame)

    def _tell(self, view: View, look: Look, body: Page, frame: Page) -> None:
        """For a listener: words, the ring round the key they are on, and the strike when they choose it."""
        if not view.aids.audio:
            self.teller.leave()
            self.ring.hide()
            return
        chosen = self.teller.tell(view, hear(view, body, frame))
        if focused := self.teller.focused:
            bottom, radius = self.panel.height - focused.box.bottom, look.mm(3)
            self.ring.put(focused.box, bottom, look.palette.ring, thick=look.mm(RING_MM), radius=radius)
        if chosen:
            self.fingers.strike(chosen)

    def _page(self, sheet: Sheet, view: View) -> Page:
        sheet.start(self.panel.height)
        page = Page(sheet, look_for(self.panel, view.aids), view, self.send, self.draw)
        page.memo = self.memo
        return page

    def _body(self, screen: Screen) -> Sheet:
        sheet = self._bodies.setdefault(type(screen), Sheet())
        self._body_slot.clear()
        self._body_slot.add(sheet.canvas)
        return sheet

    # ------------------------------------------------------------ Kivy's touches, y turned downwards

    def on_touch_down(self, touch: Any) -> bool:
        self.teller.hush()
        if touch.button in (None, "left"):  # a finger has no button
            self.fingers.down(touch.uid, touch.x, self.panel.height - touch.y)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        self.fingers.move(touch.uid, touch.x, self.panel.height - touch.y)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        self.fingers.up(touch.uid, touch.x, self.panel.height - touch.y)
        return True


def _paint_key(key: Key, fill: Colour) -> None:
    key.card.fill_colour.rgba = fill
