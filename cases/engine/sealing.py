"""Single values sealed on their own: an identifier of a suspect, a note's name."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cases.engine.errors import WrongKey
from cases.engine.keys import Keys, key_id

_ID: Final = 4
_NONCE: Final = 12


def seal(text: str, keys: Keys, about: bytes = b"") -> bytes:
    """Key id (4 bytes) ‖ nonce (12) ‖ AES-256-GCM-SIV (RFC 8452) of the text.

    `about` is authenticated with it: give the table, column and row, and a
    sealed value moved to another place does not open there.
    """
    key = keys.fields[0]
    name = bytes.fromhex(key_id("fields", key))
    nonce = secrets.token_bytes(_NONCE)
    return name + nonce + AESGCMSIV(key).encrypt(nonce, text.encode(), name + about)


def unseal(sealed: bytes, keys: Keys, about: bytes = b"") -> str:
    """Raise WrongKey if the key is not held, or anything of it was changed."""
    name, nonce, body = sealed[:_ID], sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
    key = keys.fields_ids.get(name.hex())
    if key is None:
        raise WrongKey(key=name.hex())
    try:
        return AESGCMSIV(key).decrypt(nonce, body, name + about).decode()
    except (InvalidTag, ValueError):
        raise WrongKey("damaged", key=name.hex()) from None
