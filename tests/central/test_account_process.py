"""`motcua-central account …` beside a running centre and without one; signing in at the real process."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path

import pytest

from central.settings import SettingsError, SignIn, read_settings
from tests.central.account_command import add, run
from tests.central.signed import PASSWORD
from tests.processes import broker, centre_process, free_port


def status(port: int, path: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: int = answer.status
            return found
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[int]:
    """A running centre that asks people to sign in; its port."""
    mqtt_port, web_port = free_port(), free_port()
    with broker(tmp_path, mqtt_port), centre_process(tmp_path, mqtt_port, web_port, sign_in=True):
        yield web_port


def test_accounts_and_tokens_are_made_and_ended_while_the_centre_runs(tmp_path: Path, centre: int) -> None:
    data = tmp_path / "data"
    added = add(data, "lan", "--role", "ward", "--area", "19/05518")
    assert (added.stdout, added.returncode) == ("account lan added: ward 19/05518\n", 0)
    issued = run(data, "token", "lan", "--label", "grafana", "--days", "365")
    token, hint = issued.stdout.splitlines()
    assert "shown this once" in hint
    assert status(centre, "/api/v1/summary", token) == HTTPStatus.OK
    assert status(centre, "/api/v1/summary?ward=01864", token) == HTTPStatus.FORBIDDEN
    assert run(data, "list").stdout == "lan  ward 19/05518  open  password  tokens: grafana\n"
    assert run(data, "revoke", "lan", "--label", "grafana").returncode == 0
    assert status(centre, "/api/v1/summary", token) == HTTPStatus.UNAUTHORIZED
    assert run(data, "block", "lan").stdout == "account lan blocked; its sessions and tokens are gone\n"
    assert "blocked" in run(data, "list").stdout


def test_the_same_words_do_without_a_centre(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "no accounts yet" in run(data, "list").stdout
    assert add(data, "chu-tich", "--role", "national").returncode == 0
    assert run(data, "add", "sso", "--role", "province", "--area", "19", "--no-password").returncode == 0
    assert run(data, "password", "chu-tich", "--password-stdin", say=f"{PASSWORD} mới\n").returncode == 0
    assert run(data, "block", "sso").returncode == run(data, "unblock", "sso").returncode == 0
    assert run(data, "list").stdout.splitlines() == [
        "chu-tich  national -  open  password  tokens: -",
        "sso  province 19  open  no password  tokens: -",
    ]


@pytest.mark.parametrize(
    ("words", "say", "told"),
    [
        (
            ("add", "lan", "--role", "ward", "--area", "19", "--password-stdin"),
            PASSWORD,
            "area '19': the role ward",
        ),
        (
            ("add", "lan", "--role", "national", "--password-stdin"),
            "123456",
            "password: 6 characters, at least 12",
        ),
        (("block", "lan"), "", "account lan: not known"),
        (("token", "lan", "--label", "grafana"), "", "account lan: not known"),
    ],
)
def test_a_mistake_ends_in_one_line_and_code_2(
    tmp_path: Path, words: tuple[str, ...], say: str, told: str
) -> None:
    ended = run(tmp_path / "data", *words, say=f"{say}\n")
    assert ended.returncode == 2
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def sign_in(port: int, **headers: str) -> Message:
    """The headers of the answer to the right password."""
    body = urllib.parse.urlencode({"name": "lan", "password": PASSWORD}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/signin", body, headers)
    with pytest.raises(urllib.error.HTTPError) as answer:
        _unredirected().open(request, timeout=60)
    with answer.value as found:
        assert found.code == HTTPStatus.SEE_OTHER
        return found.headers


def test_behind_a_proxy_that_ends_tls_the_cookie_is_secure(tmp_path: Path, centre: int) -> None:
    add(tmp_path / "data", "lan", "--role", "national")
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.1.1"}
    assert sign_in(centre, **proxied)["Set-Cookie"].startswith("__Host-motcua-centre=")
    assert "signed in account=lan address=10.1.1.1" in (tmp_path / "central.log").read_text("utf-8")
    assert sign_in(centre)["Set-Cookie"].startswith("motcua-centre=")


def test_no_password_is_on_the_command_line_or_in_the_log(tmp_path: Path, centre: int) -> None:
    add(tmp_path / "data", "lan", "--role", "national")
    assert sign_in(centre)["Location"] == "/"
    log = (tmp_path / "central.log").read_text("utf-8")
    assert "signed in account=lan" in log
    assert PASSWORD.split()[0] not in log


def _unredirected() -> urllib.request.OpenerDirector:
    class Staying(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    return urllib.request.build_opener(Staying)


def _settings(folder: Path, host: str, sign_in: str) -> Path:
    file = folder / "central.toml"
    file.write_text(f'[mqtt]\nhost = "b"\n[web]\nhost = "{host}"\n[sign_in]\n{sign_in}\n')
    return file


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_only_on_its_own_machine_a_centre_may_ask_nobody_to_sign_in(tmp_path: Path, host: str) -> None:
    assert not read_settings(_settings(tmp_path, host, "required = false")).sign_in.required


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "centre.example", "::"])
def test_anywhere_else_that_is_a_mistake(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="false shows everything to whoever reaches"):
        read_settings(_settings(tmp_path, host, "required = false"))


def test_people_sign_in_unless_told_otherwise(tmp_path: Path) -> None:
    rules = read_settings(_settings(tmp_path, "0.0.0.0", "hours = 10")).sign_in
    assert rules == SignIn(required=True, hours=10, idle_hours=4, frame=())


@pytest.mark.parametrize(
    ("sign_in", "key"),
    [
        ("hours = 0", "key sign_in.hours"),
        ('frame = ["portal.example"]', r"key sign_in.frame\[0\]"),
        ('frame = ["https://portal.example/page"]', r"key sign_in.frame\[0\]"),
        ('frame = ["https://a; script-src *"]', r"key sign_in.frame\[0\]"),
    ],
)
def test_a_mistake_in_the_settings_names_the_key(tmp_path: Path, sign_in: str, key: str) -> None:
    with pytest.raises(SettingsError, match=key):
        read_settings(_settings(tmp_path, "127.0.0.1", sign_in))
