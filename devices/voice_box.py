"""Sentences become sound: a ward's own recordings where all are there, the synthesised voice otherwise.

Owns the folder of clips and the memory of what was synthesised. Refuses to know what the sentences mean: it
gets a text, and the names of the clips that say the same. Apart from the speaker, which only plays. The
folder holds one WAV for each clip, named after it (`quay-2.wav`), all of one format.
"""

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from devices.speaker import Speaker, always, joined

log = logging.getLogger(__name__)

SENTENCES_KEPT = 200
GAP_MS = 80
"""Between two clips, about as long as a speaker takes from word to word."""


class VoiceBox:
    """Keeps the 200 sentences synthesised last; recordings are read anew, so that a ward may improve them."""

    def __init__(self, speaker: Speaker, clips_folder: Path | None = None) -> None:
        self._speaker = speaker
        self._clips_folder = clips_folder
        self._synthesised = lru_cache(SENTENCES_KEPT)(speaker.synthesise)

    def say(
        self,
        text: str,
        clips: Sequence[str],
        *,
        times: int = 1,
        pause_ms: int = 0,
        language: str = "vi",
        wanted: Callable[[], bool] = always,
    ) -> None:
        """Returns when it was heard, all `times` as one sound with silence between. Raises SpeakerError.

        `wanted` is for the speaker: see `Speaker.play`."""
        wav = self._recorded(clips) or self._synthesised(text, language)
        self._speaker.play(joined([wav] * times, pause_ms), wanted)

    def stop_unwanted(self) -> None:
        self._speaker.stop(unwanted_only=True)

    def _recorded(self, clips: Sequence[str]) -> bytes | None:
        """None when one is missing, or when they do not fit together."""
        if self._clips_folder is None or not clips:
            return None
        files = [self._clips_folder / f"{clip}.wav" for clip in clips]
        try:
            return joined([file.read_bytes() for file in files], GAP_MS)
        except FileNotFoundError as missing:
            log.debug("clip missing file=%s", missing.filename)
        except (OSError, ValueError) as error:
            log.warning("clips unusable files=%s error=%s", [file.name for file in files], error)
        return None
