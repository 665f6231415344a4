"""Where a fee goes that is due for what was filed from home: the right ward's account, or nothing."""

import subprocess
from pathlib import Path

import pytest
import segno

from central.payment import payment_due, payment_svg
from central.settings import Payment, SettingsError, read_settings
from mqtt.catalogue import Fee, Procedure
from mqtt.vietqr import payload

DEMO = Payment("19/05518", "000000", "0000000000", "DEMO - KHONG CHUYEN TIEN")
OTHER = Payment("19/05443", "000000", "0000000001", "DEMO HAI")
CODE = "19.05518.nop-261123-0001"
COPY = Procedure(code="2.000635", name="Cấp bản sao trích lục", field="Hộ tịch", fees=[Fee(dong=8000)])
FREE = Procedure(code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch", fees=[Fee(dong=0)])


def test_the_code_pays_this_dossier_s_fee_to_its_own_ward() -> None:
    due = payment_due([OTHER, DEMO], "19/05518", COPY, CODE)
    assert due is not None
    assert due.text == payload(bank="000000", account="0000000000", name=DEMO.name, dong=8000, purpose=CODE)
    assert (due.dong, due.name, due.account, due.purpose) == (8000, DEMO.name, DEMO.account, CODE)
    assert due.svg == payment_svg(due.text)


def test_a_phone_reads_what_the_page_shows(tmp_path: Path) -> None:
    text = payload(bank="000000", account="0000000000", name=DEMO.name, dong=8000, purpose=CODE)
    segno.make(text, micro=False, error="m").save(str(tmp_path / "code.png"), scale=4, border=4)
    command = ["zbarimg", "--quiet", "--raw", str(tmp_path / "code.png")]
    done = subprocess.run(command, capture_output=True, timeout=300, check=True)
    assert done.stdout.decode().strip() == text
    assert 'class="vietqr"' in payment_svg(text)


def test_the_fee_is_that_of_filing_online() -> None:
    both = Procedure(
        code="1",
        name="Một",
        field="Hai",
        fees=[Fee(channel="direct", dong=8000), Fee(channel="online", dong=4000)],
    )
    due = payment_due([DEMO], "19/05518", both, CODE)
    assert due is not None
    assert due.dong == 4000


@pytest.mark.parametrize(
    ("ward", "procedure", "code"),
    [("19/05443", COPY, CODE), ("19/05518", FREE, CODE), ("19/05518", COPY, "X" * 26)],
)
def test_without_account_fee_or_room_there_is_no_code(ward: str, procedure: Procedure, code: str) -> None:
    assert payment_due([DEMO], ward, procedure, code) is None


TABLE = '[[payment]]\nward = "19/05518"\nbank = "000000"\naccount = "0000000000"\nname = "DEMO"\n'


def test_the_accounts_stand_in_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "centre.toml"
    file.write_text('[mqtt]\nhost = "127.0.0.1"\n' + TABLE)
    [account] = read_settings(file).payment
    assert (account.ward, account.account) == ("19/05518", "0000000000")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TABLE.replace('"19/05518"', '"05518"'), "key payment"),
        (TABLE.replace('name = "DEMO"\n', ""), "name: missing; add it"),
        (TABLE + TABLE, "19/05518 has two accounts; keep one"),
    ],
)
def test_an_account_written_wrongly_is_named(tmp_path: Path, table: str, words: str) -> None:
    file = tmp_path / "centre.toml"
    file.write_text('[mqtt]\nhost = "127.0.0.1"\n' + table)
    with pytest.raises(SettingsError, match=words):
        read_settings(file)
