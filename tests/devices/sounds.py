"""A second of sound, and a program that stands where a player would."""

import wave
from io import BytesIO
from pathlib import Path

RATE = 8000


def tone(milliseconds: int, *, sample: int = 1000, rate: int = RATE, width: int = 2) -> bytes:
    """A tiny real WAV: one sample, again and again."""
    out = BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(width)
        written.setframerate(rate)
        written.writeframes(sample.to_bytes(width, "little") * (rate * milliseconds // 1000))
    return out.getvalue()


def program(folder: Path, script: str) -> str:
    """An executable that stands where aplay or espeak-ng would."""
    file = folder / "program"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)
