"""When two spellings are one online name."""

from __future__ import annotations

import unicodedata

MAX_KEY = 200


def handle_key(handle: str) -> str:
    """The form in which "@SS52098", "+ss52098" and "ＳＳ５２０９８" are the same.

    Width and case do not count (Unicode NFKC, case folding), nor do the signs that
    platforms put before a name. A handle of such signs alone stays as it is.
    """
    plain = unicodedata.normalize("NFKC", handle).casefold()
    words = " ".join(plain.split())
    return (words.lstrip("@+ ") or words)[:MAX_KEY]
