"""What is made of secrets for bookings: tokens for QRs, sealed phones, and hashes that only tell alike.

Owns these uses of the centre's two keys. Refuses key files and rows. A keyed hash cannot be tried out with
all telephone numbers by whoever reads a backup; the address of a page follows from the request that made the
booking, so that the same request sent twice leads to the same page.
"""

import base64
import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from central.sms.contacts import sealed
from central.sms.keys import Keys
from mqtt.booking import Booked, seal

_CONTEXT: Final = b"motcua/1/booking/hash\n"
_SECRET_LETTERS: Final = 22


@dataclass(frozen=True, slots=True)
class Seals:
    keys: Keys
    command: Ed25519PrivateKey = field(repr=False)

    def token(self, booked: Booked) -> str:
        return seal(booked, self.command)

    def sealed(self, text: str) -> str:
        """As `contacts` keeps numbers."""
        return sealed(self.keys, text)

    def unsealed(self, text: str) -> str:
        return self.keys.unseal(text.encode()).decode()

    def alike(self, *words: str) -> str:
        """The same for the same words, and nothing else can be told from it."""
        key = sha256(_CONTEXT + self.command.private_bytes_raw()).digest()
        return base64.urlsafe_b64encode(hmac.digest(key, "\n".join(words).encode(), "sha256")).decode()

    def secret(self, ward: str, asked: str) -> str:
        """The last part of the address of a booking's page: 132 bits."""
        return self.alike("page", ward, asked)[:_SECRET_LETTERS]


def kept(secret: str) -> str:
    """How the secret of an address lies in the store."""
    return sha256(secret.encode()).hexdigest()
