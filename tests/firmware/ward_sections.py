"""Sections of an invented ward's settings: its officers, and the centre that sends its SMS."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mqtt.sealing import public_text

CENTRE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = public_text(CENTRE)
BY_CENTRE: dict[str, Any] = {"sender": "centre", "key": KEY}

OFFICERS = [
    {"id": "cb01", "name": "Nguyễn Thị Mẫu", "counter": 1},
    {"id": "cb02", "name": "Trần Văn Thử", "counter": 2},
    {"id": "cb03", "name": "Lê Thị Ví Dụ", "counter": 3},
    {"id": "truong", "name": "Phạm Văn Trưởng", "role": "supervisor"},
]
