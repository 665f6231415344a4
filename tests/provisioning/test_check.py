"""A technician checks settings before they travel to a ward."""

from pathlib import Path
from string import Template

import pytest

from provisioning.__main__ import main
from provisioning.demo import TEMPLATES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path, "kiosk.toml")


def written(tmp_path: Path, name: str) -> Path:
    template = Template((TEMPLATES / name).read_text(encoding="utf-8"))
    file = tmp_path / name
    file.write_text(
        template.substitute(
            broker_port=1, kiosk_port=2, centre_port=3, point_port=4, data=tmp_path, sms_key=""
        ),
        encoding="utf-8",
    )
    return file


def test_the_demo_wards_settings_are_good(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 0
    assert "kiosk 19/05518/k1, UBND phường Sông Công" in capsys.readouterr().out


def test_the_demo_points_settings_are_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(written(tmp_path, "point.toml"))]) == 0
    assert "kiosk 19/05518/k2, Nhà văn hóa tổ dân phố số 5" in capsys.readouterr().out


def test_bad_settings_end_with_the_remedy_and_code_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("05518", "5518"), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    assert "kiosk.ward" in capsys.readouterr().err
