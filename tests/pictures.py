"""Pictures for people: the ticket as the simulated printer draws it from its bytes, and the README's two.

`python -m tests.pictures build/screens`, after the gallery of screens. Refuses a kiosk of its own: it uses
the bench's.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from firmware import events as e
from tests.bench import KioskBench, ward

README = Path(__file__).parent.parent / "docs" / "pictures"
HOME = "21.5-normal/S1-home.png"
BRING = ["Căn cước hoặc hộ chiếu", "Bản chính giấy tờ cần chứng thực"]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        (folder / "ticket.png").write_bytes(_ticket(Path(data)))
    _shrink(folder / "ticket.png", README / "ticket.png")
    _shrink(folder / HOME, README / "home.png")
    sys.stdout.write(f"ticket in {folder}, the README's pictures in {README}\n")


def _ticket(data: Path) -> bytes:
    """The twelfth number of a demo morning, with priority."""
    services = [
        {"code": "ho-tich", "letter": "A", "name": "Hộ tịch, chứng thực", "counters": [1, 2], "bring": BRING}
    ]
    kiosk = KioskBench(data, ward(services=services))
    for _ in range(11):
        kiosk.take_number()
    kiosk.touch(e.HomeAsked())
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.PriorityChosen("elderly"))
    kiosk.touch(e.TicketRequested("ho-tich"))
    kiosk.print_slips(turns=15)
    kiosk.store.close()
    return kiosk.tape.last_png()


def _shrink(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(source).convert("L" if "ticket" in source.name else "RGB")
    image.thumbnail((420, 900), Image.Resampling.LANCZOS)
    image.quantize(32).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens"))
