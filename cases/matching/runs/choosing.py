"""Which reports a run searches for: those that an officer chose, or those that are
new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cases.common.jobs import Job
from cases.common.provinces import Province
from cases.engine.index import IndexSource
from cases.fraud.methods import Method
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching.models import Arrival, BrakeWord, MatchRun
from cases.matching.runs.caught import with_caught
from cases.matching.runs.sources import Searched

# Allows for a transaction that began before a run and was committed after it: the time
# it wrote lies before the run's.
OVERLAP: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Choice:
    """Reports of these methods and provinces, made between these days, and received by
    a unit whose name contains this text. What is empty does not narrow the choice."""

    methods: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        """Raises ValidationError for what cannot be chosen."""
        if not set(Method.values) >= set(self.methods):
            raise ValidationError({"methods": _("There is no such method of fraud.")})
        if not set(Province.values) >= set(self.provinces):
            raise ValidationError({"provinces": _("There is no such province.")})
        for name in ("since", "until"):
            day = getattr(self, name)
            if day and not parse_date(day):
                raise ValidationError({name: _("This is no day.")})
        if self.since and self.until and self.since > self.until:
            raise ValidationError(
                {"until": _("The last day lies before the first one.")}
            )
        given = {
            "methods": sorted(self.methods),
            "provinces": sorted(self.provinces),
            "since": self.since,
            "until": self.until,
            "unit": self.unit.strip(),
        }
        return {name: value for name, value in given.items() if value}


def chosen_reports(choice: dict[str, Any]) -> set[int] | None:
    """The primary keys of the chosen reports; None where all are chosen."""
    if not choice:
        return None
    lookups = {
        "methods": "method__in",
        "provinces": "province__in",
        "since": "reported_on__gte",
        "until": "reported_on__lte",
        "unit": "unit_name__icontains",
    }
    narrowed = {lookups[name]: value for name, value in choice.items()}
    reports = FraudReport.objects.filter(**narrowed).order_by()
    return set(reports.values_list("pk", flat=True).iterator())


def told(choice: dict[str, Any]) -> list[str]:
    """What was chosen, line by line, in the officer's language."""
    lines = [str(Method(code).label) for code in choice.get("methods", ())]
    lines += [str(Province(code).label) for code in choice.get("provinces", ())]
    for name, text in (
        ("since", _("reported from %s")),
        ("until", _("reported to %s")),
        ("unit", _("received by a unit with “%s”")),
    ):
        if choice.get(name):
            lines.append(text % choice[name])
    return lines


class Part(NamedTuple):
    """Data sets, with the reports (None: all of them) that are looked for in them
    again.

    fresh: indexes of new files; reports with a number in them are added to the
    others.
    """

    datasets: list[int]
    reports: set[int] | None
    fresh: list[IndexSource]


def parts_of(run: MatchRun, searched: Searched) -> list[Part]:
    """What the run has to search, in parts that each look for the same reports."""
    chosen = chosen_reports(run.choice)
    if not run.only_new:
        return [Part(list(searched.indexes), chosen, [])]
    parts, unsearched = [], []
    for dataset in searched.indexes:
        base = _last_search(run, dataset)
        if (
            base is None
            or not _has_all(searched, dataset, base)
            or _failed(base, dataset)
        ):
            unsearched.append(dataset)
            continue
        reports = with_caught(_changed_since(base))
        if chosen is not None:
            reports &= chosen
        known = base.searched[str(dataset)]
        fresh = [s for s in searched.indexes[dataset] if str(s.id) not in known]
        parts.append(Part([dataset], reports, fresh))
    return [*parts, Part(unsearched, chosen, [])] if unsearched else parts


def _has_all(searched: Searched, dataset: int, base: MatchRun) -> bool:
    """Whether the earlier run's files are all unchanged, so that files were only added.
    One that is gone or was read anew is a change."""
    now = searched.stores[dataset]
    before: dict[str, str] = base.searched[str(dataset)]
    return all(now.get(file) == store for file, store in before.items())


def _failed(base: MatchRun, dataset: int) -> bool:
    """Whether what changed of the data set since, as a day on which the scores rest,
    was to be matched at once and could not be."""
    since = searched_from(base)
    return Arrival.objects.failed_since(since).filter(dataset=dataset).exists()


def searched_from(run: MatchRun) -> datetime:
    """What changed later is new to whoever goes on from a run that has ended."""
    assert run.started_at is not None  # noqa: S101 - it has ended
    return run.started_at - OVERLAP


def _changed_since(base: MatchRun) -> set[int]:
    """Reports that are new or were changed, and those with a number that an officer has
    released or braked again."""
    since = searched_from(base)
    changed = FraudReport.objects.filter(updated_at__gte=since).order_by()
    words = BrakeWord.objects.filter(case=base.case_id, at__gte=since).order_by()
    named = ReportIdentifier.objects.filter(
        party=ReportIdentifier.Party.VICTIM, token__in=words.values("token")
    )
    return {
        *changed.values_list("pk", flat=True),
        *named.values_list("report", flat=True),
    }


def _last_search(run: MatchRun, dataset: int) -> MatchRun | None:
    return (
        MatchRun.objects.filter(
            case=run.case_id, state=Job.State.DONE, searched__has_key=str(dataset)
        )
        .order_by("-started_at")
        .first()
    )
