"""Names of areas by code, and the search for a ward by its name of today or of before the mergers of 2025."""

import csv

import pytest

from central.areas import FORMER, Areas, fold
from mqtt.wards import read_units


@pytest.fixture(scope="module")
def areas() -> Areas:
    return Areas()


def codes(areas: Areas, text: str) -> list[str]:
    return [found.ward.code for found in areas.search(text)]


def former_rows() -> list[list[str]]:
    lines = [line for line in FORMER.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.reader(lines))[1:]


@pytest.mark.parametrize(
    ("area", "title"),
    [
        ("19", "tỉnh Thái Nguyên"),
        ("19/05518", "phường Sông Công"),
        ("19/05518/k1", "phường Sông Công, k1"),
        ("99/99999/k1", "99/99999/k1"),
    ],
)
def test_an_area_is_called_by_its_name_and_an_unknown_one_by_its_code(
    areas: Areas, area: str, title: str
) -> None:
    assert areas.title(area) == title


@pytest.mark.parametrize(
    ("former", "code", "today"),
    [
        ("Phường Thắng Lợi, Thành phố Sông Công, Tỉnh Thái Nguyên", "05518", "phường Sông Công"),
        ("Phố Cò, Sông Công, Thái Nguyên", "05518", "phường Sông Công"),
        ("xã Tân Quang, thành phố Sông Công", "05528", "phường Bách Quang"),
        ("Phúc Xá, Ba Đình, Hà Nội", "00097", "phường Hồng Hà"),
        ("Hàng Bài, Hoàn Kiếm", "00082", "phường Cửa Nam"),
        ("Phúc Hà, thành phố Thái Nguyên", "05455", "phường Quyết Thắng"),
        ("Phường 14, Quận 3", "27142", "phường Nhiêu Lộc"),
        ("P. Bến Nghé, Q1, TP.HCM", "26740", "phường Sài Gòn"),
        ("phường 1, quận 3, thành phố Hồ Chí Minh", "27154", "phường Bàn Cờ"),
        ("xã Xà Bang, Châu Đức, Bà Rịa - Vũng Tàu", "26596", "xã Châu Đức"),
        ("huyện Bạch Long Vĩ, Hải Phòng", "11948", "đặc khu Bạch Long Vĩ"),
    ],
)
def test_an_old_address_finds_the_ward_that_it_became(
    areas: Areas, former: str, code: str, today: str
) -> None:
    [found] = areas.search(former)
    assert (found.ward.code, found.ward.title) == (code, today)
    assert found.former


def test_todays_wards_are_found_without_tone_marks_and_before_former_ones(areas: Areas) -> None:
    first, *rest = areas.search("song cong")
    assert (first.ward.code, first.former) == ("05518", "")
    assert {found.former for found in rest} == {
        "phường Lương Sơn, thành phố Sông Công, tỉnh Thái Nguyên",
        "phường Châu Sơn, thành phố Sông Công, tỉnh Thái Nguyên",
        "xã Bình Sơn, thành phố Sông Công, tỉnh Thái Nguyên",
    }


def test_a_name_that_several_wards_bear_gives_several_answers(areas: Areas) -> None:
    assert codes(areas, "Tân Định") == [
        "22576",
        "26737",
        "25849",
        "25906",
        "07432",
        "30904",
    ]


def test_the_district_and_the_province_choose_among_wards_of_one_name(areas: Areas) -> None:
    assert codes(areas, "Tân Định, Quận 1") == ["26737"]
    assert codes(areas, "Tân Định, Bình Dương") == ["25849", "25906"]


@pytest.mark.parametrize(
    ("former", "parts"),
    [
        ("Phạm Đình Hổ, Hai Bà Trưng, Hà Nội", ["00256", "00082"]),
        ("Đa Kao, Quận 1", ["26740", "26737"]),
        ("Phường 4, Quận 3", ["27154", "27139"]),
    ],
)
def test_a_former_ward_that_was_divided_finds_every_part(areas: Areas, former: str, parts: list[str]) -> None:
    assert codes(areas, former) == parts


def test_a_former_district_finds_the_wards_it_became(areas: Areas) -> None:
    assert codes(areas, "huyện Đắk R'Lấp") == ["24733", "24760", "24751"]


def test_the_beginning_of_a_name_is_enough_and_what_is_spelt_alike_comes_first(areas: Areas) -> None:
    assert [found.ward.name for found in areas.search("Quang T", limit=2)] == ["Quang Trung", "Quang Trung"]
    assert codes(areas, "hồng quang, ninh bình") == codes(areas, "HONG QUANG, NINH BINH") != []


@pytest.mark.parametrize("text", ["", " , ", "Atlantis", "Phúc Xá, Cà Mau"])
def test_what_is_no_ward_finds_nothing(areas: Areas, text: str) -> None:
    assert areas.search(text) == []


def test_stroke_marks_and_signs_are_folded_away() -> None:
    assert fold("Đắk R’Lấp") == "dak rlap"


def test_every_former_unit_leads_to_wards_of_the_official_list_and_every_ward_has_one() -> None:
    targets = {code for row in former_rows() for code in row[5].split()}
    assert targets == {ward.code for ward in read_units().wards}


def test_the_list_has_as_many_provinces_districts_and_wards_as_there_were() -> None:
    rows = former_rows()
    levels = [sum(map(bool, row[:3])) for row in rows]
    assert (levels.count(1), levels.count(2), levels.count(3)) == (63, 696, 10_035)
    assert sum(bool(row[5]) for row in rows) == 10_040
    assert sum(" " in row[5] for row in rows) == 471
