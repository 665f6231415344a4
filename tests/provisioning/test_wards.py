"""The official list of wards, and what is said about a code that is not in it."""

from pathlib import Path

import pytest

from provisioning.errors import ProvisionError
from provisioning.wards import WardList, read_wards


@pytest.fixture(scope="module")
def wards() -> WardList:
    return read_wards()


def test_the_list_has_34_provinces_and_3321_wards(wards: WardList) -> None:
    assert (len(wards.provinces), len(wards.wards)) == (34, 3321)


def test_the_list_has_as_many_of_each_kind_as_the_decision_counts(wards: WardList) -> None:
    kinds = [ward.kind for ward in wards.wards]
    assert (kinds.count("xã"), kinds.count("phường"), kinds.count("đặc khu")) == (2621, 687, 13)


def test_song_cong_is_a_ward_of_thai_nguyen(wards: WardList) -> None:
    ward = wards.ward("05518")
    assert (ward.province, ward.title) == ("19", "phường Sông Công")
    assert wards.province("19").title == "tỉnh Thái Nguyên"


def test_an_unknown_code_is_refused_with_near_ones(wards: WardList) -> None:
    with pytest.raises(
        ProvisionError, match="05519: not in the official list; did you mean 05518 phường Sông"
    ):
        wards.ward("05519")


def test_a_ward_under_another_province_is_refused_with_its_own(wards: WardList) -> None:
    with pytest.raises(ProvisionError, match=r"belongs to province 19 \(tỉnh Thái Nguyên\), not 01"):
        wards.ward("05518", "01")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "its columns must be province,ward,name,kind"),
        ("ward,name\n", "its columns must be province,ward,name,kind"),
        ("province,ward,name,kind\n19,5518,Sông Công,phường\n", "row '19,5518,Sông Công,phường'"),
        ("province,ward,name,kind\n19,05518,A,xã\n", "province 19, which has no row"),
        ("province,ward,name,kind\n19,,T,tỉnh\n19,05518,A,xã\n19,05518,B,xã\n", "05518 stands twice"),
    ],
)
def test_a_newer_list_with_a_mistake_is_refused_by_its_name(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "newer.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProvisionError, match=r"newer\.csv") as caught:
        read_wards(file)
    assert words in str(caught.value)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "newer.csv"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProvisionError, match="--wards FILE"):
        read_wards(file)
