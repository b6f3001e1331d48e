"""An authenticator of the tests' own, which also lies where a real one would not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

ORIGIN = "http://localhost"
HOST = "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def browser() -> Client:
    """Asks for CaseDesk under the name that passkeys are for."""
    return Client(headers={"host": HOST})


def options_on(client: Client, path: str) -> dict[str, Any]:
    """What the page gives its script."""
    page = client.get(path).content.decode()
    _before, _name, rest = page.partition('data-options="')
    found: dict[str, Any] = json.loads(unescape(rest.partition('"')[0]))
    return found


class Authenticator:
    def __init__(self, origin: str = ORIGIN, host: str = HOST) -> None:
        self.origin, self.host = origin, host
        self.id = secrets.token_bytes(16)
        self.count = 0
        self.flags = PRESENT | VERIFIED
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> str:
        data = self._data(ATTESTED) + bytes(16)
        data += struct.pack(">H", len(self.id)) + self.id + self._public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=attestation,
        )

    def sign(self, options: dict[str, Any]) -> str:
        self.count += 1
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self._key.sign(signed, ec.ECDSA(hashes.SHA256())),
        )

    def _data(self, more_flags: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + struct.pack(">BI", self.flags | more_flags, self.count)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _public_key(self) -> bytes:
        """As COSE (RFC 9053): ES256 on P-256."""
        numbers = self._key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _answer(self, **parts: bytes) -> str:
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {name: text(part) for name, part in parts.items()},
            }
        )


def text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
