"""Identifiers in what people write: found wherever they stand, however grouped.

A column of numbers is read by its kind, which also says what is wrong with a value.
Words are different: a sum, a date, the number of a case or of an exhibit must stay
readable, so only what passes the checks of its kind counts, or can be nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cases.engine.identifiers import KINDS
from cases.engine.identifiers.base import IdentifierKind, Status
from cases.engine.identifiers.email import WRITTEN
from cases.engine.identifiers.reasons import Reason

# Between two digits of one number.
_GAP = r"[\s_·-]{0,2}"
_DIGITS = r"(?<![0-9*])(?=({})(?![0-9*]))"


def _digits(first: str, further: str) -> re.Pattern[str]:
    """As a lookahead, so that each of several numbers that share digits is tried."""
    return re.compile(_DIGITS.format(first + further))


# With dots in the groups of a phone only: an address in a network has dots too.
_MOBILE = _digits(
    r"(?:\+?(?:00)?86[\s-]?)?1",
    rf"(?:(?:{_GAP}[0-9]){{10}}|[0-9]{{2}}(?:\.[0-9]{{4}}){{2}})",
)
_RESIDENT_ID = _digits("[1-9]", rf"(?:{_GAP}[0-9]){{16}}{_GAP}[0-9xX]")
_OLD_RESIDENT_ID = _digits("[1-9]", r"[0-9]{14}")
_LANDLINE = _digits(r"\(?0", r"[0-9]{2,3}\)?[ -]?[0-9]{3,4}[ -]?[0-9]{4}")
# Groups of three and more: dates have groups of two.
_CARD = _digits("[1-9]", r"[0-9]{2,18}(?:[ -][0-9]{3,})*(?:[ -][0-9]{1,3})?")
_EMAIL = re.compile(f"({WRITTEN})")
_WALLET = re.compile(
    r"(?<![0-9A-Za-z])(0x[0-9a-fA-F]{40}|bc1[02-9ac-hj-np-z]{11,71}"
    r"|[13T][1-9A-HJ-NP-Za-km-z]{25,33})(?![0-9A-Za-z])"
)
# These look like any other number or word: they count only where the text says what
# they are.
_QQ = re.compile(
    r"(?i)(?:qq|扣扣|企鹅)(?:群|number|no\.?)?[号码帐账]{0,2}[\s:=是为]{0,3}"
    r"([1-9][0-9]{4,10})(?![0-9])"
)
_WECHAT = re.compile(
    r"(?i)(?:(?:微信|wechat|weixin|\bvx)(?:id|number)?[号帐账]{0,2}[\s:=是为]{0,3}"
    r"(?=[a-z_-]*[0-9])([a-z][a-z0-9_-]{5,19}))(?![a-z0-9_-])"
)
_WXID = re.compile(r"(?i)(?<![a-z0-9])(wxid_[a-z0-9]{6,24})")

# A fingerprint of a file has runs of digits by chance.
_FINGERPRINT = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,128}(?![0-9A-Za-z])")
_PLACES = (
    ("resident_id", _RESIDENT_ID),
    ("resident_id", _OLD_RESIDENT_ID),
    ("mobile", _MOBILE),
    ("landline", _LANDLINE),
    ("bank_card", _CARD),
    ("email", _EMAIL),
    ("crypto_address", _WALLET),
    ("qq", _QQ),
    ("wechat", _WXID),
    ("wechat", _WECHAT),
)
# A quick first check: most texts contain nothing of this.
_MAYBE = re.compile(
    r"[@＠_]|\d(?:.{0,3}\d){4}|[0-9A-Za-z]{26}|(?i:wechat|weixin|vx|微信)", re.DOTALL
)
_CARD_LENGTHS = range(13, 20)
_UNION_PAY = "62"
_UNION_PAY_SHORTEST = 16


@dataclass(frozen=True)
class Found:
    """One identifier in a text that was brought into its usual form (`usual`)."""

    kind: IdentifierKind
    start: int
    end: int
    mask: str


def usual(text: str) -> str:
    """Half-width signs, plain hyphens, no characters without width."""
    text = unicodedata.normalize("NFKC", text)
    shown = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in shown)


def identifiers_in(text: str) -> list[Found]:
    """From left to right, none overlapping another; places as in `usual(text)`."""
    if not _MAYBE.search(text):
        return []
    found: list[Found] = []
    for each in _candidates(usual(text)):
        if all(each.end <= one.start or one.end <= each.start for one in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def mask_identifiers(text: str) -> str:
    """The text with the middle of each hidden; as it was written where there is
    none."""
    found = identifiers_in(text)
    if not found:
        return text
    plain, parts, reached = usual(text), [], 0
    for each in found:
        parts += [plain[reached : each.start], each.mask]
        reached = each.end
    return "".join([*parts, plain[reached:]])


def _candidates(text: str) -> Iterator[Found]:
    """All matches, those of the kinds that are hardest to mistake first."""
    text = _FINGERPRINT.sub(lambda match: "f" * len(match[0]), text)
    for key, pattern in _PLACES:
        for match in pattern.finditer(text):
            value = _value(key, match[1])
            if value is not None:
                kind = KINDS[key]
                yield Found(kind, match.start(1), match.end(1), kind.mask(value))


def _value(key: str, written: str) -> str | None:
    """The canonical value; None for what is another kind of number."""
    bare = re.sub(r"[\s._·-]", "", written)
    if key == "resident_id":
        return bare.upper() if _is_of_a_person(bare.upper()) else None
    if key == "bank_card":
        return bare if _is_card(bare) else None
    readings = KINDS[key].read_one(bare if key in {"mobile", "qq"} else written)
    if len(readings) != 1 or readings[0].status is not Status.VALID:
        return None
    return readings[0].value


def _is_of_a_person(number: str) -> bool:
    """Whether it may be a resident ID. One with a wrong check digit, perhaps mistyped,
    counts if somebody born on its date is grown up: case numbers hold a date too, but a
    recent one."""
    (reading,) = KINDS["resident_id"].read_one(number)
    if reading.status is Status.VALID:
        return True
    slip = reading.reason in {Reason.WRONG_CHECK_DIGIT, Reason.TRUNCATED}
    return slip and int(number[6:10]) <= date.today().year - 18  # noqa: DTZ011 - years alone


def _is_card(number: str) -> bool:
    """Whether it may be a bank card. Many numbers are grouped like a card's; it counts
    if its check digit is right, or if it begins like every card issued in China."""
    if len(number) not in _CARD_LENGTHS:
        return False
    return _luhn_is_right(number) or (
        number.startswith(_UNION_PAY) and len(number) >= _UNION_PAY_SHORTEST
    )


def _luhn_is_right(number: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0
