"""Signing in by way of a real OpenID Connect provider: a process of its own, over loopback."""

import http.client
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.testclient import TestClient

from central.accounts.oidc import SingleSignOn
from central.accounts.register import Named, block
from central.settings import Oidc, SettingsError, SignIn, read_settings
from tests.central.conftest import Centre
from tests.central.provider import CLIENT, SECRET
from tests.central.signed import SignedCentre
from tests.processes import answers, free_port, running, wait_until


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with running(sys.executable, "-m", "tests.central.provider", str(port), log=log):
        wait_until(lambda: answers(port))
        yield f"http://localhost:{port}"


@pytest.fixture
def rules(issuer: str, tmp_path: Path) -> Oidc:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    be(issuer)
    return Oidc(issuer, CLIENT, str(tmp_path / "secret"))


@pytest.fixture
def signed(centre_on_sqlite: Centre, rules: Oidc) -> Iterator[SignedCentre]:
    signed = SignedCentre(centre_on_sqlite, SignIn(), provider(rules))
    signed.add("lan", "19/05518", password="")
    yield signed
    signed.live.stopping.set()


def provider(rules: Oidc, **later: float) -> SingleSignOn:
    return SingleSignOn(rules, lambda: datetime.now(UTC) + timedelta(**later))


def be(issuer: str, name: str = "lan", fault: str = "") -> None:
    httpx2.get(f"{issuer}/be", params={"name": name, "fault": fault}).raise_for_status()


def there_and_back(web: TestClient, next: str = "/data") -> httpx2.Response:
    """What the centre answers when the provider has sent the browser back."""
    out = web.get("/signin/oidc", params={"next": next})
    assert out.status_code == 303, out.text
    back = httpx2.get(out.headers["location"])
    assert back.status_code == 303, back.text
    return web.get(back.headers["location"], headers={"Sec-Fetch-Site": "cross-site"})


def test_whom_the_provider_vouches_for_is_signed_in(signed: SignedCentre) -> None:
    web = signed.browser()
    answer = there_and_back(web, "/data?ward=05518")
    assert (answer.status_code, answer.headers["location"]) == (303, "/data?ward=05518")
    assert "<span>lan</span>" in web.get("/data").text
    assert "SameSite=strict" in "".join(answer.headers.get_list("set-cookie"))


def test_the_form_offers_it_only_where_there_is_a_provider(
    signed: SignedCentre, centre_on_sqlite: Centre
) -> None:
    assert 'href="/signin/oidc?next=/&amp;lang=vi"' in signed.browser().get("/signin").text
    without = SignedCentre(centre_on_sqlite, SignIn()).browser()
    assert "/signin/oidc" not in without.get("/signin").text
    assert without.get("/signin/oidc").status_code == 404


def test_no_account_is_made_for_a_stranger(signed: SignedCentre, issuer: str) -> None:
    be(issuer, name="mai")
    answer = there_and_back(signed.browser())
    assert answer.status_code == 403
    assert "Tài khoản mai chưa được cấp quyền vào đây." in answer.text
    assert signed.centre.rows("SELECT name FROM account") == [("lan",)]


def test_a_blocked_account_stays_outside(signed: SignedCentre) -> None:
    signed.desk.settle(lambda database: block(database, Named("lan"), signed.now))
    answer = there_and_back(signed.browser())
    assert (answer.status_code, "đang bị khóa" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "fault",
    [
        *("nonce", "audience", "issuer", "expired", "forged", "shared secret", "unsigned"),
        *("no id token", "no claim", "denied"),
    ],
)
def test_an_answer_that_vouches_for_nobody_is_refused(signed: SignedCentre, issuer: str, fault: str) -> None:
    be(issuer, fault=fault)
    web = signed.browser()
    answer = there_and_back(web)
    assert (answer.status_code, "Chưa đăng nhập được bằng tài khoản của tỉnh" in answer.text) == (401, True)
    assert web.get("/data").status_code == 303


def test_a_key_that_is_new_at_the_provider_is_asked_for(signed: SignedCentre, issuer: str) -> None:
    assert there_and_back(signed.browser()).status_code == 303
    be(issuer, fault="new key")
    assert there_and_back(signed.browser()).status_code == 303


def test_an_answer_for_somebody_else_s_question_is_refused(signed: SignedCentre) -> None:
    mine, another = signed.browser(), signed.browser()
    mine.get("/signin/oidc")
    back = httpx2.get(another.get("/signin/oidc").headers["location"]).headers["location"]
    assert mine.get(back).status_code == 401
    assert signed.browser().get(back).status_code == 400


def test_an_answer_is_good_once(signed: SignedCentre) -> None:
    web = signed.browser()
    back = httpx2.get(web.get("/signin/oidc").headers["location"]).headers["location"]
    assert [web.get(back).status_code for _ in range(2)] == [303, 400]


def test_a_wrong_secret_is_the_provider_s_to_refuse(
    signed: SignedCentre, rules: Oidc, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("another")
    other = SignedCentre(signed.centre, SignIn(), provider(rules))
    assert there_and_back(other.browser()).status_code == 401


@pytest.mark.parametrize("fault", ["down", "other issuer"])
def test_a_provider_that_is_away_is_said_calmly(signed: SignedCentre, issuer: str, fault: str) -> None:
    be(issuer, fault=fault)
    answer = signed.browser().get("/signin/oidc")
    assert (answer.status_code, "tài khoản của tỉnh chưa trả lời" in answer.text) == (503, True)


def test_a_provider_that_breaks_on_the_way_is_said_too(signed: SignedCentre, issuer: str) -> None:
    be(issuer, fault="broken")
    assert there_and_back(signed.browser()).status_code == 503


def test_nobody_listens_there(centre_on_sqlite: Centre) -> None:
    rules = Oidc(f"http://127.0.0.1:{free_port()}", CLIENT)
    web = SignedCentre(centre_on_sqlite, SignIn(), provider(rules)).browser()
    assert web.get("/signin/oidc").status_code == 503


def test_what_was_published_is_asked_for_again_after_an_hour(
    centre_on_sqlite: Centre, rules: Oidc, issuer: str
) -> None:
    early, late = [provider(rules, minutes=minutes) for minutes in (0, 59)]
    late._provider = early._provider
    early.depart("http://x/signin/back", "/")
    be(issuer, fault="down")
    assert late.depart("http://x/signin/back", "/")[0].startswith(f"{issuer}/authorize?")
    later = provider(rules, minutes=61)
    later._provider = early._provider
    web = SignedCentre(centre_on_sqlite, SignIn(), later).browser()
    assert web.get("/signin/oidc").status_code == http.client.SERVICE_UNAVAILABLE


def test_the_question_carries_pkce_and_a_nonce(signed: SignedCentre) -> None:
    url = urlsplit(signed.browser().get("/signin/oidc").headers["location"])
    asked = dict(pair.split("=", 1) for pair in url.query.split("&"))
    assert asked.keys() >= {"state", "nonce", "code_challenge", "redirect_uri"}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")


@pytest.mark.parametrize(
    ("oidc", "told"),
    [
        ('issuer = "https://sso.example"', "key oidc.issuer, oidc.client_id: only one is set"),
        ('client_id = "motcua"', "key oidc.issuer, oidc.client_id: only one is set"),
        ('issuer = "http://sso.example"\nclient_id = "x"', "key oidc.issuer: http://sso.example: not https"),
        (
            'issuer = "https://a"\nclient_id = "x"\nclient_secret_file = "/none"',
            "key oidc.client_secret_file",
        ),
        ('issuer = "https://a"\nclient_id = "x"\nclaim = ""', "key oidc.claim"),
    ],
)
def test_a_mistake_in_the_settings_names_the_key(tmp_path: Path, oidc: str, told: str) -> None:
    file = tmp_path / "central.toml"
    file.write_text(f'[mqtt]\nhost = "b"\n[oidc]\n{oidc}\n')
    with pytest.raises(SettingsError, match=told):
        read_settings(file)
