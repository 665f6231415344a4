"""Finding procedures: 36 real ones of a commune, and made-up ones where those have no example."""

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.folding import fold, spell
from firmware.search import Found, Index
from mqtt.catalogue import Case, Document, Procedure
from tests.benches.searches import made_up, real

BIRTH = "1.001193"
BIRTH_ABROAD = "2.000528"
BIRTH_AGAIN = "1.004884"
BIRTH_AND_PARENTS = "1.000689"
BIRTH_WITH_PAPERS = "1.004772"
COPIES = "2.000635"
DEATH = "1.000656"
GUARDIAN = "1.004837"
INHERITANCE = "2.001016"
HOUSEHOLD_FIRM = "1.001612"

MARRIAGE = Procedure(code="9.000001", name="Thủ tục đăng ký kết hôn", field="Hộ tịch")
MARRIAGE_ABROAD = Procedure(
    code="9.000002", name="Thủ tục đăng ký kết hôn có yếu tố nước ngoài", field="Hộ tịch"
)
LAND = Procedure(
    code="9.000003",
    name="Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    field="Đất đai",
    everyday=["sổ đỏ", "sổ hồng", "giấy đỏ"],
)
WARD_LETTER = Procedure(code="9.000004", name="Hòa giải tranh chấp", field="Tư pháp")
RECORD = Procedure(
    code="BTP-277",
    name="Xác nhận thông tin",
    field="Tư pháp",
    cases=[Case(documents=[Document(name="Sổ tiêm vắcxin (bản chính)")])],
    steps=["Nộp hồ sơ tại quầy khai báo sinh trắc"],
)
MADE_UP = [MARRIAGE, MARRIAGE_ABROAD, LAND, WARD_LETTER, RECORD]


@dataclass(frozen=True, slots=True)
class Searches:
    index: Index

    def first(self, query: str) -> str:
        return self.index.find(query).codes[0]

    def all(self, query: str) -> tuple[str, ...]:
        return self.index.find(query, limit=100).codes


@pytest.fixture(scope="module")
def kiosk() -> Searches:
    return Searches(Index([*real(), *MADE_UP]))


def named(*names: str) -> Searches:
    """Made-up procedures with codes 1, 2, … in the order of their names here."""
    made = [Procedure(code=str(place), name=name, field="Khác") for place, name in enumerate(names, start=1)]
    return Searches(Index(made))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký kết hôn", "dang ky ket hon"),
        ("  Đất\tđai,\n nhà ở ", "dat dai nha o"),
        (unicodedata.normalize("NFD", "Thủ tục ĐĂNG KÝ"), "thu tuc dang ky"),
        ("2.000815", "2000815"),
        ("2000815", "2000815"),
        ("Điều 5. Phí: 10.000 đồng", "dieu 5 phi 10000 dong"),
        ("BTP-277/UB_x", "btp 277 ub x"),
        ("🙂 !?", ""),
    ],
)
def test_folding_leaves_small_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "spelt"), [("Hoà giải", "hòa giải"), ("uỷ thuỷ", "ủy thủy"), ("quý hoàn", "quý hoàn")]
)
def test_both_habits_of_placing_a_tone_are_one_spelling(text: str, spelt: str) -> None:
    assert spell(text) == spelt


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("khai sinh", BIRTH),
        ("Khai Sinh", BIRTH),
        ("đăng ký lại khai sinh", BIRTH_AGAIN),
        ("khai sinh nước ngoài", BIRTH_ABROAD),
        ("khai sinh nhan cha me con", BIRTH_AND_PARENTS),
        ("thủ tục đăng ký khai sinh", BIRTH),
        ("dang ky ket hon", MARRIAGE.code),
        ("kết hôn", MARRIAGE.code),
        ("khai tử", DEATH),
        ("giám hộ", GUARDIAN),
        ("bản sao khai sinh", COPIES),
        ("từ chối nhận di sản", INHERITANCE),
        ("thanh lap ho kinh doanh", HOUSEHOLD_FIRM),
        ("lpg", "2.001283"),
        ("sổ đỏ", LAND.code),
        ("so do", LAND.code),
        ("hoà giải", WARD_LETTER.code),
        ("hòa giải", WARD_LETTER.code),
    ],
)
def test_what_people_type_finds_what_they_mean(kiosk: Searches, query: str, first: str) -> None:
    assert kiosk.first(query) == first


def test_the_plain_registration_of_births_comes_before_its_variants(kiosk: Searches) -> None:
    found = (BIRTH, BIRTH_ABROAD, BIRTH_AND_PARENTS, BIRTH_WITH_PAPERS, BIRTH_AGAIN, COPIES)
    assert kiosk.index.find("khai sinh") == Found(found, 6)


@pytest.mark.parametrize("query", ["k", "kh", "kha", "khai", "khai ", "khai s", "khai si", "dang ky khai s"])
def test_the_last_word_may_be_unfinished(kiosk: Searches, query: str) -> None:
    assert BIRTH in kiosk.all(query)


def test_a_word_that_is_not_the_last_must_be_whole() -> None:
    assert named("Khai sinh").index.find("kh sinh") == Found(("1",), 1, complete=False)


@pytest.mark.parametrize("query", ["sinh khai", "sinh ký đăng khai", "ky khai dang sinh"])
def test_the_order_of_words_is_free(kiosk: Searches, query: str) -> None:
    assert kiosk.first(query) == BIRTH


@pytest.mark.parametrize(
    "query", ["1.001193", "1001193", "1 001193", "1.00119", "khai sinh 1.001193", "1.001193 hộ tịch"]
)
def test_a_code_is_found_whole_and_begun(kiosk: Searches, query: str) -> None:
    assert kiosk.first(query) == BIRTH


@pytest.mark.parametrize("query", ["BTP-277", "btp277", "btp 277", "btp", "BTP-2"])
def test_a_code_with_letters_is_found(kiosk: Searches, query: str) -> None:
    assert kiosk.all(query) == (RECORD.code,)


def test_a_field_finds_its_procedures_after_those_that_name_it(kiosk: Searches) -> None:
    found = kiosk.all("chứng thực")
    assert found == ("2.001016", "2.000913", "2.001406")
    assert kiosk.all("hộ tịch")[0] == "1.004859"
    assert {BIRTH, DEATH, MARRIAGE.code} < set(kiosk.all("hộ tịch"))


def test_words_may_come_from_name_and_field_together(kiosk: Searches) -> None:
    assert kiosk.all("liệt sĩ người có công") == ("1.010803",)


@pytest.mark.parametrize(
    ("query", "codes"),
    [("hộ", ("2", "1")), ("hồ", ("1", "2")), ("ho", ("1", "2")), ("hộ nghèo", ("2",)), ("hố", ("1", "2"))],
)
def test_exact_marks_rank_higher_and_wrong_ones_still_find(query: str, codes: tuple[str, ...]) -> None:
    assert named("Hồ sơ", "Hộ nghèo").all(query) == codes


def test_everyday_words_count_as_much_as_a_name() -> None:
    plain = Procedure(code="1", name="Khai báo nơi ở", field="Khác")
    everyday = Procedure(code="2", name="Đăng ký cư trú dài ngày", field="Khác", everyday=["khai báo"])
    body = Procedure(code="3", name="Xin khai báo", field="Khác")
    assert Searches(Index([body, plain, everyday])).all("khai báo") == ("2", "1", "3")


def test_a_leading_word_that_many_names_share_does_not_count_as_the_start() -> None:
    assert named("Cấp thẻ căn cước cho trẻ", "Đổi thẻ", "Thủ tục cấp thẻ").all("thẻ") == ("3", "1", "2")


def test_equal_names_come_by_code() -> None:
    assert named("Cấp thẻ", "Cấp thẻ", "Cấp thẻ").all("thẻ") == ("1", "2", "3")


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("insert", "khaai sinh"),
        ("insert", "khai sinhh"),
        ("delete", "khi sinh"),
        ("delete", "khai snh"),
        ("substitute", "khai dinh"),
        ("substitute", "jhai sinh"),
        ("transpose", "khia sinh"),
        ("transpose", "khai sihn"),
        ("two words, one each", "khia sihn"),
        ("in an unfinished word", "khai sinh nuoc nagoi"),
    ],
)
def test_one_wrong_letter_in_a_word_of_four_still_finds(kiosk: Searches, kind: str, query: str) -> None:
    assert {BIRTH, BIRTH_ABROAD} & set(kiosk.all(query)), kind


def test_a_wrong_letter_in_an_unfinished_word_is_forgiven() -> None:
    assert named("Khuyết tật").all("kuhet") == ()
    assert named("Khuyết tật").all("khuyr") == ("1",)


def test_two_wrong_letters_in_a_word_are_not_forgiven() -> None:
    assert named("Khai sinh").all("khxx") == ()


def test_short_words_are_not_corrected() -> None:
    assert named("Khai tử").all("ta") == ()


def test_a_word_that_is_there_is_not_taken_for_an_error() -> None:
    assert named("Chứng thực", "Chung thực đơn").all("chứng thực") == ("1", "2")
    assert named("Sinh con", "Sing ca").all("sinh") == ("1",)


def test_bodies_are_searched_only_when_titles_give_nothing(kiosk: Searches) -> None:
    assert kiosk.all("vacxin") == (RECORD.code,)
    assert RECORD.code not in kiosk.all("khai")


def test_a_title_with_a_wrong_letter_goes_before_scattered_words_of_a_body(kiosk: Searches) -> None:
    assert kiosk.first("khai sinj") == BIRTH


def test_polite_words_do_not_count_when_nothing_has_them(kiosk: Searches) -> None:
    found = kiosk.index.find("tôi muốn làm đăng ký kết hôn ạ")
    assert (found.codes, found.complete) == ((MARRIAGE.code, MARRIAGE_ABROAD.code), True)


def test_the_best_partial_matches_are_marked(kiosk: Searches) -> None:
    found = kiosk.index.find("khai sinh xyzxyz")
    assert (found.codes[0], found.total, found.complete) == (BIRTH, 6, False)
    assert kiosk.index.find("khai sinh").complete


@pytest.mark.parametrize("query", ["", "   ", "!?", "🙂", "\u200f\u202e", "\x00\x07", "qqqqqqqq"])
def test_nothing_to_look_for_finds_nothing(kiosk: Searches, query: str) -> None:
    assert kiosk.index.find(query) == Found((), 0)


def test_an_empty_catalogue_finds_nothing() -> None:
    assert Index([]).find("khai sinh 1") == Found((), 0)


def test_pages_follow_one_another_without_gaps(kiosk: Searches) -> None:
    pages = [kiosk.index.find("hộ tịch", limit=4, offset=offset) for offset in (0, 4, 8, 12, 16)]
    assert sum((page.codes for page in pages), ()) == kiosk.all("hộ tịch")
    assert {page.total for page in pages} == {len(kiosk.all("hộ tịch"))}


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    procedures = made_up(300)
    assert Index(procedures).find("đăng ký") == Index(procedures[::-1]).find("đăng ký")


@pytest.fixture(scope="module")
def many() -> list[Procedure]:
    return made_up(300)


@pytest.fixture(scope="module")
def many_found(many: list[Procedure]) -> Index:
    return Index(many)


def test_every_made_up_procedure_is_found_by_its_name_and_by_its_code(
    many: list[Procedure], many_found: Index
) -> None:
    assert [one.code for one in many if many_found.find(one.code).codes[:1] != (one.code,)] == []
    by_name = {one.code: many_found.find(one.name, limit=300).codes for one in many}
    assert [code for code, codes in by_name.items() if code not in codes] == []


TYPED = st.one_of(
    st.text(max_size=500),
    st.text("ăâđêôơưáàảãạ dghknstuy.0129", max_size=500),
    st.text("🙂\u202e\u200d\u0301\u0323\x00\x1b\ud800אبΣİßﬁ½१", max_size=500),
    st.lists(
        st.sampled_from(["khai", "sinh", "dang", "ky", "ho", "tich", "1.001193", "cap"]), max_size=40
    ).map(" ".join),
)


@settings(deadline=None)
@given(query=TYPED, limit=st.integers(0, 20), offset=st.integers(0, 400))
def test_whatever_is_typed_finds_known_codes_or_nothing(
    many: list[Procedure], many_found: Index, query: str, limit: int, offset: int
) -> None:
    found = many_found.find(query, limit, offset)
    assert set(found.codes) <= {one.code for one in many}
    assert len(found.codes) == max(0, min(limit, found.total - offset))
    assert len(set(found.codes)) == len(found.codes)
