"""When this machine's centre was last saved: a note in its data folder.

Owns the note. Refuses to look for archives: the newest may lie on another machine by now. No backup takes the
note along, so a restored centre says that it was never saved, which is true of it.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from mqtt.messages import instant

NAME: Final = ".motcua-newest-backup"


def note(data: Path, now: datetime) -> None:
    """OSError where the data folder cannot be written."""
    fresh = data / f"{NAME}.new"
    fresh.write_text(f"{instant(now)}\n", "ascii")
    fresh.replace(data / NAME)


def newest(data: Path) -> datetime | None:
    """None where nobody ever saved it, or the note cannot be read."""
    try:
        return datetime.fromisoformat((data / NAME).read_text("ascii").strip())
    except (OSError, ValueError):
        return None
