"""The battery clock in the device trees: our overlay merged into trees, and looked at with fdtget."""

import subprocess
from pathlib import Path

import pytest

from provisioning.image import trees
from provisioning.image.tools import BuildError
from tests.provisioning.trees import CHIP, told

LIKE_A_PI = """/dts-v1/;
/ {
	compatible = "raspberrypi,4-model-b", "brcm,bcm2711";
	#address-cells = <1>;
	#size-cells = <1>;
	soc {
		#address-cells = <1>;
		#size-cells = <1>;
		i2c1: i2c@7e804000 {
			compatible = "brcm,bcm2835-i2c";
			reg = <0x7e804000 0x1000>;
			#address-cells = <1>;
			#size-cells = <0>;
			status = "okay";
		};
	};
};
"""


def tree(root: Path, name: str, text: str = LIKE_A_PI) -> None:
    source = root / "source.dts"
    folder = root / "usr/lib/linux-image-6.12.0-arm64/broadcom"
    folder.mkdir(parents=True, exist_ok=True)
    source.write_text(text)
    subprocess.run(("dtc", "-q", "-@", "-O", "dtb", "-o", folder / name, source), check=True)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.mark.parametrize("board", ["bcm2711-rpi-4-b.dtb", "bcm2837-rpi-3-b-plus.dtb"])
def test_a_pi_3_and_a_pi_4_get_a_ds3231_on_the_headers_i2c(files: Path, tmp_path: Path, board: str) -> None:
    tree(tmp_path, board)
    trees.put(tmp_path, files)
    assert told(files / board, CHIP, "compatible") == ["maxim,ds3231"]
    assert told(files / board, CHIP, "reg") == ["104"]
    assert told(files / board, "/soc/i2c@7e804000", "status") == ["okay"]
    assert [file.name for file in files.iterdir()] == [board]


def test_a_pi_5_keeps_its_own_tree(files: Path, tmp_path: Path) -> None:
    tree(tmp_path, "bcm2712-rpi-5-b.dtb")
    trees.put(tmp_path, files)
    [before] = (tmp_path / "usr/lib").rglob("*.dtb")
    assert (files / "bcm2712-rpi-5-b.dtb").read_bytes() == before.read_bytes()


def test_a_tree_without_the_headers_i2c_ends_the_build(files: Path, tmp_path: Path) -> None:
    """A kernel that names it otherwise must not quietly give a kiosk without its clock."""
    tree(tmp_path, "bcm2711-rpi-4-b.dtb", LIKE_A_PI.replace("i2c1:", "i2c_other:"))
    with pytest.raises(BuildError, match="fdtoverlay"):
        trees.put(tmp_path, files)
