"""Accounts, passwords, tokens and pauses: the rules, on a real store."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.accounts.passwords import _NOBODY, fits, hashed, owasp, weakness
from central.accounts.register import (
    Known,
    Named,
    NewAccount,
    NewPassword,
    add,
    block,
    every,
    set_password,
    unblock,
)
from central.accounts.sessions import (
    Lasting,
    NewToken,
    Revoked,
    begin,
    digest,
    end,
    find,
    issue,
    prolong,
    revoke,
)
from central.dashboard.viewer import Viewer
from central.door import Refused
from tests.central.conftest import Centre
from tests.central.wire import NOW, later

LAN = NewAccount("lan", "ward", "19/05518", "a hash")
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("mười một ký", "11 characters, at least 12"),
        ("x" * 201, "at most 200"),
        ("123456789012", "digits and signs alone"),
        ("0912.345.678!", "digits and signs alone"),
        ("abababababab", "the same few characters"),
        ("Password2026!", "among the first that are guessed"),
        ("P4$$w0rd2026", "among the first that are guessed"),
        ("MậtKhẩu@123456", "among the first that are guessed"),
        ("qwertyuiop123", "among the first that are guessed"),
        ("1q2w3e4r5t6y", "among the first that are guessed"),
        ("Mot-Cua-Phu-Tho", "among the first that are guessed"),
        ("lan.nguyen đi chợ", "holds the name lan.nguyen"),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused_with_the_reason(password: str, why: str) -> None:
    assert why in weakness(password, name="lan.nguyen")


@pytest.mark.parametrize("password", ["bốn con trâu vàng", "correct horse battery", "Tx7#kPq9vLm2"])
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    assert weakness(password, name="lan") == ""


@given(st.text(max_size=300))
def test_any_text_at_all_is_judged(password: str) -> None:
    assert isinstance(weakness(password, name="lan"), str)


def test_passwords_are_kept_as_owasp_names_it() -> None:
    assert hashed("bốn con trâu vàng").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_fits_however_the_keyboard_composes_its_letters() -> None:
    stored = hashed(unicodedata.normalize("NFC", "bốn con trâu vàng"))
    assert fits(stored, unicodedata.normalize("NFD", "bốn con trâu vàng"))
    assert not fits(stored, "bốn con trâu đen")


def test_nobody_s_password_costs_as_much_and_never_fits() -> None:
    assert not owasp().check_needs_rehash(_NOBODY)
    assert not fits("", "")
    assert not fits("damaged", "bốn con trâu vàng")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (NewAccount("Lan", "ward", "19/05518", ""), "account 'Lan': not a name"),
        (NewAccount("l", "ward", "19/05518", ""), "account 'l': not a name"),
        (NewAccount("lan", "king", "", ""), "role 'king': not known"),
        (NewAccount("lan", "national", "19", ""), "area '19': the role national has no area"),
        (NewAccount("lan", "province", "19/05518", ""), "the role province has a province such as 19"),
        (NewAccount("lan", "ward", "19/5518", ""), "a province and a ward such as 19/05518"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(centre: Centre, asked: NewAccount, why: str) -> None:
    with pytest.raises(Refused, match=why):
        add(centre.store.writer, asked, NOW)


def test_a_name_is_given_once(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    with pytest.raises(Refused, match="account lan: exists"):
        add(centre.store.writer, LAN, NOW)


def test_a_session_opens_for_its_account_until_it_ends(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    begin(centre.store.writer, "lan", digest("secret"), now=NOW, until=NOW + HOURS)
    signed = find(centre.store.writer, "secret", later(3599))
    assert signed is not None
    assert (signed.viewer, signed.kind) == (Viewer("lan", "ward", "19/05518"), "browser")
    assert find(centre.store.writer, "another", NOW) is None
    assert find(centre.store.writer, digest("secret"), NOW) is None
    assert find(centre.store.writer, "secret", NOW + HOURS) is None
    end(centre.store.writer, digest("secret"))
    assert find(centre.store.writer, "secret", NOW) is None


def test_only_the_hash_of_a_secret_is_stored(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    begin(centre.store.writer, "lan", digest("secret"), now=NOW, until=NOW + HOURS)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("token"), 365), NOW)
    assert sorted(centre.rows("SELECT secret FROM session")) == sorted(
        [(digest("secret"),), (digest("token"),)]
    )


def test_a_session_slides_while_used_and_never_past_its_longest(centre: Centre) -> None:
    lasting = Lasting(12 * HOURS, 4 * HOURS)
    add(centre.store.writer, LAN, NOW)
    begin(centre.store.writer, "lan", digest("secret"), now=NOW, until=NOW + 4 * HOURS)
    signed = find(centre.store.writer, "secret", NOW)
    assert signed is not None
    assert signed.due(lasting, later(30)) is None
    assert signed.due(lasting, NOW + HOURS) == NOW + 5 * HOURS
    assert signed.due(lasting, NOW + 11 * HOURS) == NOW + 12 * HOURS
    prolong(centre.store.writer, digest("secret"), NOW + 12 * HOURS)
    assert find(centre.store.writer, "secret", NOW + 11 * HOURS) is not None
    assert find(centre.store.writer, "secret", NOW + 12 * HOURS) is None


def test_a_token_opens_for_its_days_and_does_not_slide(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    asked = NewToken("lan", "grafana", digest("token"), 30)
    assert issue(centre.store.writer, asked, NOW) == "2026-12-21T02:15:00.000Z"
    signed = find(centre.store.writer, "token", NOW + timedelta(days=29))
    assert signed is not None
    assert signed.due(Lasting(12 * HOURS, 4 * HOURS), NOW) is None
    assert find(centre.store.writer, "token", NOW + timedelta(days=30)) is None


def test_a_label_names_one_token_until_it_is_revoked_or_over(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("1"), 1), NOW)
    with pytest.raises(Refused, match="'grafana' of lan: exists"):
        issue(centre.store.writer, NewToken("lan", "grafana", digest("2"), 1), NOW)
    revoke(centre.store.writer, Revoked("lan", "grafana"), NOW)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("3"), 1), NOW)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("4"), 1), NOW + timedelta(days=1))
    assert find(centre.store.writer, "1", NOW) is None
    with pytest.raises(Refused, match="not known"):
        revoke(centre.store.writer, Revoked("lan", "excel"), NOW)


@pytest.mark.parametrize("asked", [("lan", "", 1), ("lan", "x", 0), ("lan", "x", 3651), ("mai", "x", 1)])
def test_a_token_for_nobody_or_without_end_is_refused(centre: Centre, asked: tuple[str, str, int]) -> None:
    add(centre.store.writer, LAN, NOW)
    name, label, days = asked
    with pytest.raises(Refused):
        issue(centre.store.writer, NewToken(name, label, digest("t"), days), NOW)


def test_blocking_ends_everything_at_once_and_unblocking_gives_nothing_back(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    begin(centre.store.writer, "lan", digest("secret"), now=NOW, until=NOW + HOURS)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("token"), 365), NOW)
    block(centre.store.writer, Named("lan"), NOW)
    assert (find(centre.store.writer, "secret", NOW), find(centre.store.writer, "token", NOW)) == (None, None)
    with pytest.raises(Refused, match="account lan: blocked"):
        issue(centre.store.writer, NewToken("lan", "excel", digest("new"), 1), NOW)
    unblock(centre.store.writer, Named("lan"), NOW)
    assert (find(centre.store.writer, "secret", NOW), find(centre.store.writer, "token", NOW)) == (None, None)


def test_a_new_password_ends_browsers_and_leaves_programs_alone(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    begin(centre.store.writer, "lan", digest("secret"), now=NOW, until=NOW + HOURS)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("token"), 365), NOW)
    set_password(centre.store.writer, NewPassword("lan", "another hash"), NOW)
    assert find(centre.store.writer, "secret", NOW) is None
    assert find(centre.store.writer, "token", NOW) is not None


def test_the_list_names_accounts_and_good_tokens(centre: Centre) -> None:
    add(centre.store.writer, LAN, NOW)
    add(centre.store.writer, NewAccount("chu-tich", "province", "19", ""), NOW)
    issue(centre.store.writer, NewToken("lan", "grafana", digest("1"), 1), NOW)
    at = "2026-11-21T02:15:00.000Z"
    assert every(centre.store.writer, Named(), NOW) == [
        Known("chu-tich", "province", "19", at, None, password=False, tokens=[]),
        Known("lan", "ward", "19/05518", at, None, password=True, tokens=["grafana"]),
    ]
