"""What can be done with a fraud report and the numbers in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.sealing import read_identifier, token_of
from cases.common.wording import why_no_number
from cases.engine.identifiers import KINDS, Status
from cases.engine.join import Brakes
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.fraud.signals import reports_changed

# More than anybody reads; the number is then a placeholder.
REPORTS_FOUND: Final = 100

# Whose, of which kind, and what was typed.
Typed = tuple[str, str, str]


def require_police(officer: Officer) -> None:
    """Raises PermissionDenied: reports of victims are for the police alone."""
    if not officer.is_police:
        raise PermissionDenied


@transaction.atomic
def create_report(
    *, officer: Officer, identifiers: Iterable[Typed] = (), **fields: Any
) -> FraudReport:
    """Raises ValidationError if a number is none or the report exists already."""
    require_police(officer)
    report = writes.create(
        officer=officer, obj=FraudReport(entered_by=officer, **fields)
    )
    for party, kind, raw in identifiers:
        _add(officer, report, party, kind, raw)
    _tell(report.pk)
    return report


@transaction.atomic
def update_report(
    *, officer: Officer, report: FraudReport, version: int, **changes: Any
) -> FraudReport:
    """Raises EditConflict if somebody else changed it since `version`."""
    require_police(officer)
    row = writes.update(officer=officer, obj=report, version=version, changes=changes)
    _tell(row.pk)
    return row


@transaction.atomic
def add_identifier(
    *, officer: Officer, report: FraudReport, party: str, kind: str, raw: str
) -> ReportIdentifier:
    """Raises ValidationError if it is no such number, or is in the report already."""
    require_police(officer)
    row = FraudReport.lock(report.pk)
    identifier = _add(officer, row, party, kind, raw)
    _touch(row.pk)
    _tell(row.pk)
    return identifier


@transaction.atomic
def remove_identifier(*, officer: Officer, identifier: ReportIdentifier) -> None:
    """Take out a number that does not belong into the report."""
    require_police(officer)
    concerned = _concerned(identifier)
    # Always locked in the same order, so that two officers never wait for each other.
    locked = FraudReport.objects.select_for_update(of=("self",), no_key=True)
    reports = {row.pk: row for row in locked.filter(pk__in=concerned).order_by("pk")}
    report = reports[identifier.report_id]
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=report,
        removed=f"{identifier.party} {identifier.kind} {identifier.mask}",
    )
    identifier.delete()
    _touch(*reports)
    _tell(*reports)


def tokens_of(raw: str, kind: str = "") -> list[uuid.UUID]:
    """The tokens that a number may be stored under; without a kind, as every kind that
    it can be.

    Raises ValidationError with the kind's reason if it can be none.
    """
    readings = {key: read_identifier(key, raw) for key in ([kind] if kind else KINDS)}
    tokens = [
        token_of(key, reading.value)
        for key, reading in readings.items()
        if reading.status is Status.VALID and reading.value is not None
    ]
    if not tokens:
        reason = readings[kind].reason if kind else ""
        raise ValidationError(why_no_number(reason))
    return tokens


@transaction.atomic
def find_reports(*, officer: Officer, raw: str, kind: str = "") -> list[FraudReport]:
    """The newest REPORTS_FOUND reports that hold this very number, as the victim's or
    the fraudster's.

    Raises ValidationError as `tokens_of` does.
    """
    require_police(officer)
    holding = ReportIdentifier.objects.filter(token__in=tokens_of(raw, kind))
    visible = FraudReport.objects.visible_to(officer)
    reports = visible.filter(pk__in=holding.values("report"))
    # Sealed text that the list does not show is not opened either.
    found = list(reports.defer("narrative")[:REPORTS_FOUND])
    audit.record(
        officer=officer,
        action=Action.SEARCH,
        list="fraudreport",
        kind=kind,
        reports=[report.pk for report in found],
    )
    return found


def _add(
    officer: Officer, report: FraudReport, party: str, kind: str, raw: str
) -> ReportIdentifier:
    reading = read_identifier(kind, raw)
    if reading.status is not Status.VALID or reading.value is None:
        raise ValidationError({f"{party}_{kind}": why_no_number(reading.reason)})
    identifier = ReportIdentifier(report=report, party=party)
    identifier.set_value(kind, reading.value)
    same = report.identifiers.filter(party=party, token=identifier.token)
    if same.exists():
        raise ValidationError(
            {f"{party}_{kind}": _("The report has this number already.")}
        )
    identifier.save()
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=report,
        added=f"{party} {kind} {identifier.mask}",
    )
    return identifier


def _concerned(identifier: ReportIdentifier) -> set[int]:
    """The reports that are to be matched anew when the number is taken out of one.

    A number in too many reports is held back in all of them, so one fewer may be what
    lets the others through.
    """
    same = ReportIdentifier.objects.filter(
        party=identifier.party, token=identifier.token
    )
    most = Brakes().reports
    others = same.exclude(pk=identifier.pk).values_list("report", flat=True)
    found = set(others[: most + 1])
    return {identifier.report_id, *(found if len(found) <= most else ())}


def _touch(*reports: int) -> None:
    """The numbers by which these reports are found have changed, so a search for what
    is new must see them. Their version stays: an open form of their fields remains
    valid."""
    FraudReport.objects.filter(pk__in=reports).update(updated_at=timezone.now())


def _tell(*reports: int) -> None:
    transaction.on_commit(
        partial(reports_changed.send, sender=FraudReport, report_ids=list(reports))
    )
