"""The fonts of the document, and the characters that they lack."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

WEIGHTS = ("400Regular", "700Bold")


def folder() -> Path:
    return Path(dict(settings.STATICFILES_DIRS)["fonts"])


def files() -> tuple[Path, ...]:
    return tuple(folder() / name / f"NotoSansSC_{name}.ttf" for name in WEIGHTS)


@cache
def _characters() -> frozenset[int]:
    """What both weights can show."""
    sets = []
    for path in files():
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


_SPACES = frozenset({0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x200B})
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def spell_out_missing(text: str) -> str:
    """Write a character that the fonts lack as its code point, 〔U+20BB7〕.

    Otherwise it would be an empty box on paper, or come from whatever font the
    machine has, and the same facts would no longer give the same bytes.
    """
    known = _characters() | _SPACES
    return _BEYOND_ASCII.sub(
        lambda found: found[0] if ord(found[0]) in known else _spelled(found[0]), text
    )


def _spelled(character: str) -> str:
    return f"〔U+{ord(character):04X}〕"
