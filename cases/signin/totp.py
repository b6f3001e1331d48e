"""One-time codes of an authenticator (RFC 6238: six digits, a new one each 30 s)."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime
from typing import Final

import pyotp
import segno
from django.utils.safestring import SafeString, mark_safe

ISSUER: Final = "CaseDesk"
STEP: Final = 30  # seconds
DIGITS: Final = 6
# A code typed late, or a telephone whose clock is behind or ahead, by one step.
_WINDOW: Final = 1


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def counter_at(moment: datetime) -> int:
    """Which step of time it is."""
    return int(moment.timestamp()) // STEP


def code_at(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret, interval=STEP).generate_otp(counter_at(moment))


def counter_of(secret: str, typed: str, moment: datetime) -> int | None:
    """The step that the typed code belongs to; None if it is none of these, or if
    there is no secret."""
    if not secret:
        return None
    now = counter_at(moment)
    codes = pyotp.TOTP(secret, interval=STEP)
    for counter in range(now - _WINDOW, now + _WINDOW + 1):
        expected = codes.generate_otp(counter).encode()
        if hmac.compare_digest(expected, plain(typed).encode()):
            return counter
    return None


def plain(typed: str) -> str:
    """What was meant: full-width digits, blanks and hyphens do not matter."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(char for char in text if char.isalnum())


def address(secret: str, username: str) -> str:
    """What authenticators read from the QR code."""
    codes = pyotp.TOTP(secret, interval=STEP)
    return codes.provisioning_uri(name=username, issuer_name=ISSUER)


def picture(secret: str, username: str) -> SafeString:
    """The QR code as SVG to stand in a page; drawn here, so that no other host
    learns the secret. On white, which scanners want in a dark page too."""
    code = segno.make(address(secret, username), error="m")
    # Rectangles of a pinned package's drawing; nothing that was typed stands in it.
    drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - see above
