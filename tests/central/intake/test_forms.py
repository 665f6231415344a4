"""Forms taken in from files: for the pages, for the kiosks, and refused in clear words."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from central.catalogue.commands import import_procedures
from central.catalogue.store import NAME, open_catalogue
from central.intake import forms
from central.intake.commands import take_forms
from central.intake.forms import Unusable, read
from central.settings import Store
from central.store.database import open_reading
from mqtt.catalogue import decode, encode
from mqtt.forms import Field, Form
from tests.central.intake.home import DEMO

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
HEAD = 'procedure = "1.001193"\n[form]\nversion = 1\ntitle = "Khai sinh"\n'


def field(more: str, name: str = "ten") -> str:
    return f'[[form.fields]]\nname = "{name}"\nlabel = "Tên"\n{more}\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files = sorted((DEMO / "procedures").iterdir())
    assert import_procedures(files, province="19", data=tmp_path, now=NOW) == 0
    return tmp_path


def take(data: Path, *files: Path) -> int:
    return take_forms(files, province="19", config=None, data=data, now=NOW)


def test_the_demo_wards_eight_forms_are_offered_there_and_nowhere_else(data: Path) -> None:
    assert take(data, *sorted((DEMO / "forms").iterdir())) == 0
    reader = open_reading(Store(), data)
    with reader:
        assert len(forms.offers(reader, "19", "05518")) == 8
        assert forms.offers(reader, "19", "05443") == []


def test_the_catalogue_carries_a_form_to_the_kiosks(data: Path) -> None:
    take(data, DEMO / "forms" / "khai-sinh.toml")
    with open_catalogue(data / NAME) as catalogue:
        procedures = decode(encode(catalogue.procedures("19")))
    carried = {one.code: one.form.title for one in procedures if one.form}
    assert carried == {"1.001193": "Đăng ký khai sinh"}


def test_a_new_list_of_procedures_leaves_the_form_where_it_is(data: Path) -> None:
    take(data, DEMO / "forms" / "khai-sinh.toml")
    import_procedures([DEMO / "procedures" / "procedures.csv"], province="19", data=data, now=NOW)
    with open_catalogue(data / NAME) as catalogue:
        procedure = catalogue.procedure("19", "1.001193")
    assert procedure and procedure.form and procedure.online == "full"


def test_a_form_can_be_withdrawn(data: Path, tmp_path: Path) -> None:
    take(data, DEMO / "forms" / "khai-sinh.toml")
    gone = tmp_path / "gone.toml"
    gone.write_text('procedure = "1.001193"\n')
    assert take(data, gone) == 0
    reader = open_reading(Store(), data)
    with reader:
        assert forms.offer(reader, "19", "05518", "1.001193") is None
        assert forms.version(reader, "19", "1.001193", 2) is not None


def test_a_procedure_that_is_not_online_in_full_has_no_form(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.toml"
    file.write_text(HEAD.replace("1.001193", "1.004859") + field(""))
    assert take(data, file) == 2
    assert "1.004859 is online unknown; a form needs full" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (HEAD, "required field `fields`"),
        (HEAD + field("") + field(""), "field ten: there twice"),
        (HEAD + field("", "phone"), "every page has it already"),
        (HEAD + field('kind = "choice"'), "choices belong to kind choice"),
        (HEAD + field('kind = "date"\nchoices = ["a"]'), "choices belong to kind choice"),
        (HEAD + field('kind = "file"\nmost = 21'), "21 files in all"),
        (HEAD + field('kind = "file"\nsection = "Em bé"'), "field ten: papers and declarations"),
        (HEAD + field('kind = "yes"\nrequired = true\nsection = "Em bé"'), "pages of their own"),
        (HEAD + "".join(field('section = "Em bé"', f"ten-{n}") for n in range(6)), "6 sections, limit 5"),
        (HEAD + field('kind = "picture"'), "Invalid enum value"),
        ("procedure = ", "mend it"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_by_name(tmp_path: Path, body: str, why: str) -> None:
    file = tmp_path / "form.toml"
    file.write_text(body)
    with pytest.raises(Unusable) as refused:
        read(file)
    assert str(file) in str(refused.value) and why in str(refused.value)


def test_what_changed_between_two_versions_is_found() -> None:
    old = read(DEMO / "forms" / "khai-tu.toml").form
    assert old is not None
    new = type(old)(version=2, title="x", fields=[*old.fields[1:], Field(name="moi", label="Mới")])
    assert [one.name for one in forms.changes(old, new)] == ["moi"]
    assert forms.changes(None, new) == new.fields


def test_a_question_on_another_page_is_no_news_to_anybody() -> None:
    one = Field(name="ten", label="Tên")
    old, new = Form(version=1, title="x", fields=[one]), Form(version=2, title="x", fields=[one])
    moved = msgspec.structs.replace(new, fields=[msgspec.structs.replace(one, section="Em bé")])
    assert forms.changes(old, moved) == []


def test_the_demo_has_one_fee_and_it_is_marked_as_made_up(data: Path) -> None:
    with open_catalogue(data / NAME) as catalogue:
        paid = [one for one in catalogue.procedures("19") if one.definite_fee("online")]
    assert [(one.code, one.definite_fee("direct")) for one in paid] == [("DEMO-01", 2000)]
    assert "không có thật" in paid[0].name
