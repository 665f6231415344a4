"""Which tools a technician is offered, and the screen that offers them.

Owns leaving out what this kiosk cannot do. Refuses the tools themselves (`technician`). Apart, because every
tool ends here.
"""

from firmware.settings import Settings
from firmware.state import Moment
from firmware.upkeep import Tool, Toolbox


def toolbox(moment: Moment, news: str = "", detail: str = "") -> Toolbox:
    """`news` is how the last tool ended."""
    return Toolbox(tuple(tool for tool in Tool if _offered(moment.settings, tool)), news, detail)


def _offered(settings: Settings, tool: Tool) -> bool:
    match tool:
        case Tool.SELF_TEST | Tool.HEIGHT:
            return True
        case Tool.NETWORK:
            return settings.network.driver != "absent"
        case Tool.EXPORT | Tool.RESTART | Tool.POWER_OFF:
            return settings.host.driver != "absent"
