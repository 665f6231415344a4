"""Looking up a dossier on the glass: codes, PINs, and its ten states."""

import pytest

from firmware.screens import Aids
from tests.ui.touch.conftest import Bench
from tests.ui.touch.looking_up import ALPHABET, shown
from ui.touch.aloud import code_aloud
from ui.touch.samples_lookups import DOSSIER, LOOKUPS, dossier
from ui.touch.words import speaker


def test_the_code_is_read_out_sign_by_sign() -> None:
    words = code_aloud("00.H5-1", speaker("vi"))
    assert words == "không không, H năm gạch ngang một"


def test_digits_come_first_and_letters_are_one_touch_away(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-code"])
    assert set(shown(bench, "key")) == set("0123456789.-")
    bench.tap("letters")
    assert set(shown(bench, "key")) == ALPHABET


def test_an_unknown_code_is_said_in_words(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-code-unknown"])
    assert "Không thấy mã này. Kiểm tra lại số, hoặc bấm Gọi cán bộ giúp." in bench.written


@pytest.mark.parametrize("name", ["S7-code-locked", "S7-pin-locked"])
def test_a_locked_pad_has_no_keys_and_says_how_long(bench: Bench, name: str) -> None:
    bench.show(LOOKUPS[name])
    assert shown(bench, "key") == []
    assert " giây" in bench.written


def test_the_four_characters_are_never_written(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-pin"])
    before = bench.written
    bench.show(LOOKUPS["S7-pin-typed"])
    assert bench.written == before


def test_signs_that_a_worn_receipt_confuses_are_not_on_the_pad(bench: Bench) -> None:
    bench.show(LOOKUPS["S7-pin"])
    assert set("0O1I") & set(shown(bench, "key")) == set()
    assert len(shown(bench, "key")) == 32


STATES = {
    1: "MỚI NỘP",
    2: "ĐÃ TIẾP NHẬN",
    3: "KHÔNG ĐƯỢC TIẾP NHẬN",
    4: "ĐANG GIẢI QUYẾT",
    5: "CẦN BỔ SUNG",
    6: "CẦN NỘP PHÍ",
    7: "ĐÃ RÚT HỒ SƠ",
    8: "DỪNG XỬ LÝ",
    9: "ĐÃ CÓ KẾT QUẢ",
    10: "ĐÃ TRẢ KẾT QUẢ",
}


@pytest.mark.parametrize("state", STATES)
def test_each_of_the_ten_states_is_named(bench: Bench, state: int) -> None:
    bench.show(dossier(state))
    assert STATES[state] in bench.written
    assert "Số liệu lúc 08:15 20/11/2026" in bench.written


def test_a_result_says_where_to_fetch_it(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-ready"])
    assert "Mời bác đến Quầy 3." in bench.written


def test_a_late_dossier_says_sorry(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-late"])
    assert "Hồ sơ quá hẹn, xin lỗi bác." in bench.written
    assert "Hẹn trả 08/12/2026" in bench.written


def test_more_is_offered_only_where_the_core_offers_it(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-details"])
    assert "details" not in bench.ids
    assert "Chuyển chuyên viên: 11/11/2026" in bench.written


def test_a_listener_hears_the_state_first_and_the_code_sign_by_sign(bench: Bench) -> None:
    bench.show(LOOKUPS["S8-ready"], Aids(audio=True), can_speak=True, buttons=3)
    assert bench.said[-1].splitlines()[0] == "vi: ĐÃ CÓ KẾT QUẢ"
    assert code_aloud(DOSSIER, speaker("vi")) in bench.said[-1]
