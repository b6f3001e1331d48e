"""Sorting Chinese names as an officer looks for them.

The embedded PostgreSQL has no ICU collations, so the key is stored.
"""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(text: str) -> str:
    """Pinyin with tone numbers for Han characters, lower case for the rest."""
    parts = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    return " ".join(parts).lower()[:200]


def latin(name: str) -> str:
    """A person's name in pinyin, family name first (王超 → Wang Chao).

    Empty where the name is not written in Han characters.
    """
    syllables = lazy_pinyin(name, errors="ignore")
    if not syllables:
        return ""
    family, *given = syllables
    return " ".join([family.title(), "".join(given).title()]).strip()
