"""The text in the national portal's records: HTML becomes plain, and too much or anything else is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.catalogue import portal
from central.catalogue.checking import Refused, merged
from central.catalogue.plain import line, prose
from tests.central.portal_record import RECORD, read

# ------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>Một</p><p>Hai&nbsp;&amp;\tba</p>", "Một\nHai & ba"),
        ("a<br>b<br/>c\r\n\r\n\r\nd", "a\nb\nc\nd"),
        ("<ul><li>một</li><li><b>hai</b> ba</li></ul>", "một\nhai ba"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<style>p {color: red}</style><script>alert(1)</script>Chữ", "Chữ"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]--><o:p>Word</o:p>", "Word"),
        ("a<!-- b > c -->d<!-- ngỏ", "ad ngỏ"),
        ("diện tích < 50 m2 và > 20 m2", "diện tích < 50 m2 và > 20 m2"),
        ("từ <ngày> đến <ngày>", "từ <ngày> đến <ngày>"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("\ufeffa\u200bb\u00adc\x00d\u00a0e", "abcd e"),
        ("<b>thiếu dấu đóng", "thiếu dấu đóng"),
        ("&lt;b&gt; &#7879; &khongco;", "<b> ệ &khongco;"),
    ],
)
def test_html_becomes_plain_text(raw: str, plain: str) -> None:
    assert prose(raw, "x") == plain


def test_a_name_is_one_line() -> None:
    assert line("<p>Thủ tục</p>\n<p>khai  sinh</p>", "x") == "Thủ tục khai sinh"


def test_a_text_of_two_megabytes_is_refused_without_a_look_at_its_markup() -> None:
    with pytest.raises(Refused, match=r"requirementsAndConditions: text of 2000000 characters.*shorten"):
        read(requirementsAndConditions="<" * 2_000_000)


def test_markup_meant_to_take_the_reader_s_time_does_not() -> None:
    assert prose("<!--" * 50_000, "x") == ""


def test_html_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused, match="requirementsAndConditions: HTML that cannot be read"):
        read(requirementsAndConditions="<![x foo]>")


def test_a_text_over_the_contract_s_limit_is_refused_by_place() -> None:
    with pytest.raises(Refused, match=r"steps\[0\].*length <= 20000; shorten"):
        read(executionSteps=[{"description": "x" * 20_001}])


def test_many_long_texts_together_are_refused() -> None:
    with pytest.raises(Refused, match="bytes of text, limit 262144; shorten"):
        read(executionSteps=[{"description": f"{n} " + "x" * 19_000} for n in range(15)])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "code is empty"),
        ("", "code is empty"),
        (1.001193, "in quotation marks"),
        ("1.001 193", "is none"),
        ("1,001193", "is none"),
        ("../etc", "is none"),
        ("1" * 33, "is none"),
        ("1.00119", "lost zeros"),
    ],
)
def test_a_code_that_is_none_is_refused_with_a_remedy(code: object, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(code=code, codeNotation=None)


# ------------------------------------------------------------ anything at all

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["<p>", "<![x", "&#0;"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from(
    ["name", "description", "fees", "value", "processingTime", "originalQty", "qty", "type"]
)
tables = st.lists(st.dictionaries(names, anything, max_size=4), max_size=3)
nested = st.fixed_dictionaries({"profileComponents": tables, "fees": tables, "processingDay": anything})


def taken_or_refused(record: dict[str, object]) -> str:
    try:
        merged(None, portal.read(record))
    except Refused as refused:
        return str(refused)
    return "taken"


@settings(max_examples=150, deadline=None)
@given(
    changes=st.dictionaries(st.sampled_from(list(RECORD)), anything | tables | st.lists(nested), max_size=6)
)
def test_a_record_of_any_values_is_taken_or_refused(changes: dict[str, object]) -> None:
    assert taken_or_refused({**RECORD, **changes})


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.sampled_from(list("<>!/[]-&;#= \n\"'bpđ1x")), max_size=60))
def test_markup_of_any_kind_is_read_or_refused(text: str) -> None:
    assert taken_or_refused({**RECORD, "requirementsAndConditions": text})
