"""Filing over the API: the same judgement, JSON answers, and one code for one Idempotency-Key."""

from typing import Any

import pytest

from tests.central.intake.home import GOOD, Home, attached, filed, picture

URL = "/api/v1/intake/05518/1.004873"
KEY = {"Idempotency-Key": "0123456789abcdef0123"}


def post(home: Home, said: dict[str, str] | None = None, headers: Any = None, files: Any = None) -> Any:
    return home.another().post(
        URL,
        data=said or GOOD,
        files=files or attached(picture()),
        headers=headers if headers is not None else KEY,
    )


def test_a_program_files_and_gets_the_code_and_the_page(home: Home) -> None:
    answer = post(home)
    assert answer.status_code == 200
    code = home.codes()[0]
    assert answer.json()["code"] == code
    path = answer.json()["status_url"].removeprefix("https://nop.example.vn")
    assert code in home.web.get(path).text
    assert filed(home, code).name == "Nguyễn Thị Nháp"


def test_the_same_key_and_content_get_the_same_code(home: Home) -> None:
    assert post(home).json() == post(home).json()
    assert len(home.codes()) == len(home.told) == 1


def test_whoever_only_knows_the_key_does_not_get_the_page(home: Home) -> None:
    first = post(home).json()
    other = post(home, GOOD | {"name": "Trần Văn Thử"}).json()
    assert first["code"] != other["code"] and first["status_url"] != other["status_url"]


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({"can-cuoc": "1"}, "not_identity", "can-cuoc"),
        ({"name": ""}, "missing", "name"),
        ({"phone": "024 3825 3536"}, "not_phone", "phone"),
    ],
)
def test_a_mistake_is_told_by_its_field(home: Home, said: dict[str, str], error: str, field: str) -> None:
    answer = post(home, GOOD | said)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["error"], answer.json()["field"]) == (error, field)
    assert home.codes() == []


def test_an_attachment_that_lies_is_refused_and_nothing_is_filed(home: Home) -> None:
    answer = post(home, files=attached(b"MZ" + b"\0" * 99, "giay.pdf"))
    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (422, "file_kind", "anh")
    assert home.codes() == []


@pytest.mark.parametrize(("headers", "status"), [({}, 400), ({"Idempotency-Key": "short"}, 400)])
def test_without_a_good_key_nothing_is_filed(home: Home, headers: dict[str, str], status: int) -> None:
    answer = post(home, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (status, "idempotency_key")


def test_what_is_no_form_is_refused(home: Home) -> None:
    web = home.another()
    assert web.post(URL, json=GOOD, headers=KEY).status_code == 400
    assert (
        web.post(URL.replace("05518", "99999"), data=GOOD, files=attached(picture()), headers=KEY).status_code
        == 404
    )
