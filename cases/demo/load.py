"""Puts the demo case into the database, all of it or nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from casedesk import environment
from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.demo import (
    chain,
    evidence,
    files,
    findings,
    neighbours,
    people,
    second_factor,
    story,
)

Say = Callable[[str], None]


def ensure(say: Say) -> str:
    """Load the demo case if it is missing and give its officers their second factor;
    returns their password.

    One transaction: a load that is broken off leaves an empty database, and the
    next start begins anew. Raises ValidationError where a sign-in name of the demo
    belongs to somebody else.
    """
    password, drawn = _password(environment.key_dir() / "demo_password")
    if not Case.objects.filter(number=story.CASE_NUMBER).exists():
        _refuse_taken_names()
        # What the work itself writes down, such as custody, is in Chinese as well.
        with translation.override("zh-hans"), transaction.atomic():
            load(say, password)
    elif drawn:
        _give_all(password)
    second_factor.give(_officers())
    return password


def load(say: Say, password: str) -> Case:
    say("Officers, the case, its suspects …")
    officers = people.add_officers(password)
    case = people.open_case(officers)
    lead = officers["lead"]
    suspects = people.add_suspects(lead, case)
    say("Seized files …")
    made = files.make()
    datasets = evidence.add_seizures(lead, case, suspects, made)
    datasets += chain.add_sets(lead, case, suspects, made)
    say("Fraud reports …")
    evidence.add_reports(lead, made.reports_xlsx)
    say("Cross-match …")
    findings.cross_match(lead, case, datasets)
    findings.judge(lead, case)
    say("Lineage …")
    chain.trace(lead, case)
    findings.arrest(lead, case, suspects)
    neighbours.add_case(officers["outsider"])
    findings.hand_over(lead, case, officers["prosecutor"])
    return case


def _password(path: Path) -> tuple[str, bool]:
    """From its file, or drawn now; nobody can guess what no file in the
    repository holds."""
    if path.exists():
        return path.read_text().strip(), False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = secrets.token_urlsafe(9)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(password)
    return password, True


def _refuse_taken_names() -> None:
    if taken := _officers().first():
        raise ValidationError(
            f"The sign-in name {taken.username} is taken: load the demo into a"
            " folder of its own, with CASEDESK_DATA=FOLDER."
        )


def _officers() -> QuerySet[Officer]:
    names = [officer.username for officer in story.OFFICERS]
    return Officer.objects.filter(username__in=names)


def _give_all(password: str) -> None:
    for officer in _officers():
        officer.set_password(password)
        officer.save()
