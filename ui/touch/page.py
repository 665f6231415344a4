"""The hand that writes a screen: texts, cards and keys on a sheet, in the visitor's look.

Owns the vocabulary screens are written in and the list of keys that can be touched. Refuses fingers and
Kivy's loop. A page lives for one drawing; what must outlive it (digits typed, tiles turned) is in `Memo`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from firmware.events import Event
from firmware.screens import Name, View
from ui.touch.box import Box
from ui.touch.keys import Arrangement, Face, Key, arrange
from ui.touch.photos import photo
from ui.touch.pieces import Card
from ui.touch.sheet import Align, Sheet
from ui.touch.theme import Colour, Look, Paint
from ui.touch.typeset import Setting, Type, set_lines


@dataclass(slots=True)
class Memo:
    """What a screen remembers while it stays: forgotten when another screen comes.

    `letters` is the sheet of a key grid, `listing` whether findings are shown in place of it.
    """

    digits: str = ""
    turned: int = 0
    letters: int = 0
    listing: bool = False
    seconds: float = 0.0

    def on_another_page(self) -> "Memo":
        """What stays when the core turns a page of the same screen: which keys are shown."""
        return Memo(letters=self.letters, listing=self.listing)


class Page:
    def __init__(
        self, sheet: Sheet, look: Look, view: View, send: Callable[[Event], None], redraw: Callable[[], None]
    ) -> None:
        self.sheet, self.look, self.view = sheet, look, view
        self.send, self.redraw = send, redraw
        self.memo = Memo()
        self.keys: list[Key] = []
        self.told: list[str] | None = None

    def tell(self, *sentences: str) -> None:
        """What a listener hears in place of what is written, where that is not the same."""
        self.told = [sentence for sentence in sentences if sentence]

    def name(self, name: Name) -> str:
        return name.in_(self.view.aids.language)

    def set(self, text: str, width: float, *, scale: float = 1.0, bold: bool = False) -> Setting:
        return set_lines(text, Type(self.look.type_px(scale), bold), width)

    def text(
        self,
        box: Box,
        text: str,
        *,
        scale: float = 1.0,
        bold: bool = False,
        ink: Colour | None = None,
        align: Align = "left",
        centred: bool = True,
    ) -> float:
        """Write wrapped text into a box and return the height it took."""
        setting = self.set(text, box.w, scale=scale, bold=bold)
        self.sheet.write(setting, box, ink or self.look.palette.ink, align, centred=centred)
        return setting.h

    def largest(
        self,
        box: Box,
        text: str,
        scales: tuple[float, ...],
        *,
        ink: Colour | None = None,
        align: Align = "centre",
        centred: bool = True,
    ) -> float:
        """Write bold text at the largest scale that fits the box; the last scale is used in any case."""
        settings = [self.set(text, box.w, scale=scale, bold=True) for scale in scales]
        chosen = next((one for one in settings if one.fits(box.w, box.h)), settings[-1])
        self.sheet.write(chosen, box, ink or self.look.palette.ink, align, centred=centred)
        return chosen.h

    def heading(self, body: Box, text: str, *, least: float = 0.0, align: Align = "left") -> Box:
        """The one heading of a screen at the top of the body; returns what is left below."""
        setting = self.set(text, body.w, scale=self.look.heading_scale, bold=True)
        strip, rest = body.top(max(setting.h, least), self.look.mm(3 if self.look.panel.compact else 4))
        self.sheet.write(setting, strip, self.look.palette.accent, align)
        return rest

    def card(self, box: Box, paint: Paint | None = None) -> None:
        surface = paint or self.look.palette.card
        self.sheet.card(
            box, surface.fill, surface.edge, edge_px=max(1, self.look.mm(0.4)), radius=self.look.mm(3)
        )

    def icon(self, name: str, box: Box, paint: Paint, tint: Colour | None = None) -> None:
        self.sheet.drawing(name, box, paint.ink, paint.fill, tint or paint.fill)

    def key(
        self,
        id_: str,
        box: Box,
        act: Event | Callable[[], None],
        face: Face,
        paint: Paint,
        *,
        hasty: bool = False,
        tint: Paint | None = None,
        picture: str = "",
    ) -> None:
        """A touch target: `act` is an event to send, or something this screen does by itself."""
        card = self.blank_key(box, face, paint, tint=tint, picture=picture)
        doing = act if callable(act) else _sending(self.send, act)
        text = face.title if not face.detail else f"{face.title}\n{face.detail}"
        self.keys.append(Key(id_, text, box, doing, card, paint, hasty))

    def blank_key(
        self, box: Box, face: Face, paint: Paint, *, tint: Paint | None = None, picture: str = ""
    ) -> Card:
        """The look of a key without being one."""
        card = self.sheet.card(
            box, paint.fill, paint.edge, edge_px=max(1, self.look.mm(0.6)), radius=self.look.mm(3)
        )
        self._fill(arrange(self.look, box, face), face, paint, tint, picture)
        return card

    def _fill(self, at: Arrangement, face: Face, paint: Paint, tint: Paint | None, picture: str) -> None:
        align: Align = "left" if face.marked and not face.stacked else "centre"
        if face.badge:
            self.sheet.card(at.icon, paint.ink, radius=at.icon.w / 2)
            letter = set_lines(face.badge, Type(self.look.type_px(1.2), bold=True), at.icon.w)
            self.sheet.write(letter, at.icon, paint.fill, "centre")
        elif face.icon and (texture := photo(picture)):
            self.sheet.picture(texture, at.icon)
        elif face.icon and tint:
            self.sheet.drawing(face.icon, at.icon, tint.ink, tint.fill, tint.fill)
        elif face.icon:
            self.sheet.drawing(face.icon, at.icon, paint.ink, paint.fill, paint.fill)
        self.sheet.write(at.title, at.title_box, paint.ink, align)
        self.sheet.write(at.detail, at.detail_box, paint.ink, align)


def _sending(send: Callable[[Event], None], event: Event) -> Callable[[], None]:
    return lambda: send(event)
