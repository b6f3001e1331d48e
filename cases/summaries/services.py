"""What can be done with case summaries: ask for one, stop it, fetch it."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.uploads import open_sealed
from cases.engine.errors import WrongKey
from cases.summaries.collect import collect
from cases.summaries.facts import digest
from cases.summaries.models import Summary, Volume


@transaction.atomic
def request_summary(
    *, officer: Officer, case: Case, language: str, volume: str, wake: bool = True
) -> Summary:
    """Let a worker make the next version, or give the version that says the same.

    Nothing is made twice: where an earlier version of the officer's unit, in the
    same language and for the same volume, rests on the very same facts, that one
    is returned; it is done already. A prosecutor always gets the litigation volume.
    """
    require(officer, case, Ability.SUMMARISE)
    if officer.is_prosecutor:
        volume = Volume.LITIGATION
    same = Summary.objects.visible_to(officer).of_case(case).made()
    found = same.filter(
        language=language,
        volume=volume,
        requested_by__unit=officer.unit_id,
        facts_sha256=digest(collect(officer, case.pk, volume)),
    ).first()
    return found or _next_version(officer, case, language, volume, wake=wake)


@transaction.atomic
def _next_version(
    officer: Officer, case: Case, language: str, volume: str, *, wake: bool
) -> Summary:
    # Locked, so that two requests at once do not take the same number.
    Case.lock(case.pk)
    last = Summary.objects.of_case(case).aggregate(last=Max("number"))["last"] or 0
    summary = Summary(
        case=case,
        number=last + 1,
        language=language,
        volume=volume,
        as_of=timezone.now(),
        requested_by=officer,
        unit="pages",
    )
    jobs.submit(summary, wake=wake)
    audit.record(
        officer=officer,
        action=Action.RUN,
        obj=summary,
        version=summary.number,
        language=language,
        volume=volume,
    )
    return summary


@transaction.atomic
def cancel(*, officer: Officer, summary: Summary) -> None:
    require(officer, summary.case, Ability.SUMMARISE)
    jobs.request_cancel(summary)
    audit.record(officer=officer, action=Action.CANCEL, obj=summary)


@transaction.atomic
def start_again(*, officer: Officer, summary: Summary) -> None:
    """Start a version again that failed or was cancelled; does nothing to any other.

    It is made as whoever asked for it first, for their unit stands on it.
    """
    require(officer, summary.case, Ability.SUMMARISE)
    row = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if not row.can_be_started:
        return
    jobs.submit(row)
    audit.record(officer=officer, action=Action.RUN, obj=row, version=row.number)


def fetch(*, officer: Officer, summary: Summary) -> bytes:
    """The PDF, its export audited.

    Raises WrongKey where it cannot be opened or is not what was sealed, OSError
    where it is gone.
    """
    with open_sealed(summary.pdf) as stream:
        pdf = stream.read()
    if hashlib.sha256(pdf).hexdigest() != summary.sha256:
        raise WrongKey("digest_differs", file=str(summary))
    audit.record(
        officer=officer,
        action=Action.EXPORT,
        obj=summary,
        version=summary.number,
        sha256=summary.sha256,
    )
    return pdf
