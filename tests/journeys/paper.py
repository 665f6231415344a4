"""What is read on a picture of paper or of a phone."""

import subprocess
from pathlib import Path


def read_text(picture: Path) -> str:
    """What Tesseract's Vietnamese model reads, lines joined by blanks."""
    command = ["tesseract", str(picture), "stdout", "-l", "vie", "--psm", "6"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return " ".join(done.stdout.split())


def read_codes(picture: Path) -> list[str]:
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()
