"""S14's tools as large tiles, what became of the last one, and the question before the power goes.

Owns symbols and order. Refuses what a tool does: each tile sends its event.
"""

from typing import Final

from firmware.upkeep import ReadingsAsked, Sure, Tool, Toolbox, ToolChosen, ToolConfirmed, ToolsAsked
from ui.touch.box import Box
from ui.touch.choices import Choice, lay_choices
from ui.touch.keys import Face
from ui.touch.message import FootKey, tell
from ui.touch.page import Page
from ui.touch.paged import Paragraph
from ui.touch.upkeep_words import tool_news, tools

ICONS: Final = {
    Tool.SELF_TEST: "check",
    Tool.NETWORK: "online",
    Tool.HEIGHT: "reach",
    Tool.EXPORT: "documents",
    Tool.RESTART: "again",
    Tool.POWER_OFF: "stop",
}


def draw_toolbox(page: Page, screen: Toolbox, body: Box) -> None:
    _ = page.look.say
    if screen.news:
        words = tool_news(_)[screen.news].format(detail=screen.detail)
        tell(page, body, _("Technician's tools"), [Paragraph(words)], [leave(page)])
        return
    rest = page.heading(body, _("Technician's tools"))
    stacked = not page.look.panel.portrait
    choices = [
        Choice(f"tool:{tool}", ToolChosen(tool), _tile(tools(_)[tool], ICONS[tool], stacked=stacked))
        for tool in screen.tools
    ]
    face = _tile(_("Readings"), "back", stacked=stacked)
    table = Choice("leave", ReadingsAsked(), face, paint=page.look.palette.bar)
    lay_choices(page, rest, choices, [table])


def draw_sure(page: Page, screen: Sure, body: Box) -> None:
    _ = page.look.say
    again = screen.tool is Tool.RESTART
    heading = _("Restart the kiosk?") if again else _("Switch the kiosk off?")
    told = _("Nobody can take a number meanwhile.")
    keys = [
        FootKey("no", ToolsAsked(), _("No"), "cross"),
        FootKey("yes", ToolConfirmed(), _("Yes"), "check", primary=True),
    ]
    tell(page, body, heading, [Paragraph(told)], keys)


def leave(page: Page) -> FootKey:
    """Back to the tools."""
    _ = page.look.say
    return FootKey("leave", ToolsAsked(), _("Tools"), "back")


def _tile(title: str, icon: str, *, stacked: bool) -> Face:
    return Face(title, icon=icon, stacked=stacked, icon_mm=26, pad_mm=2)
