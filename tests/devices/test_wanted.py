"""A sound that nobody wants any more is not begun, or ends at once; everybody else's is heard to its end."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devices.speaker import AlsaSpeaker, SimulatedSpeaker
from devices.voice_box import VoiceBox
from tests.devices.sounds import program, tone

SLOW = "echo > {0}/begun; exec tail -f /dev/null"


def test_an_unwanted_sound_is_not_begun(tmp_path: Path) -> None:
    speaker = AlsaSpeaker(program=program(tmp_path, f"touch {tmp_path}/begun"))
    speaker.play(tone(50), lambda: False)
    assert not (tmp_path / "begun").exists()


def test_a_sound_ends_as_soon_as_it_is_not_wanted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "begun")
    wanted = [True]
    speaker = AlsaSpeaker(program=program(tmp_path, SLOW.format(tmp_path)))
    with ThreadPoolExecutor(1) as another_thread:
        playing = another_thread.submit(speaker.play, tone(60_000), lambda: wanted[0])
        (tmp_path / "begun").read_text()
        wanted[0] = False
        speaker.stop(unwanted_only=True)
        playing.result(5)


def test_a_wanted_sound_outlives_a_stop_for_the_unwanted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "begun")
    speaker = AlsaSpeaker(
        program=program(
            tmp_path, f"echo > {tmp_path}/begun; cat > /dev/null; sleep 0.2; touch {tmp_path}/heard"
        )
    )
    with ThreadPoolExecutor(1) as another_thread:
        playing = another_thread.submit(speaker.play, tone(50))
        (tmp_path / "begun").read_text()
        speaker.stop(unwanted_only=True)
        playing.result(5)
    assert (tmp_path / "heard").exists()


def test_the_simulated_speaker_does_the_same() -> None:
    speaker = SimulatedSpeaker(while_playing=lambda _seconds: speaker.stop(unwanted_only=True))
    speaker.play(tone(50), lambda: False)
    speaker.play(tone(50))
    assert (len(speaker.played), speaker.stops) == (1, 0)


def test_each_language_has_its_own_voice(tmp_path: Path) -> None:
    (tmp_path / "made").write_bytes(tone(50))
    voice = program(tmp_path, f'echo "$@" >> {tmp_path}/words; cat > /dev/null; cat {tmp_path}/made')
    box = VoiceBox(AlsaSpeaker(program="true", voice=voice))
    box.say("A", [])
    box.say("A", [], language="en")
    box.say("A", [], language="en")
    spoken = (tmp_path / "words").read_text().splitlines()
    assert [line[-2:] for line in spoken] == ["vi", "en"]
