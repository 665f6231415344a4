"""A kiosk's folder is judged before it travels."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from provisioning import identity_files
from provisioning.outcomes import Refused
from tests.provisioning import cards

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return cards.kiosk_folder(tmp_path / "k1")


def refusal(folder: Path, now: datetime = NOW) -> str:
    with pytest.raises(Refused) as caught:
        identity_files.read(folder, now)
    return str(caught.value)


def test_a_good_folder_names_its_kiosk(folder: Path) -> None:
    good = identity_files.read(folder, NOW)
    assert (good.kiosk, good.name) == ("19/05518/k1", "UBND phường Sông Công")
    assert dict(good.files)["ca.crt"] == (folder / "ca.crt").read_bytes()


@pytest.mark.parametrize("name", identity_files.FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name}: cannot be read (No such file or directory)" in refusal(folder)


def test_settings_are_judged_as_the_kiosk_would(folder: Path) -> None:
    settings = folder / "kiosk.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("05518", "5518"), encoding="utf-8")
    said = refusal(folder)
    assert "kiosk.toml: cấu hình chưa đúng" in said
    assert "kiosk.ward" in said


def test_an_expired_secret_stays_at_home(folder: Path) -> None:
    cards.write_enrolment(folder, expires_at="2026-11-22T08:00:00Z")
    said = refusal(folder)
    assert "mã đăng ký hết hạn ngày 22/11/2026" in said
    assert "make the kiosk's folder again" in said


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("url", "http://centre.example", "is no https address"),
        ("url", "https://", "is no https address"),
        ("url", "https://[", "Invalid IPv6"),
        ("secret", "  ", "secret: is empty"),
        ("expires_at", "tomorrow", "Invalid isoformat"),
        ("expires_at", "2999-12-31T00:00:00", "names no time zone"),
    ],
)
def test_an_enrolment_that_could_never_work_is_refused(
    folder: Path, key: str, value: str, problem: str
) -> None:
    cards.write_enrolment(folder, **{key: value})
    assert problem in refusal(folder)


@pytest.mark.parametrize("content", ["", "url = 1", "url = \n", 'url = "https://centre.example"\n', "\x00"])
def test_a_damaged_enrolment_is_refused(folder: Path, content: str) -> None:
    (folder / "enrolment.toml").write_text(content)
    assert "enrolment.toml: nội dung đăng ký chưa đúng" in refusal(folder)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_an_authority_that_is_no_certificate_is_refused(folder: Path, content: bytes) -> None:
    (folder / "ca.crt").write_bytes(content)
    assert "holds no PEM certificate" in refusal(folder)


def test_an_authority_past_its_day_is_refused(folder: Path) -> None:
    cards.write_enrolment(folder, expires_at="9999-12-31T00:00:00Z")
    assert "ask the centre for its new one" in refusal(folder, datetime(9999, 1, 1, tzinfo=UTC))


def test_a_fat_that_is_full_says_so(folder: Path, tmp_path: Path) -> None:
    fat = tmp_path / "full.fat"
    cards.tool("mkfs.vfat", "-C", str(fat), "64")
    (tmp_path / "big").write_bytes(bytes(44 * 1024))
    cards.tool("mcopy", "-i", str(fat), str(tmp_path / "big"), "::")
    with pytest.raises(identity_files.MtoolsError, match=r"(?i)full"):
        identity_files.put(fat, 0, identity_files.read(folder, NOW))
