"""The guides for people with a screwdriver, held against the product: commands, settings, screens and pins.

Owns reading code blocks and quotations. Refuses to judge their prose.
"""

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from devices.choose import mock_factory
from firmware.settings_file import load
from provisioning.__main__ import parser
from tests.guide_pictures import SCREENS, SLIP
from ui.touch.panel import PANELS
from ui.touch.words import CATALOGUES, read_po

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TECHNICIAN, HARDWARE = "technician.vi.md", "hardware.md"
GUIDES = (TECHNICIAN, HARDWARE)
MOST_PICTURE_BYTES = 120_000
A_KIOSK = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "centre.example"
"""
A_SERVICE = """
[[services]]
code = "tiep-nhan"
letter = "A"
name = "Tiếp nhận và trả kết quả"
"""

A_WARD = A_KIOSK + A_SERVICE
POINT = 'kind = "residential"'

S15 = (
    "No kiosk's folder was found.",
    "kiosk.toml has a mistake.",
    "A file is damaged or empty.",
    "A file is missing.",
    "ca.crt is damaged.",
    "enrolment.toml is damaged.",
    "The ward's code is not on the official list.",
    "This folder is another kiosk's.",
    "The card is full.",
    "Something is set up wrongly.",
    "The folder cannot be used.",
)


def text(guide: str) -> str:
    return (DOCS / guide).read_text(encoding="utf-8")


def blocks(guide: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text(guide), re.DOTALL | re.MULTILINE)


def commands(program: str) -> list[str]:
    """What the guides tell to type, without a shell's redirection; a backslash joins two lines."""
    typed = [block.replace("\\\n", " ") for guide in GUIDES for block in blocks(guide, "sh")]
    lines = [line for block in typed for line in block.splitlines()]
    return [line.partition(" > ")[0] for line in lines if line.startswith(f"{program} ")]


def mentioned() -> list[str]:
    """Commands in running text, `motcua-provision check` or `kiosk new`, up to their first option or name."""
    return sorted(
        {words for guide in GUIDES for words in re.findall(r"`(?:motcua-provision )([a-z -]+)`", text(guide))}
    )


def screen_words() -> dict[str, str]:
    return read_po((CATALOGUES / "vi.po").read_text(encoding="utf-8"))


def quoted() -> list[str]:
    return sorted({" ".join(words.split()) for words in re.findall(r"«([^«»]+?)»", text(TECHNICIAN))} - {""})


@pytest.mark.parametrize("command", commands("motcua-provision"))
def test_every_command_of_the_guides_is_understood(command: str) -> None:
    assert parser().parse_args(shlex.split(command)[1:]).run


def test_the_guides_show_the_commands_that_they_are_about() -> None:
    shown = " ".join(commands("motcua-provision"))
    wanted = (
        "kiosk new",
        "check",
        "flash --list",
        "imager",
        "kiosk renew-secret",
        "ca revoke",
        "kiosk approve",
    )
    assert [words for words in wanted if f"motcua-provision {words}" not in shown] == []


@pytest.mark.parametrize("command", mentioned())
def test_a_command_in_running_text_exists(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"motcua-provision {command}" in capsys.readouterr().out


@pytest.mark.parametrize("block", [block for guide in GUIDES for block in blocks(guide, "toml")])
def test_every_table_of_settings_in_the_guides_is_taken_by_a_kiosk(block: str, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text((A_KIOSK if POINT in block else A_WARD) + block, encoding="utf-8")
    assert load(file).kiosk.id == "k1"


@pytest.mark.parametrize("words", quoted())
def test_words_in_guillemets_are_words_of_the_screen(words: str) -> None:
    assert words in screen_words().values()


@pytest.mark.parametrize("sentence", S15)
def test_every_sentence_of_s15_has_its_remedy(sentence: str) -> None:
    assert f"| «{screen_words()[sentence]}» |" in text(TECHNICIAN)


def test_the_pin_table_agrees_with_the_header_and_with_the_settings_shown(tmp_path: Path) -> None:
    rows = re.findall(
        r"^\| (?:nút|đèn nút) \d.*?\| (\d+) \| (\d+) \| (\d+) \|$", text(TECHNICIAN), re.MULTILINE
    )
    header = mock_factory().board_info.headers["J8"].pins
    assert [header[int(pin)].name for _gpio, pin, _ground in rows] == [f"GPIO{gpio}" for gpio, _, _ in rows]
    assert {header[int(ground)].name for _gpio, _pin, ground in rows} == {"GND"}
    file = tmp_path / "kiosk.toml"
    file.write_text(A_WARD + blocks(TECHNICIAN, "toml")[0], encoding="utf-8")
    buttons = load(file).buttons
    assert [int(gpio) for gpio, _, _ in rows] == [*buttons.pins, *buttons.lamps]


@pytest.mark.parametrize("name", PANELS)
def test_the_screen_profiles_are_those_of_the_code(name: str) -> None:
    panel = PANELS[name]
    size = (
        f"{panel.width} × {panel.height} | {panel.px_per_mm} | {panel.width_mm:.0f} × {panel.height_mm:.0f}"
    )
    assert f'| `"{name}"` | {size} |' in text(HARDWARE)


@pytest.mark.parametrize("name", [*SCREENS, SLIP])
def test_a_picture_of_the_guide_is_shown_and_small(name: str) -> None:
    picture = DOCS / "pictures" / f"{name}.png"
    assert f'src="pictures/{name}.png"' in text(TECHNICIAN)
    assert picture.stat().st_size < MOST_PICTURE_BYTES
    with Image.open(picture) as image:
        assert image.width <= 420


@pytest.mark.parametrize("guide", GUIDES)
def test_no_link_of_a_guide_leads_nowhere(guide: str) -> None:
    targets = re.findall(r'\]\((?!http)([^)#]+)\)|src="([^"]+)"', text(guide))
    assert [one for pair in targets for one in pair if one and not (DOCS / one).exists()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_the_readmes_lead_to_both_guides(readme: str) -> None:
    shown = (ROOT / readme).read_text(encoding="utf-8")
    assert [guide for guide in GUIDES if f"(docs/{guide})" not in shown] == []
