"""Secrets that an officer types in: recovery codes and one-time passwords."""

from __future__ import annotations

import base64
import secrets
from typing import Final

# 120 bits: nobody guesses that, so a fast digest is enough to keep a code by.
_BYTES: Final = 15
_GROUP: Final = 4


def draw() -> str:
    """Like k3fq-7zma-b2xu-q5ta-…: base 32, in six groups."""
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))
