"""What a listener hears of the stage, which key they are on, and when they choose it.

Owns the words of a screen as a screen reader would say them, and the focus: it moves with the core's count
of steps and stays on its key when others appear beside it. Refuses sounds (it hands texts to `say`) and
deciding: a chosen key is handed back to be struck like any other. Nothing unheard is ever chosen: a choice
that arrives with a new screen is dropped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from firmware.lookups import SearchPad, TopicList, Topics
from firmware.rating_screens import WhoServed
from firmware.screens import AudioStep, Screen, Services, View
from firmware.upkeep import Pad, SelfTest, WifiList
from ui.touch.aloud import aloud
from ui.touch.box import Box
from ui.touch.header import help_words
from ui.touch.keys import Key
from ui.touch.page import Page

IN_THE_BAR: Final = ("home", "back", "help")
"""Of the bar only what leads somewhere: sizes and colours mean nothing to an ear."""


@dataclass(frozen=True, slots=True)
class Choice:
    key: Key
    words: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A stage as drawn, for the ear: sentences, what may be chosen, how to choose.

    `place` and `news` say whether it is another screen, or the same one with other words.
    """

    place: tuple[object, ...]
    news: tuple[object, ...]
    sentences: tuple[str, ...]
    choices: tuple[Choice, ...]
    manual: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        return [choice.key.id for choice in self.choices]


# ---------------------------------------------------------------- from pages to words


def hear(view: View, body: Page, frame: Page) -> Heard:
    """`body` is the page that is on top: the folded aids where they are open."""
    _ = body.look.say
    choices = _choices(body, frame)
    return Heard(
        place=(*place(view.screen), body.memo.turned, body.memo.letters, body.memo.listing, view.aids_open),
        news=(view.screen, view.aids.language, view.help_called),
        sentences=_sentences(view, body),
        choices=choices,
        manual=(_("Choices: {count}.").format(count=len(choices)), *_manual(body, view.buttons)),
    )


def place(screen: Screen) -> tuple[object, ...]:
    """Two views of one place are the same screen to a visitor, whatever changed on it."""
    paged = Services | WhoServed | Topics | TopicList | SearchPad | WifiList
    if isinstance(screen, SelfTest):
        return type(screen), (screen.step, screen.part)
    if isinstance(screen, Pad):
        return type(screen), (screen.asked, bool(screen.problem))
    return type(screen), screen.page if isinstance(screen, paged) else 0


def spoken_text(heard: Heard, *, by_buttons: bool) -> list[str]:
    """All that is said on entering. Without buttons to ask for more, every choice is read out at once."""
    words = [choice.words for choice in heard.choices]
    return [*heard.sentences, *heard.manual, *(words[:1] if by_buttons else words)]


def _sentences(view: View, body: Page) -> tuple[str, ...]:
    """What the screen tells in words of its own, else all that is written outside its keys."""
    _ = body.look.say
    keys = [key.box for key in body.keys]
    written = [one.text.replace("\n", " ") for one in body.sheet.written if not _within(one.given, keys)]
    told = [aloud(text, _) for text in (written if body.told is None else body.told)]
    help_ = [help_words(body)] if view.help_called else []
    return tuple(text for text in [*help_, *told] if text)


def _within(box: Box, keys: list[Box]) -> bool:
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return any(key.holds(x, y) for key in keys)


def _choices(body: Page, frame: Page) -> tuple[Choice, ...]:
    """The body's keys in reading order, then the bar's."""
    bar = {key.id: key for key in frame.keys}
    keys = sorted(body.keys, key=lambda key: (round(key.box.y), key.box.x))
    keys += [bar[id_] for id_ in IN_THE_BAR if id_ in bar]
    return tuple(Choice(key, aloud(key.text, body.look.say)) for key in keys)


def _manual(page: Page, buttons: int) -> list[str]:
    _ = page.look.say
    if not buttons:
        return []
    if buttons == 2:
        return [_("Press button one to hear the next one, button two to choose.")]
    return [_("Press button two to hear the next one, button three to choose.")]


# ---------------------------------------------------------------- the focus


class Teller:
    """`say` gets a text of several lines and its language, and must not wait; an empty text is silence."""

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self.heard: Heard | None = None
        self._step = AudioStep()
        self._focus = 0
        self._last = ""

    @property
    def focused(self) -> Key | None:
        """The key that would be chosen now; None while nobody listens."""
        return self.heard.choices[self._focus].key if self.heard else None

    def hush(self) -> None:
        """Silence at a touch; what was said can be asked for again."""
        if self.heard:
            self._say("", "")

    def leave(self) -> None:
        """Nobody listens any more."""
        self.hush()
        self.heard = None

    def tell(self, view: View, heard: Heard) -> Key | None:
        """After each drawing; returns the key that was chosen on the screen that is still there."""
        before, self.heard = self.heard, heard
        step, self._step = self._step, view.audio
        language = view.aids.language.value
        if before is None or before.place != heard.place:
            self._focus = 0
            self._speak(spoken_text(heard, by_buttons=view.buttons > 0), language)
            return None
        self._focus = self._moved(before, heard, view.audio.moves - step.moves)
        if view.audio.choices > step.choices:
            return self.focused
        self._speak(self._lines(before, heard, view.audio, step), language)
        return None

    def _moved(self, before: Heard, heard: Heard, moves: int) -> int:
        """From the same key as before, wherever it is now; from the first if it is gone."""
        id_ = before.ids[self._focus]
        start = heard.ids.index(id_) if id_ in heard.ids else 0
        return (start + moves) % len(heard.choices)

    def _lines(self, before: Heard, heard: Heard, step: AudioStep, last: AudioStep) -> list[str]:
        if before.news != heard.news:
            return _news_first(before, heard)
        if step.moves != last.moves:
            return [heard.choices[self._focus].words]
        return self._last.splitlines() if step.repeats > last.repeats else []

    def _speak(self, lines: list[str], language: str) -> None:
        if lines:
            self._last = "\n".join(lines)
            self._say(self._last, language)


def _news_first(before: Heard, heard: Heard) -> list[str]:
    """What is new, then the rest again, because the news cut it short; nothing if no word is new."""
    new = [text for text in heard.sentences if text not in before.sentences]
    return [*new, *(text for text in heard.sentences if text not in new)] if new else []
