"""Reading the confirmed links: reports, what they share with the data, sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.fraud.models import FraudReport
from cases.matching.models import FraudLink, Judgement, LinkJudgement
from cases.summaries.collect_data import Datasets
from cases.summaries.facts import (
    GroupFact,
    LinkFact,
    ReasonFact,
    ReportFact,
    RunFact,
    TotalsFact,
)


@dataclass(frozen=True)
class LinkedReports:
    reports: tuple[ReportFact, ...]
    totals: TotalsFact
    runs: tuple[RunFact, ...]


def linked_reports(officer: Officer, case: Case, datasets: Datasets) -> LinkedReports:
    """The reports that a confirmed link ties to the case, the greatest loss first.

    Reports are reached through the links: a prosecutor sees no others.
    """
    links = list(
        FraudLink.objects.visible_to(officer)
        .of_case(case)
        .confirmed()
        .select_related("report", "run", "proposed_by", "explanation")
        .defer("report__victim_name", "report__narrative")
        .order_by("dataset", "kind", "mask", "pk")
        .prefetch_related(
            Prefetch(
                "judgements",
                LinkJudgement.objects.select_related("officer").order_by("pk"),
            )
        )
    )
    rows: dict[int, list[FraudLink]] = defaultdict(list)
    for link in links:
        rows[link.report_id].append(link)
    reports = sorted(
        (_report(found[0].report, found, datasets) for found in rows.values()),
        key=_greatest_loss_first,
    )
    return LinkedReports(tuple(reports), totals(reports), _runs(links))


def _greatest_loss_first(report: ReportFact) -> tuple[bool, Decimal, str]:
    return report.loss is None, -(report.loss or Decimal()), report.number


def _report(row: FraudReport, links: list[FraudLink], datasets: Datasets) -> ReportFact:
    return ReportFact(
        number=row.number,
        reported_on=row.reported_on,
        province=row.province,
        method=row.method,
        loss=row.loss,
        links=tuple(_link(link, datasets) for link in links),
    )


def _link(link: FraudLink, datasets: Datasets) -> LinkFact:
    # The last word stands: a link that was taken back may be confirmed again.
    words = [w for w in link.judgements.all() if w.judgement == Judgement.CONFIRMED]
    return LinkFact(
        dataset=datasets.dataset_numbers[link.dataset_id],
        kind=link.kind,
        mask=link.mask,
        rows=link.rows,
        first_file=datasets.file_numbers.get(link.first_file_id),
        first_row=link.first_row,
        shared_file=datasets.file_numbers.get(link.shared_file_id or 0),
        shared_row=link.shared_row,
        run=link.run_id,
        score=link.score,
        reasons=tuple(_reason(given) for given in link.reasons),
        confirmed_by=words[-1].officer.name if words else "",
        proposed_by=link.proposed_by.name if link.proposed_by else "",
        confirmed_at=words[-1].at if words else None,
    )


def _reason(given: dict[str, Any]) -> ReasonFact:
    values = {k: v for k, v in given.items() if k not in {"code", "points"}}
    return ReasonFact(given["code"], given["points"], tuple(sorted(values.items())))


def totals(reports: list[ReportFact]) -> TotalsFact:
    """Sums over reports, each counted once however many links it has."""
    return TotalsFact(
        reports=len(reports),
        links=sum(len(report.links) for report in reports),
        loss=_loss(reports),
        loss_unknown=sum(report.loss is None for report in reports),
        by_method=_grouped(reports, lambda report: report.method),
        by_province=_grouped(reports, lambda report: report.province),
    )


def _loss(reports: Iterable[ReportFact]) -> Decimal:
    return sum((report.loss or Decimal() for report in reports), Decimal())


def _grouped(
    reports: list[ReportFact], code: Callable[[ReportFact], str]
) -> tuple[GroupFact, ...]:
    groups: dict[str, list[ReportFact]] = defaultdict(list)
    for report in reports:
        groups[code(report)].append(report)
    facts = [GroupFact(key, len(rows), _loss(rows)) for key, rows in groups.items()]
    return tuple(sorted(facts, key=lambda group: (-group.reports, group.code)))


def _runs(links: list[FraudLink]) -> tuple[RunFact, ...]:
    confirmed = Counter(link.run_id for link in links)
    runs = {link.run_id: link.run for link in links}
    return tuple(
        RunFact(
            number=pk,
            finished_at=run.finished_at,
            kinds=tuple(sorted(run.kinds)),
            reports_searched=run.reports_searched,
            links_found=run.links,
            links_confirmed=confirmed[pk],
        )
        for pk, run in sorted(runs.items())
    )
