"""Locks the file for its receiver and nobody else: not even we can open it again.

With a password it is a 7z archive (AES-256, the names of files hidden too), which
7-Zip, WinRAR and Bandizip open, as they lie on police computers; with the receiver's
public key an age file, which needs the age tool and no shared secret.
"""

from __future__ import annotations

import io
from typing import Final

import py7zr
import pyrage
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST_PASSWORD: Final = 12


def with_password(content: bytes, name: str, password: str) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(
        out, "w", password=password, header_encryption=True
    ) as archive:
        archive.writestr(content, name)
    return out.getvalue()


def with_key(content: bytes, key: str) -> bytes:
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key)]))


def check_key(key: str) -> None:
    """Raises ValidationError for what is no public key of age."""
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise ValidationError(
            _("This is no public key of age: age1 and 58 more letters and digits.")
        ) from None
