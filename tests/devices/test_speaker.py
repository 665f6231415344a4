"""Sounds are heard whole and one at a time; what cannot be heard is an error with a remedy, in time."""

import os
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from devices.absent import AbsentSpeaker
from devices.choose import choose_speaker
from devices.speaker import AlsaSpeaker, Fault, Played, SimulatedSpeaker, SpeakerError, joined, seconds_of
from devices.voice_box import GAP_MS, VoiceBox
from tests.devices.sounds import RATE, program, tone

SENTENCE = "Mời số A không một hai đến quầy số hai"


def frames(wav: bytes) -> bytes:
    with wave.open(BytesIO(wav)) as read:
        every: bytes = read.readframes(read.getnframes())
    return every


def quiet(milliseconds: int) -> bytes:
    return frames(tone(milliseconds, sample=0))


def refused(speaker: AlsaSpeaker, wav: bytes) -> SpeakerError:
    with pytest.raises(SpeakerError) as caught:
        speaker.play(wav)
    return caught.value


def recorded(folder: Path, *names: str, rate: int = RATE) -> Path:
    for number, name in enumerate(names, 1):
        (folder / f"{name}.wav").write_bytes(tone(50, sample=number, rate=rate))
    return folder


def heard(speaker: SimulatedSpeaker) -> bytes:
    [(_, _, wav)] = speaker.played
    return wav


# ---------------------------------------------------------------- WAVs


def test_joined_clips_follow_each_other_with_the_gap_between() -> None:
    whole = joined([tone(50, sample=1), tone(70, sample=2)], 30)
    assert frames(whole) == frames(tone(50, sample=1)) + quiet(30) + frames(tone(70, sample=2))


@pytest.mark.parametrize(
    ("clips", "message"),
    [
        ([tone(50), tone(50, rate=16000)], r"clip 2 of 2 is 16000 Hz, .* the first is 8000 Hz"),
        ([tone(50), b"ID3 an mp3 perhaps"], "clip 2 of 2 is no plain WAV"),
        ([], "no clips to join"),
    ],
)
def test_a_clip_that_does_not_fit_is_named(clips: list[bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        joined(clips, 0)


def test_the_silence_of_eight_bits_is_in_the_middle() -> None:
    click = tone(1, sample=1, rate=1000, width=1)
    assert frames(joined([click, click], 2)) == b"\x01\x80\x80\x01"


# ---------------------------------------------------------------- the real speaker


def test_the_player_gets_the_whole_sound_and_the_device(tmp_path: Path) -> None:
    fake = program(tmp_path, f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/heard')
    AlsaSpeaker("plughw:1,0", program=fake).play(tone(9000))
    assert (tmp_path / "heard").read_bytes() == tone(9000)
    assert (tmp_path / "words").read_text() == "-q -D plughw:1,0 -\n"


def test_the_real_player_takes_a_synthesised_sentence() -> None:
    speaker = AlsaSpeaker("null")
    speaker.play(speaker.synthesise(SENTENCE))


def test_a_missing_player_names_its_package() -> None:
    error = refused(AlsaSpeaker(program="/nowhere/aplay"), tone(50))
    assert error.fault is Fault.NO_PLAYER
    assert str(error).startswith(
        "speaker default cannot be reached without aplay; sudo apt-get install alsa-utils"
    )


def test_a_refusing_player_is_quoted(tmp_path: Path) -> None:
    fake = program(tmp_path, "echo 'ALSA lib' >&2; echo 'aplay: no such card' >&2; exit 1")
    error = refused(AlsaSpeaker("hw:7", program=fake), tone(50))
    assert (error.fault, "speaker hw:7 did not play" in str(error)) == (Fault.REFUSED, True)
    assert str(error).endswith("(aplay: no such card)")


def test_a_hanging_player_ends_at_its_deadline_with_all_it_started(tmp_path: Path) -> None:
    fake = program(tmp_path, "tail -f /dev/null & wait")
    began = time.monotonic()
    error = refused(AlsaSpeaker(program=fake, margin_seconds=0.2), tone(100))
    assert error.fault is Fault.STUCK
    assert 0.3 <= time.monotonic() - began < 30


def test_the_speaker_plays_again_after_a_fault(tmp_path: Path) -> None:
    speaker = AlsaSpeaker(program=program(tmp_path, "exit 1"))
    assert refused(speaker, tone(50)).fault is Fault.REFUSED
    program(tmp_path, f"cat > {tmp_path}/heard")
    speaker.play(tone(50))
    assert (tmp_path / "heard").read_bytes() == tone(50)


def test_a_sound_that_is_stopped_ends_at_once_and_is_no_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "begun")
    speaker = AlsaSpeaker(program=program(tmp_path, f"echo > {tmp_path}/begun; exec tail -f /dev/null"))
    with ThreadPoolExecutor(1) as another_thread:
        playing = another_thread.submit(speaker.play, tone(60_000))
        (tmp_path / "begun").read_text()
        speaker.stop()
        playing.result(5)


def test_stopping_silence_does_nothing_to_the_next_sound(tmp_path: Path) -> None:
    speaker = AlsaSpeaker(program=program(tmp_path, f"cat > {tmp_path}/heard"))
    speaker.stop()
    speaker.play(tone(50))
    speaker.close()
    assert (tmp_path / "heard").read_bytes() == tone(50)


def test_sounds_of_two_threads_do_not_overlap(tmp_path: Path) -> None:
    fake = program(tmp_path, f"mkdir {tmp_path}/in_use && cat > /dev/null && rmdir {tmp_path}/in_use")
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(AlsaSpeaker(program=fake).play, [tone(50)] * 10)) == [None] * 10


# ---------------------------------------------------------------- the synthesised voice


def test_a_sentence_becomes_a_wav_with_an_honest_header() -> None:
    wav = AlsaSpeaker().synthesise(SENTENCE)
    with wave.open(BytesIO(wav)) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate()) == (1, 2, 22050)
        assert read.getnframes() * 2 == len(wav) - 44
    assert 2.0 < seconds_of(wav) < 8.0


def test_slower_speech_takes_longer() -> None:
    slow, quick = AlsaSpeaker(words_per_minute=90), AlsaSpeaker(words_per_minute=200)
    assert seconds_of(slow.synthesise(SENTENCE)) > 1.4 * seconds_of(quick.synthesise(SENTENCE))


def test_the_text_is_fed_and_never_on_the_command_line(tmp_path: Path) -> None:
    fake = program(tmp_path, f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/text; cat {tmp_path}/made')
    (tmp_path / "made").write_bytes(tone(50))
    assert AlsaSpeaker(voice=fake).synthesise("--help Nguyễn Văn A") == tone(50)
    assert (tmp_path / "text").read_text() == "--help Nguyễn Văn A"
    assert (tmp_path / "words").read_text() == "-b 1 -s 140 --stdin --stdout -v vi\n"


def test_a_missing_voice_names_its_package() -> None:
    with pytest.raises(SpeakerError, match="without espeak-ng; sudo apt-get install espeak-ng") as caught:
        AlsaSpeaker(voice="/nowhere/espeak-ng").synthesise(SENTENCE)
    assert caught.value.fault is Fault.NO_VOICE


def test_an_unknown_language_is_quoted() -> None:
    with pytest.raises(SpeakerError, match="voice does not exist") as caught:
        AlsaSpeaker().synthesise(SENTENCE, "zz")
    assert caught.value.fault is Fault.DUMB


@pytest.mark.parametrize("script", ["cat > /dev/null", "tail -f /dev/null & wait"])
def test_a_voice_that_says_nothing_is_an_error_in_time(tmp_path: Path, script: str) -> None:
    speaker = AlsaSpeaker(voice=program(tmp_path, script), synthesis_seconds=0.3)
    with pytest.raises(SpeakerError, match="got no speech from espeak-ng") as caught:
        speaker.synthesise(SENTENCE)
    assert caught.value.fault is Fault.DUMB


# ---------------------------------------------------------------- its peers


def test_the_simulated_speaker_remembers_when_each_sound_was_heard() -> None:
    times, lengths = iter([100.0, 102.0, 102.0, 102.5]), list[float]()
    speaker = SimulatedSpeaker(lambda: next(times), lengths.append)
    speaker.play(tone(2000))
    speaker.play(tone(500))
    assert speaker.played == [Played(100.0, 102.0, tone(2000)), Played(102.0, 102.5, tone(500))]
    assert lengths == [2.0, 0.5]


def test_the_simulated_speaker_takes_no_time_unless_told_to() -> None:
    speaker = SimulatedSpeaker(lambda: 7.0)
    speaker.play(speaker.synthesise(SENTENCE))
    [(started, ended, wav)] = speaker.played
    assert (started, ended, seconds_of(wav) > 1.0) == (7.0, 7.0, True)


def test_a_broken_speaker_plays_nothing_and_its_box_says_so() -> None:
    speaker = SimulatedSpeaker()
    box = VoiceBox(speaker)
    speaker.fault = Fault.REFUSED
    with pytest.raises(SpeakerError, match="speaker simulated did not play"):
        box.say(SENTENCE, [])
    assert speaker.played == []


def test_an_absent_speaker_is_told_of_and_can_be_closed() -> None:
    speaker = AbsentSpeaker()
    speaker.stop()
    speaker.close()
    with pytest.raises(SpeakerError, match="speaker absent is not fitted"):
        speaker.play(tone(50))
    with pytest.raises(SpeakerError, match="speaker absent is not fitted"):
        speaker.synthesise(SENTENCE)


@pytest.mark.parametrize(
    ("driver", "kind"), [("speaker", AlsaSpeaker), ("simulated", SimulatedSpeaker), ("absent", AbsentSpeaker)]
)
def test_every_speaker_driver_is_known(driver: str, kind: type) -> None:
    assert type(choose_speaker(driver)) is kind


@pytest.mark.parametrize(
    ("driver", "device", "words_per_minute", "message"),
    [
        ("bell", "", 140, "speaker driver 'bell': use speaker, simulated or absent"),
        ("speaker", "-D x", 140, "speaker device '-D x': give a name like plughw:1,0"),
        ("speaker", "", 20, "speaker words_per_minute 20: give 80 to 300"),
    ],
)
def test_a_bad_speaker_setting_names_value_and_remedy(
    driver: str, device: str, words_per_minute: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        choose_speaker(driver, device=device, words_per_minute=words_per_minute)


# ---------------------------------------------------------------- recordings or the synthesised voice


def test_a_wards_own_recordings_are_used_when_all_are_there(tmp_path: Path) -> None:
    speaker = SimulatedSpeaker()
    VoiceBox(speaker, recorded(tmp_path, "moi-so", "A", "quay-2")).say(SENTENCE, ["moi-so", "A", "quay-2"])
    assert heard(speaker) == joined([tone(50, sample=1), tone(50, sample=2), tone(50, sample=3)], GAP_MS)


@pytest.mark.parametrize("names", [("moi-so", "A", "quay-3"), ("moi-so", "phone"), ()])
def test_a_recording_missing_or_unlike_the_others_leaves_the_whole_sentence_to_the_voice(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    speaker = SimulatedSpeaker()
    recorded(recorded(tmp_path, "moi-so", "A", "quay-2"), "phone", rate=16000)
    VoiceBox(speaker, tmp_path).say(SENTENCE, names)
    assert heard(speaker) == speaker.synthesise(SENTENCE)


def test_what_is_said_twice_is_one_sound_with_a_pause() -> None:
    speaker = SimulatedSpeaker()
    VoiceBox(speaker).say(SENTENCE, [], times=2, pause_ms=1000)
    once = frames(speaker.synthesise(SENTENCE))
    assert frames(heard(speaker)) == once + quiet(1000) + once


def test_a_sentence_is_synthesised_once_however_often_it_is_said(tmp_path: Path) -> None:
    voice = program(tmp_path, f"cat >> {tmp_path}/texts; cat {tmp_path}/made")
    (tmp_path / "made").write_bytes(tone(50))
    box = VoiceBox(AlsaSpeaker(program="true", voice=voice))
    box.say("một ", [])
    box.say("hai ", [])
    box.say("một ", [])
    assert (tmp_path / "texts").read_text() == "một hai "
