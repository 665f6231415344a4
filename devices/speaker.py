"""The loudspeaker: sounds are heard one at a time, and words become sounds.

Owns aplay and espeak-ng as separate programs, their deadlines, and the errors that name the remedy. Refuses
to decide what is said, when and how often. Text goes to espeak-ng on its standard input, because everybody on
the machine can read a command line.
"""

import os
import signal
import subprocess
import threading
import time
import wave
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from typing import NamedTuple, Protocol, Self

MARGIN_SECONDS = 3.0
"""What a sound card may need to wake and to fall silent, on top of the sound's own length."""
SYNTHESIS_SECONDS = 10.0
WORDS_PER_MINUTE = 140
GRACE_SECONDS = 1.0
SIMULATED_RATE = 8000
SIMULATED_SECONDS_A_LETTER = 0.08
LAST_PLAYED = 100


class Fault(StrEnum):
    NO_PLAYER = "no_player"
    REFUSED = "refused"
    STUCK = "stuck"
    NO_VOICE = "no_voice"
    DUMB = "dumb"
    ABSENT = "absent"


REMEDIES = {
    Fault.NO_PLAYER: "cannot be reached without aplay; sudo apt-get install alsa-utils",
    Fault.REFUSED: "did not play; check its plug, and its name with aplay -L",
    Fault.STUCK: "did not finish in time; unplug it and plug it in again, or restart the kiosk",
    Fault.NO_VOICE: "has no voice without espeak-ng; sudo apt-get install espeak-ng",
    Fault.DUMB: "got no speech from espeak-ng; sudo apt-get install --reinstall espeak-ng",
    Fault.ABSENT: "is not fitted; choose another speaker driver in the settings file",
}


class SpeakerError(Exception):
    """Which speaker, what happened, what to do."""

    def __init__(self, name: str, fault: Fault, detail: str = "") -> None:
        super().__init__(f"speaker {name} {REMEDIES[fault]}" + (f" ({detail})" if detail else ""))
        self.fault = fault


def always() -> bool:
    return True


class Speaker(Protocol):
    """Real, simulated and absent speakers alike. Sounds of several threads are heard one after the other."""

    def play(self, wav: bytes, wanted: Callable[[], bool] = always) -> None:
        """Returns when it has been heard or stopped; never begins what is `wanted` no more by then.
        SpeakerError; ValueError if it is no WAV."""

    def synthesise(self, text: str, language: str = "vi") -> bytes:
        """The text read out, as a WAV. SpeakerError."""

    def stop(self, *, unwanted_only: bool = False) -> None:
        """Ends the sound of this moment at once, from any thread; the next one is heard again.
        `unwanted_only`: but not a sound that is still wanted, such as another's."""

    def close(self) -> None: ...


class AlsaSpeaker:
    """The real one. `device` is a name that `aplay -L` lists; without it, the system's default."""

    def __init__(
        self,
        device: str = "",
        *,
        words_per_minute: int = WORDS_PER_MINUTE,
        program: str = "aplay",
        voice: str = "espeak-ng",
        margin_seconds: float = MARGIN_SECONDS,
        synthesis_seconds: float = SYNTHESIS_SECONDS,
    ) -> None:
        self.name = device or "default"
        self._play = [program, "-q", *(["-D", device] if device else []), "-"]
        self._speak = [voice, "-b", "1", "-s", str(words_per_minute), "--stdin", "--stdout"]
        self._margin_seconds = margin_seconds
        self._synthesis_seconds = synthesis_seconds
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._wanted = always

    def play(self, wav: bytes, wanted: Callable[[], bool] = always) -> None:
        deadline_seconds = seconds_of(wav) + self._margin_seconds
        with self._one_at_a_time:
            with self._changing:
                if not wanted():
                    return
                self._wanted = wanted
                player = self._playing = self._started(self._play, Fault.NO_PLAYER)
            try:
                self._finished(player, wav, deadline_seconds, Fault.STUCK, Fault.REFUSED)
            except SpeakerError:
                if self._playing is player:
                    raise
            finally:
                with self._changing:
                    self._playing = None

    def synthesise(self, text: str, language: str = "vi") -> bytes:
        """espeak-ng does not know the length when it begins to write: `joined` puts the true one in."""
        speech = self._started([*self._speak, "-v", language], Fault.NO_VOICE)
        raw = self._finished(speech, text.encode(), self._synthesis_seconds, Fault.DUMB, Fault.DUMB)
        try:
            return joined([raw], 0)
        except ValueError as error:
            raise SpeakerError(self.name, Fault.DUMB, str(error)) from error

    def stop(self, *, unwanted_only: bool = False) -> None:
        with self._changing:
            if unwanted_only and self._wanted():
                return
            player, self._playing = self._playing, None
            if player is not None:
                _kill(player)

    def close(self) -> None:
        self.stop()

    def _started(self, command: Sequence[str], fault: Fault) -> subprocess.Popen[bytes]:
        """In a session of its own, so that whatever it starts ends with it."""
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                start_new_session=True,
            )
        except OSError as error:
            raise SpeakerError(self.name, fault, str(error)) from error

    def _finished(
        self, run: subprocess.Popen[bytes], fed: bytes, seconds: float, late: Fault, failed: Fault
    ) -> bytes:
        """What it wrote. A run that fails or is late is over, and its end is told as that fault."""
        try:
            out, complaint = run.communicate(fed, seconds)
        except subprocess.TimeoutExpired as error:
            _kill(run)
            _collect(run)
            raise SpeakerError(self.name, late, f"no end after {seconds:.1f} s") from error
        if run.returncode:
            lines = complaint.decode(errors="replace").split("\n")
            raise SpeakerError(self.name, failed, next(filter(None, reversed(lines)), "no reason given"))
        return out


class Played(NamedTuple):
    """One sound that was heard; times in seconds of the speaker's clock."""

    started: float
    ended: float
    wav: bytes


class SimulatedSpeaker:
    """Remembers its last 100 sounds. A sound takes as long as `while_playing` makes it: it is given the
    sound's seconds and may turn a clock, press a button or `stop`. Speech is silence of a fitting length.
    Setting `fault` breaks it until it is None again."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        while_playing: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.played: list[Played] = []
        self.stops = 0
        self.fault: Fault | None = None
        self._monotonic = monotonic
        self._while_playing = while_playing
        self._wanted = always

    def play(self, wav: bytes, wanted: Callable[[], bool] = always) -> None:
        seconds, started = seconds_of(wav), self._monotonic()
        self._require_well()
        if not wanted():
            return
        self._wanted = wanted
        self._while_playing(seconds)
        self._wanted = always
        self.played.append(Played(started, self._monotonic(), wav))
        del self.played[:-LAST_PLAYED]

    def synthesise(self, text: str, language: str = "vi") -> bytes:
        self._require_well()
        frames = int(len(text) * SIMULATED_SECONDS_A_LETTER * SIMULATED_RATE)
        return _Sound(1, 2, SIMULATED_RATE, bytes(2 * frames)).wav()

    def stop(self, *, unwanted_only: bool = False) -> None:
        if not (unwanted_only and self._wanted()):
            self.stops += 1

    def close(self) -> None:
        """Nothing is open."""

    def _require_well(self) -> None:
        if self.fault is not None:
            raise SpeakerError("simulated", self.fault)


def joined(clips: Sequence[bytes], gap_ms: int) -> bytes:
    """One WAV: the clips in order, with silence between them. All must have the format of the first.

    Raises ValueError that says which clip (counted from 1) is no plain WAV, or differs.
    """
    sounds = [_Sound.of(clip, f"clip {number} of {len(clips)}") for number, clip in enumerate(clips, 1)]
    if not sounds:
        raise ValueError("no clips to join; give at least one")
    first = sounds[0]
    for number, sound in enumerate(sounds, 1):
        if sound.format != first.format:
            raise ValueError(
                f"clip {number} of {len(clips)} is {sound}, the first is {first}; record all of them alike"
            )
    frames = first.silence(gap_ms).join(sound.frames for sound in sounds)
    return replace(first, frames=frames).wav()


def seconds_of(wav: bytes) -> float:
    """How long it lasts, by what is really in it: a header written in a stream may lie. ValueError."""
    return _Sound.of(wav, "sound").seconds


@dataclass(frozen=True, slots=True)
class _Sound:
    channels: int
    bytes_a_sample: int
    rate_hz: int
    frames: bytes

    @classmethod
    def of(cls, wav: bytes, what: str) -> Self:
        try:
            with wave.open(BytesIO(wav)) as read:
                return cls(
                    read.getnchannels(),
                    read.getsampwidth(),
                    read.getframerate(),
                    read.readframes(read.getnframes()),
                )
        except (wave.Error, EOFError) as error:
            raise ValueError(f"{what} is no plain WAV ({error}); save it as 16-bit PCM") from error

    @property
    def format(self) -> tuple[int, int, int]:
        return self.channels, self.bytes_a_sample, self.rate_hz

    @property
    def seconds(self) -> float:
        return len(self.frames) / (self.channels * self.bytes_a_sample * max(self.rate_hz, 1))

    def __str__(self) -> str:
        return f"{self.rate_hz} Hz, {8 * self.bytes_a_sample} bits, {self.channels} channel(s)"

    def silence(self, ms: int) -> bytes:
        """Samples of one byte are unsigned in a WAV, so their silence is in the middle."""
        middle = b"\x80" if self.bytes_a_sample == 1 else b"\0"
        return middle * (self.rate_hz * ms // 1000 * self.channels * self.bytes_a_sample)

    def wav(self) -> bytes:
        out = BytesIO()
        with wave.open(out, "wb") as written:
            written.setnchannels(self.channels)
            written.setsampwidth(self.bytes_a_sample)
            written.setframerate(self.rate_hz)
            written.writeframes(self.frames)
        return out.getvalue()


def _kill(run: subprocess.Popen[bytes]) -> None:
    """With everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)


def _collect(run: subprocess.Popen[bytes]) -> None:
    """A sound card's driver that hangs may hold even a killed program: it is not waited for long."""
    with suppress(subprocess.TimeoutExpired):
        run.communicate(timeout=GRACE_SECONDS)
