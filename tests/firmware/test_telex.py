"""Typing Telex: what each row of keys leaves in the box."""

import re
import unicodedata
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.telex import TONES, type_letter
from tests.benches.searches import real

SHAPED = {"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
KEYS = SHAPED | {letter.upper(): keys.upper() for letter, keys in SHAPED.items()}
TONE_KEYS = {mark: key for key, mark in TONES.items()}


def keys_of(word: str) -> str:
    """As a careful typist would: shapes at once, the tone after the word."""
    pieces = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in TONE_KEYS))
    tone = "".join(TONE_KEYS.get(piece, "") for piece in pieces)
    return "".join(KEYS.get(letter, letter) for letter in bare) + tone


def typed(keys: str, text: str = "") -> str:
    return reduce(type_letter, keys, text)


WORDS = """
    bar bả | bafn bàn | bieen biên | bieenr biển | caaps cấp | chaats chất | chinhs chính
    chuwngs chứng | coong công | cuwr cử | cuwu cưu | dduwongf đường | dduwowngf đường | ddaats đất
    DDawng Đăng | ddieenj điện | ddieeuf điều | ddoongf đồng | ddoocj độc | dduwowcj được | gias giá
    giaays giấy | gif gì | gieengs giếng | ginf gìn | giuwax giữa | hieens hiến | hoaf hòa | hoafn hoàn
    hoanf hoàn | hoij họi | hooj hộ | hoox hỗ | hueej huệ | huow huơ | huwngj hựng | huyr hủy
    khaur khảu | khieeus khiếu | khoer khỏe | khoawn khoăn | khuyeets khuyết | khuyur khuỷu
    khuya khuya | kys ký | kyf kỳ | lieetj liệt | loaij loại | luwu lưu | luuw lưu | luaatj luật
    mieenx miễn | mieejng miệng | muwa mưa | muaf mùa | ngheof nghèo | nghieepj nghiệp | nghiax nghĩa
    ngoaif ngoài | ngoeos ngoéo | nguwowif người | nguowif người | nguwoif người | nhaanj nhận
    nuwowcs nước | nuocws nước | oong ông | owr ở | phuwowngf phường | quanr quản | quaans quấn
    quawngj quặng | quoocs quốc | quowr quở | quyeets quyết | quyeenf quyền | quys quý | quyf quỳ
    rieeng riêng | ruwowuj rượu | sanr sản | sinh sinh | suwr sử | sowr sở | taij tại | thaats thất
    thoar thỏa | thuaanj thuận | thuowr thuở | thuow thuơ | thuees thuế | thuwowngf thường | thuyr thủy
    tichj tịch | tieengs tiếng | tieesng tiếng | tiengse tiếng | toaf tòa | toans toán | trowj trợ
    truwowngf trường | truowngf trường | tuwr tử | Uyr Ủy | uyr ủy | uw ư | vieecj việc | VIEETJ VIỆT
    vowis với | vuwaf vừa | xax xã | xuaats xuất | xuwr xử | yeeu yêu | yeeus yếu
"""
TABLE = [tuple(pair.split()) for line in WORDS.strip().splitlines() for pair in line.split("|")]


@pytest.mark.parametrize(("keys", "word"), TABLE)
def test_a_word_comes_out_as_it_is_spelt(keys: str, word: str) -> None:
    assert typed(keys) == unicodedata.normalize("NFC", word)


@pytest.mark.parametrize("name", [one.name for one in real()])
def test_every_real_name_can_be_typed(name: str) -> None:
    keys = re.sub(r"[^\W\d_]+", lambda word: keys_of(word[0]), name)
    assert typed(keys) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("DDawng kys khai sinh", "Đăng ký khai sinh"),
        ("Thur tucj ddawng kys keets hoon", "Thủ tục đăng ký kết hôn"),
        ("Thur tucj chuwngs thuwcj vawn banr thoar thuaanj", "Thủ tục chứng thực văn bản thỏa thuận"),
        ("Huyr bor giao dichj", "Hủy bỏ giao dịch"),
        ("Trowj caaps huwu tris xax hooij", "Trợ cấp hưu trí xã hội"),
        ("Giaays xacs nhaanj tinhf trangj hoon nhaan", "Giấy xác nhận tình trạng hôn nhân"),
        ("Thowf cungs lieetj six", "Thờ cúng liệt sĩ"),
        ("Quyeenf suwr dungj ddaats, nhaf owr", "Quyền sử dụng đất, nhà ở"),
        ("Coong nhaanj hooj ngheof", "Công nhận hộ nghèo"),
        ("2.000815", "2.000815"),
    ],
)
def test_names_of_procedures_come_out_as_they_are_printed(keys: str, name: str) -> None:
    assert typed(keys) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ass", "as"),
        ("aff", "af"),
        ("arr", "ar"),
        ("axx", "ax"),
        ("ajj", "aj"),
        ("aaa", "aa"),
        ("eee", "ee"),
        ("ooo", "oo"),
        ("aww", "aw"),
        ("oww", "ow"),
        ("uww", "uw"),
        ("uoww", "uow"),
        ("dduowngw", "đuongw"),
        ("ddd", "dd"),
        ("DDd", "Dd"),
        ("danaa", "dana"),
        ("xooong", "xoong"),
        ("asss", "ass"),
        ("dddd", "ddd"),
        ("asz", "a"),
        ("tieengsz", "tiêng"),
        ("az", "az"),
    ],
)
def test_a_repeated_key_takes_back_what_it_did(keys: str, text: str) -> None:
    assert typed(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"), [("asf", "à"), ("tieengsj", "tiệng"), ("aaw", "ă"), ("awa", "â"), ("oow", "ơ")]
)
def test_another_key_of_the_kind_replaces(keys: str, text: str) -> None:
    assert typed(keys) == text


@pytest.mark.parametrize(
    "keys", ["s", "f", "z", "w", "str", "www", "zalo", "lpg", "xyz", "12s", "bcs", "dx", "facebook.com"]
)
def test_keys_that_mean_nothing_are_letters(keys: str) -> None:
    assert typed(keys) == keys


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("khai sinh hoa", "f", "khai sinh hòa"),
        ("cha me", "j", "cha mẹ"),
        ("cha ", "s", "cha s"),
        ("cha,", "s", "cha,s"),
        ("dd nha", "d", "dd nhad"),
        ("số", " ", "số "),
        ("HOA", "f", "HÒA"),
        ("Hoa", "F", "Hòa"),
        ("AN", "a", "ÂN"),
        ("d", "D", "đ"),
        ("D", "d", "Đ"),
        ("", "a", "a"),
    ],
)
def test_only_the_last_word_changes_and_keeps_its_capitals(text: str, key: str, after: str) -> None:
    assert type_letter(text, key) == after


def test_text_that_came_in_pieces_is_composed() -> None:
    assert type_letter(unicodedata.normalize("NFD", "Thủ tu"), "j") == "Thủ tụ"


@given(text=st.text(max_size=60), key=st.characters())
def test_no_key_raises_or_loses_an_earlier_word(text: str, key: str) -> None:
    before = unicodedata.normalize("NFC", text + " ")
    assert type_letter(f"{text} a", key).startswith(before)


@given(keys=st.text("aăbdeghikmnoprstuwxyzAEOWDSFđươ 1", max_size=20))
def test_what_was_typed_is_composed_and_never_longer_than_its_keys(keys: str) -> None:
    text = typed(keys)
    assert text == unicodedata.normalize("NFC", text)
    assert len(text) <= len(keys)
