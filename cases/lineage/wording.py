"""The sentences of a proposed direction, in the officer's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.lineage.direction import AGAINST, BASIS, FOR, NEUTRAL, UNKNOWN
from cases.lineage.models import Pair
from cases.matching.runs.sources import describe

# {a} is the data set that a finding is about, {b} the other one.
SENTENCES: dict[str, Any] = {
    "until_obtained": gettext_lazy("“{a}” was obtained on {day}."),
    "until_added": gettext_lazy(
        "“{a}” was obtained and then added to; its newest row is of {day}."
    ),
    "until_seized": gettext_lazy(
        "“{a}” was seized on {day}, so its holder had it by then."
    ),
    "since_obtained": gettext_lazy("“{a}” was obtained on {day}, {days} later."),
    "since_newest": gettext_lazy(
        "“{a}” holds registrations as late as {day}, {days} later, so it cannot"
        " have been complete before."
    ),
    "no_date": gettext_lazy(
        "It is not known when “{a}” was obtained or seized, and its rows hold no"
        " registration time."
    ),
    "spans_meet": gettext_lazy(
        "The holder of “{a}” can have come to it {span}, that of “{b}” {other_span}:"
        " neither was surely first."
    ),
    "nearly_all_in_other": gettext_lazy(
        "{share} of the identifiers in “{a}” are in “{b}” too: it can have been taken"
        " from there as a whole."
    ),
    "most_in_other": gettext_lazy(
        "{share} of the identifiers in “{a}” are in “{b}” too: most of it can have been"
        " taken from there."
    ),
    "little_in_other": gettext_lazy(
        "Only {share} of the identifiers in “{a}” are in “{b}” too: the rest came from"
        " elsewhere, perhaps that part as well."
    ),
    "share_in_other": gettext_lazy(
        "{share} of the identifiers in “{a}” are in “{b}” too."
    ),
    "grown_since": gettext_lazy(
        "The registrations in “{a}” reach to {day}, those in “{b}” to {other_day}: it"
        " holds nothing newer than the later set."
    ),
    "newer_than_later": gettext_lazy(
        "The registrations in “{a}” reach to {day}, those in “{b}” only to {other_day}:"
        " the later set does not have what is newest."
    ),
    "same_columns": gettext_lazy(
        "{same} columns have the same names in both (of {of} in “{a}”, of {of_other} in"
        " “{b}”)."
    ),
    "other_columns": gettext_lazy(
        "The columns are others: {same} have the same names (of {of} in “{a}”, of"
        " {of_other} in “{b}”)."
    ),
    "obtained_after_seizure": gettext_lazy(
        "“{a}” is recorded as obtained on {day}, after it was seized on {other_day}."
        " That day is not relied on; correct it."
    ),
    "rows_newer_than_obtained": gettext_lazy(
        "“{a}” is recorded as obtained on {day} but holds registrations as late as"
        " {other_day}: it was added to, or the day is wrong."
    ),
}

EFFECTS: dict[str, Any] = {
    BASIS: gettext_lazy("Dates"),
    FOR: gettext_lazy("For it"),
    AGAINST: gettext_lazy("Against it"),
    NEUTRAL: gettext_lazy("Neither for nor against"),
}
# Effect → Tabler's colour and icon; always beside the word.
LOOKS = {
    BASIS: ("blue", "calendar"),
    FOR: ("green", "plus"),
    AGAINST: ("red", "minus"),
    NEUTRAL: ("secondary", "point"),
}


@dataclass(frozen=True)
class Evidence:
    """One line under a proposal."""

    effect: str
    sentence: str

    @property
    def label(self) -> Any:
        return EFFECTS[self.effect]

    @property
    def icon(self) -> str:
        return LOOKS[self.effect][1]

    @property
    def colour(self) -> str:
        return LOOKS[self.effect][0]


def percent(share: float) -> str:
    """A share in percent: never 0 % unless it is nothing, never 100 % unless it is
    everything."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    shown = f"{share * 100:.1f}"
    if share < 1 and shown == "100.0":
        return "> 99.9 %"
    return f"{shown.removesuffix('.0')} %"


def evidence(pair: Pair) -> list[Evidence]:
    return [Evidence(given["effect"], _told(pair, given)) for given in pair.evidence]


def proposal(pair: Pair) -> str:
    """Who had the data first and on which dates that rests, or why it cannot be
    told."""
    because = [line.sentence for line in evidence(pair) if line.effect == BASIS]
    if pair.direction == UNKNOWN:
        verdict = _("Who had it first cannot be told.")
    else:
        verdict = _("“%(earlier)s” was first.") % {"earlier": pair.earlier}
    return " ".join([verdict, *because])


def balance(pair: Pair) -> str:
    """How many lines speak for a proposal and how many against it."""
    effects = [given["effect"] for given in pair.evidence]
    return _("%(pro)d for it, %(con)d against it") % {
        "pro": effects.count(FOR),
        "con": effects.count(AGAINST),
    }


def _told(pair: Pair, given: Mapping[str, Any]) -> str:
    a, b = pair.first, pair.second
    if given["about"] == "second":
        a, b = b, a
    return told(given, a, b)


def told(given: Mapping[str, Any], a: object, b: object) -> str:
    """The sentence of a finding about the data set `a`, compared with `b`."""
    params = {name: _shown(name, value) for name, value in given.items()}
    if given["code"] == "spans_meet":
        params["span"] = span(given["from"], given["to"])
        params["other_span"] = span(given["other_from"], given["other_to"])
    return str(SENTENCES[given["code"]]).format(**params, a=a, b=b)


def _shown(name: str, value: Any) -> Any:
    if name == "share":
        return percent(value)
    if name == "days":
        return days(value)
    return f"{value:,}" if isinstance(value, int) else value


def days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": f"{number:,}"}


def span(since: str, until: str) -> str:
    """A span of days of which one end may be open."""
    if since == until:
        return _("on %s") % since
    if not since:
        return _("at any time until %s") % until
    if not until:
        return _("at any time since %s") % since
    return _("between %(since)s and %(until)s") % {"since": since, "until": until}


def left_out(item: Mapping[str, Any]) -> str:
    """What could not be compared, and whose times could not be read."""
    if item["reason"] != "times_unreadable":
        return describe(dict(item))
    why = _("the times in this file's rows could not be read")
    return f"{item['title']}: {item['file']}: {why}"
