"""What is filed from home, on the wire."""

import pytest

from mqtt import filing
from mqtt.filing import Filed, Piece, Wanted

SHA = "0" * 64
FILED = Filed(
    code="19.05518.nop-261122-0001",
    turn=1,
    procedure="1.001193",
    form=1,
    at="2026-11-22T01:00:00.000Z",
    name="Nguyễn Văn A",
    answers=[filing.Answer(field="child", label="Họ tên trẻ", text="Nguyễn Thị B")],
    attachments=[
        filing.Attachment(
            field="proof", label="Giấy chứng sinh", file="a.pdf", type="application/pdf", size=9, sha256=SHA
        )
    ],
)


@pytest.mark.parametrize(
    "message",
    [
        FILED,
        Wanted(code=FILED.code, sha256=SHA, pieces=[0, 7]),
        Piece(sha256=SHA, index=7, body=bytes(range(256)) * 512),
    ],
)
def test_a_message_comes_out_as_it_went_in(message: Filed | Wanted | Piece) -> None:
    assert filing.decode(filing.encode(message), type(message)) == message


@pytest.mark.parametrize("payload", [b"", b"{}", b"\xff", b"[" * 3000, b'{"sha256":"0","index":0,"body":""}'])
def test_what_is_no_piece_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="no piece"):
        filing.decode(payload, Piece)
