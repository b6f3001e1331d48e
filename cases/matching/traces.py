"""Where the numbers of suspects and of callers turn up: in fraud reports, in seized
lists, with suspects."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from cases.access.models import Officer
from cases.common.sealing import KeyedValue
from cases.engine.tokens import whole
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.matching.places import places_of
from cases.matching.runs.sources import Searched, describe, gather
from cases.seizures.models import SeizedDataset
from cases.suspects.models import Identifier, Suspect

# More of one number say no more; the list of reports can be searched.
SHOWN = 20


@dataclass
class Trace:
    """One number (its mask alone is shown) and where the officer may see it."""

    number: KeyedValue
    suspects: list[Identifier] = field(default_factory=list)
    # Reports in which it called the victim, and those in which it is a victim's own.
    called: list[FraudReport] = field(default_factory=list)
    suffered: list[FraudReport] = field(default_factory=list)
    # The data set, and in how many of its rows the number stands.
    lists: list[tuple[SeizedDataset, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.suspects or self.called or self.suffered or self.lists)


@dataclass(frozen=True)
class Traces:
    """left_out: what could not be searched, as sentences."""

    found: list[Trace]
    left_out: list[str]


def of_suspect(officer: Officer, suspect: Suspect) -> Traces:
    """Other suspects with the number are told elsewhere on the suspect's page."""
    numbers = Identifier.objects.visible_to(officer).filter(suspect=suspect)
    traces = {number.token: Trace(number) for number in numbers.defer("sealed")}
    _add_reports(officer, traces)
    return Traces(list(traces.values()), _add_lists(officer, traces))


def of_callers(officer: Officer, report: FraudReport) -> Traces:
    """The numbers that called the victim: whose they are, where else they called."""
    callers = report.identifiers.filter(party=ReportIdentifier.Party.CALLER)
    traces = {number.token: Trace(number) for number in callers.defer("sealed")}
    visible = Identifier.objects.visible_to(officer).searchable()
    known = visible.filter(token__in=traces)
    for identifier in known.select_related("suspect__case").defer("sealed"):
        traces[identifier.token].suspects.append(identifier)
    _add_reports(officer, traces, besides=report)
    return Traces(list(traces.values()), _add_lists(officer, traces))


def _add_reports(
    officer: Officer,
    traces: dict[uuid.UUID, Trace],
    besides: FraudReport | None = None,
) -> None:
    reports = FraudReport.objects.visible_to(officer)
    for token, trace in traces.items():
        for party, there in (("caller", trace.called), ("victim", trace.suffered)):
            named = ReportIdentifier.objects.filter(token=token, party=party)
            found = reports.filter(pk__in=named.values("report"))
            if besides is not None:
                found = found.exclude(pk=besides.pk)
            there.extend(found.defer("victim_name", "narrative")[:SHOWN])


def _add_lists(officer: Officer, traces: dict[uuid.UUID, Trace]) -> list[str]:
    if not traces:
        return []
    visible = SeizedDataset.objects.visible_to(officer).searchable()
    visible = visible.select_related("case")
    datasets = {d.pk: d for d in visible.prefetch_related("files")}
    searched = gather(datasets.values())
    for dataset, token, rows in _rows_with(searched, traces):
        traces[token].lists.append((datasets[dataset], rows))
    return [describe(item) for item in searched.left_out]


def _rows_with(
    searched: Searched, tokens: Collection[uuid.UUID]
) -> Iterable[tuple[int, uuid.UUID, int]]:
    """Data set, token, number of rows; those with the most rows first."""
    counted = (
        places_of(searched, tokens)
        .group_by("dataset", "hi", "lo")
        .len("rows")
        .sort("rows", "dataset", descending=[True, False])
    )
    for pk, hi, lo, rows in counted.iter_rows():
        yield pk, whole(hi, lo), rows
