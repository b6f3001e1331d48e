"""Secrets that an officer types in: recovery codes and one-time passwords."""

from __future__ import annotations

import base64
import secrets
from typing import Final

# 80 bits: nobody guesses that.
_BYTES: Final = 10
_GROUP: Final = 4


def draw() -> str:
    """Like k3fq-7zma-b2xu-q5ta: base 32, in groups."""
    text = base64.b32encode(secrets.token_bytes(_BYTES)).decode().lower()
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))
