"""Who had a victim's numbers before the fraud, and who had them first."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access.models import Officer
from cases.common.sealing import KIND_LABELS
from cases.engine.tokens import whole
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.lineage.facts import had_on
from cases.lineage.wording import days
from cases.matching.places import places_of
from cases.matching.runs.sources import Searched, describe, gather
from cases.seizures.models import SeizedDataset


@dataclass(frozen=True)
class Holding:
    """A data set with the victim's numbers. how: “obtained” or “seized” on `day`, ""
    where neither is known. days: from then to the report, None if unknown."""

    dataset: SeizedDataset
    kinds: tuple[str, ...]
    how: str
    day: date | None
    days: int | None

    @property
    def is_before(self) -> bool:
        return self.days is not None and self.days > 0

    @property
    def labels(self) -> list[str]:
        return [str(KIND_LABELS[kind]) for kind in self.kinds]


@dataclass(frozen=True)
class Origin:
    """holdings: by date, those of no date last. left_out: what could not be searched,
    as sentences. has_number: whether the report has a number of the victim at all."""

    report: FraudReport
    holdings: list[Holding]
    left_out: list[str]
    has_number: bool = True

    @property
    def first(self) -> Holding | None:
        """The earliest, if it was before the fraud."""
        before = [holding for holding in self.holdings if holding.is_before]
        return before[0] if before else None

    @property
    def sentence(self) -> str:
        if not self.has_number:
            return _(
                "The report has no number of the victim by which their data could be"
                " found."
            )
        if not self.holdings:
            return _("None of the data sets that you see holds a number of the victim.")
        if self.report.reported_on is None:
            return _(
                "Which data set was first before the fraud cannot be told, because the"
                " report has no date."
            )
        if self.first is None:
            return self._why_none()
        return _first(self.first) + self._same_day(self.first) + self._undated()

    def _why_none(self) -> str:
        if any(holding.day for holding in self.holdings):
            return (
                _(
                    "Of no data set it is known that its holder had it before the"
                    " report of %s."
                )
                % self.report.reported_on
            )
        return _(
            "Which data set was first cannot be told, because of none it is known when"
            " it was obtained or seized."
        )

    def _same_day(self, first: Holding) -> str:
        n = sum(holding.day == first.day for holding in self.holdings) - 1
        if not n:
            return ""
        text = ngettext(
            "%d other data set is known from the same day on: which of them was first"
            " cannot be told.",
            "%d other data sets are known from the same day on: which of them was"
            " first cannot be told.",
            n,
        )
        return " " + text % n

    def _undated(self) -> str:
        n = sum(holding.day is None for holding in self.holdings)
        if not n:
            return ""
        text = ngettext(
            "%d data set without a date may have been earlier.",
            "%d data sets without a date may have been earlier.",
            n,
        )
        return " " + text % n


def _first(first: Holding) -> str:
    named = {
        "holder": first.dataset.holder or _("an unknown holder"),
        "dataset": first.dataset,
        "day": first.day,
        "days": days(first.days or 0),
    }
    if first.how == "obtained":
        return (
            _(
                "The first who is known to have had the victim's numbers is %(holder)s:"
                " “%(dataset)s” was obtained on %(day)s, %(days)s before the"
                " report."
            )
            % named
        )
    return (
        _(
            "The first who is known to have had the victim's numbers is %(holder)s:"
            " “%(dataset)s” was seized on %(day)s, %(days)s before the report, and"
            " had been there at least since then."
        )
        % named
    )


def of_report(officer: Officer, report: FraudReport) -> Origin:
    """The origin as far as the officer sees the data sets."""
    victim = report.identifiers.filter(party=ReportIdentifier.Party.VICTIM)
    kinds = dict(victim.values_list("token", "kind"))
    visible = SeizedDataset.objects.visible_to(officer)
    related = visible.select_related("holder", "exhibit", "case")
    datasets = {each.pk: each for each in related.prefetch_related("files")}
    searched = gather(datasets.values())
    found = _held(searched, kinds) if kinds else {}
    holdings = [
        _holding(report, datasets[pk], sorted({kinds[token] for token in tokens}))
        for pk, tokens in found.items()
    ]
    holdings.sort(key=lambda h: (h.day is None, h.day or date.max, h.dataset.pk))
    left_out = [describe(item) for item in searched.left_out]
    return Origin(report, holdings, left_out, has_number=bool(kinds))


def _held(
    searched: Searched, tokens: Collection[uuid.UUID]
) -> dict[int, set[uuid.UUID]]:
    """By data set, which of the tokens it holds."""
    held: dict[int, set[uuid.UUID]] = {}
    places = places_of(searched, tokens).select("dataset", "hi", "lo").unique()
    for dataset, hi, lo in places.iter_rows():
        held.setdefault(dataset, set()).add(whole(hi, lo))
    return held


def _holding(
    report: FraudReport, dataset: SeizedDataset, kinds: Collection[str]
) -> Holding:
    how, day = had_on(dataset) or ("", None)
    passed = (report.reported_on - day).days if report.reported_on and day else None
    return Holding(dataset, tuple(kinds), how, day, passed)
