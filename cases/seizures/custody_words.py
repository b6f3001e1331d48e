"""What the system itself writes into a custody record, in the reader's language.

A record is never changed and is read in both languages, on the page and in the case
summary; what a worker writes knows no reader at all. So the system's sentences are
kept in the source's language, as codes are, and translated where they are shown. What
an officer typed stands as it was typed.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext, gettext_noop

EXTRACTED: Final = gettext_noop("File extracted and sealed: %(name)s")
EXTRACTED_COMPARED: Final = gettext_noop(
    "File extracted and sealed, hash before transfer and after agree (SHA-256):"
    " %(name)s"
)
UNPACKED: Final = gettext_noop(
    "Unpacked: %(taken)s files taken, %(refused)s refused: %(name)s"
)
READ_BACK: Final = gettext_noop("Read back, hash compared, taken in: %(name)s")
AGREES: Final = gettext_noop("Custody check, agrees: %(name)s")
DISAGREES: Final = gettext_noop("Custody check, does not agree: %(name)s")

SENTENCES: Final = (
    EXTRACTED,
    EXTRACTED_COMPARED,
    UNPACKED,
    READ_BACK,
    AGREES,
    DISAGREES,
)


def _recognised(sentence: str) -> re.Pattern[str]:
    values = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(sentence))
    return re.compile(values, re.DOTALL)


_PATTERNS: Final = {sentence: _recognised(sentence) for sentence in SENTENCES}


def told(purpose: str) -> str:
    """The purpose of a custody event, in the language of the page."""
    for sentence, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(purpose):
            return gettext(sentence) % found.groupdict()
    return purpose
