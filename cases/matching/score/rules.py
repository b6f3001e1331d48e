"""What makes a link weigh more or less: a visible list of small, pure rules.

A rule reads a few facts of a link and gives an outcome with its parameters, or
nothing. Points and sentence belong to the outcome; a link's score is the sum,
held between 0 and 100. The score orders the review and decides nothing.

Each rule names the facts it reads, so that a million links are scored by asking
it once for each distinct set of facts instead of once for each link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from cases.common.sealing import KIND_LABELS
from cases.fraud.methods import Method
from cases.seizures.models import SeizedDataset

Sector, Source = SeizedDataset.Sector, SeizedDataset.Source
Given = tuple[str, dict[str, Any]]

_PLACE: Final = re.compile(r"\{\w+\}")
HIGHEST: Final = 100
FEW_ROWS: Final = 3
MANY_ROWS: Final = 100
RECENT: Final = 2 * 365

OUTCOMES: Final[dict[str, tuple[int, Any]]] = {
    "lasting_identifier": (
        35,
        _("{kind}: it belongs to one person and does not change hands."),
    ),
    "personal_identifier": (30, _("{kind}: mostly used by one person for years.")),
    "portable_identifier": (
        25,
        _("{kind}: it can be given up and issued to somebody else."),
    ),
    "shared_identifier": (10, _("{kind}: often shared by a household or a firm.")),
    "agree_in_row": (
        20,
        _("{count} identifiers of the report stand in the same seized row."),
    ),
    "agree_in_dataset": (
        10,
        _(
            "{count} identifiers of the report are in the data set, but were not found"
            " together in one row."
        ),
    ),
    "few_rows": (10, _("Only {rows} seized rows carry it.")),
    "one_row": (10, _("One seized row alone carries it.")),
    "many_rows": (
        -15,
        _("{rows} seized rows carry it: it may stand for nobody in particular."),
    ),
    "released": (
        -10,
        _("It was held back as too common, and an officer released it."),
    ),
    "obtained_same_day": (
        0,
        _(
            "The holder got the data on the day of the report: which came first"
            " cannot be told."
        ),
    ),
    "obtained_shortly_before": (
        15,
        _("The holder had the data {days} days before the fraud was reported."),
    ),
    "obtained_before": (
        8,
        _(
            "The holder had the data before the fraud was reported, but long before:"
            " {days} days."
        ),
    ),
    "obtained_after": (
        -20,
        _("The holder got the data {days} days after the fraud was reported."),
    ),
    "may_be_reissued": (
        -10,
        _(
            "{kind}: in the {days} days from the data to the report it may have been"
            " issued to somebody else."
        ),
    ),
    "content_fits_method": (
        10,
        _("The kind of data fits the method of the fraud: {content}; {method}."),
    ),
    "name_agrees": (10, _("The victim's name stands in the seized row.")),
    "name_differs": (-10, _("The seized row carries another name.")),
}
# What they say of a single day.
OF_ONE_DAY: Final[dict[str, Any]] = {
    "obtained_shortly_before": _(
        "The holder had the data one day before the fraud was reported."
    ),
    "obtained_after": _(
        "The holder got the data one day after the fraud was reported."
    ),
}

OUTCOME_OF_KIND: Final[dict[str, str]] = {
    "resident_id": "lasting_identifier",
    "bank_card": "personal_identifier",
    "alipay": "personal_identifier",
    "wechat": "personal_identifier",
    "qq": "personal_identifier",
    "email": "personal_identifier",
    "crypto_address": "personal_identifier",
    "imei": "portable_identifier",
    "mobile": "portable_identifier",
    "landline": "shared_identifier",
}

# What an operator gives to the next subscriber.
REISSUED: Final = frozenset({"mobile", "landline"})

# What a fraudster must know about the victim to tell the story: who asked for a
# loan, who waits for a parcel, who brushes orders, who studies.
FITTING: Final[dict[str, frozenset[str]]] = {
    Sector.LOAN: frozenset({Method.F05, Method.F06}),
    Source.LOAN_PLATFORM: frozenset({Method.F05, Method.F06}),
    Sector.EXPRESS: frozenset({Method.F03, Method.F04}),
    Sector.SHOPPING: frozenset({Method.F01, Method.F03, Method.F04}),
    Sector.COSMETICS: frozenset({Method.F03, Method.F04}),
    Sector.STUDENT: frozenset({Method.F01, Method.F05, Method.F06}),
    Sector.REAL_ESTATE: frozenset({Method.F02, Method.F05}),
}


@dataclass(frozen=True)
class Rule:
    """`reads`: the facts it is called with; `outcomes`: what it may say."""

    title: Any
    reads: tuple[str, ...]
    outcomes: tuple[str, ...]
    decide: Callable[..., Given | None]


def by_kind(kind: str) -> Given:
    return OUTCOME_OF_KIND[kind], {"kind": kind}


def by_agreement(in_row: int, in_dataset: int) -> Given | None:
    """Distinct identifiers of the report found in one row and in the data set."""
    if in_row > 1:
        return "agree_in_row", {"count": in_row}
    if in_dataset > 1:
        return "agree_in_dataset", {"count": in_dataset}
    return None


def by_rows(rows: int) -> Given | None:
    if rows == 1:
        return "one_row", {}
    if rows <= FEW_ROWS:
        return "few_rows", {"rows": rows}
    return ("many_rows", {"rows": rows}) if rows > MANY_ROWS else None


def by_time(days: int | None) -> Given | None:
    """Days from the holder getting the data to the report; None if unknown."""
    if days is None:
        return None
    if days < 0:
        return "obtained_after", {"days": -days}
    if not days:
        return "obtained_same_day", {}
    near = days <= RECENT
    return "obtained_shortly_before" if near else "obtained_before", {"days": days}


def by_age(kind: str, days: int | None) -> Given | None:
    """Numbers that are given up come back to the market; two years are long for one."""
    if kind not in REISSUED or days is None or days <= RECENT:
        return None
    return "may_be_reissued", {"kind": kind, "days": days}


def by_release(released: bool) -> Given | None:
    return ("released", {}) if released else None


def by_content(sector: str, source: str, method: str) -> Given | None:
    for content in (sector, source):
        if method in FITTING.get(content, ()):
            return "content_fits_method", {"content": content, "method": method}
    return None


def by_name(name: str) -> Given | None:
    """`name` is "agrees", "differs" or "" where the two were not compared."""
    return (f"name_{name}", {}) if name else None


RULES: Final = (
    Rule(
        _("The kind of identifier"),
        ("kind",),
        (
            "lasting_identifier",
            "personal_identifier",
            "portable_identifier",
            "shared_identifier",
        ),
        by_kind,
    ),
    Rule(
        _("Several identifiers agree"),
        ("in_row", "in_dataset"),
        ("agree_in_row", "agree_in_dataset"),
        by_agreement,
    ),
    Rule(
        _("How common the value is"),
        ("rows",),
        ("one_row", "few_rows", "many_rows"),
        by_rows,
    ),
    Rule(_("A value held back"), ("released",), ("released",), by_release),
    Rule(
        _("Who was first, the data or the fraud"),
        ("days",),
        (
            "obtained_shortly_before",
            "obtained_before",
            "obtained_same_day",
            "obtained_after",
        ),
        by_time,
    ),
    Rule(
        _("Whether the number was still the victim's"),
        ("kind", "days"),
        ("may_be_reissued",),
        by_age,
    ),
    Rule(
        _("Kind of data and method of fraud"),
        ("sector", "source", "method"),
        ("content_fits_method",),
        by_content,
    ),
    Rule(_("The victim's name"), ("name",), ("name_agrees", "name_differs"), by_name),
)


@dataclass(frozen=True)
class Reason:
    """One line under a score."""

    points: int
    sentence: str


def points(code: str) -> int:
    return OUTCOMES[code][0]


def in_general(code: str) -> str:
    """An outcome's sentence without the figures of a link."""
    return _PLACE.sub("…", str(OUTCOMES[code][1]))


def explain(reasons: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """A link's stored reasons in the officer's language.

    Points are those given at the time, whatever the table says today.
    """
    return [Reason(given["points"], _sentence(given)) for given in reasons]


def _sentence(given: Mapping[str, Any]) -> str:
    one_day = given.get("days") == 1 and OF_ONE_DAY.get(given["code"])
    words = {name: _word(name, value) for name, value in given.items()}
    return str(one_day or OUTCOMES[given["code"]][1]).format(**words)


def _word(name: str, value: Any) -> Any:
    if name == "kind":
        return KIND_LABELS[value]
    if name == "method":
        return Method(value).label
    if name == "content":
        return (Sector if value in Sector.values else Source)(value).label
    return f"{value:,}" if isinstance(value, int) else value
