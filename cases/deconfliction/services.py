"""Comparing what is recorded of a suspect with every other case."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.deconfliction.models import (
    Comparison,
    Pointer,
    PointerWord,
    led_cases,
)
from cases.deconfliction.same import Recorded, keys_of, others
from cases.suspects.models import Alias, Suspect


def left_today(officer: Officer) -> int:
    made = Comparison.objects.made_today(officer).count()
    return max(0, settings.CASEDESK_COMPARISONS_A_DAY - made)


@transaction.atomic
def compare(*, officer: Officer, obj: Recorded) -> list[Pointer]:
    """Point the leads of both cases to each other where another case has the same;
    the new pointers.

    A comparison counts against the officer's quota of the day, whatever it finds.
    Beyond the quota nothing is compared; that is recorded, and made good later.
    """
    # Requests of one officer from two windows are counted one after the other.
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    refused = not left_today(officer)
    _note(officer, obj, refused=refused)
    if refused:
        return []
    for key in sorted(keys_of(obj)):
        _lock(key)
    return _point(officer, obj)


def _note(officer: Officer, obj: Recorded, *, refused: bool) -> None:
    about = {"alias" if isinstance(obj, Alias) else "identifier": obj}
    Comparison.objects.create(officer=officer, refused=refused, **about)
    if refused:
        audit.record(
            officer=officer, action=Action.REFUSE, obj=obj, refused="comparison_quota"
        )
    else:
        audit.record(officer=officer, action=Action.SEARCH, obj=obj, compared=True)


def _lock(key: str) -> None:
    """Lock, so that of two officers who record the same at once the second finds the
    first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('casedesk pointer'), hashtext(%s))",
            [key],
        )


def _point(officer: Officer, obj: Recorded) -> list[Pointer]:
    return [
        pointer
        for kind, suspects in others(obj)
        for theirs in suspects.exclude(case=obj.suspect.case_id).order_by("pk")
        if (pointer := _between(officer, kind, obj.suspect, theirs))
    ]


def _between(
    officer: Officer, kind: str, mine: Suspect, theirs: Suspect
) -> Pointer | None:
    """A new pointer, None if there is one already."""
    first, second = sorted((mine, theirs), key=lambda suspect: suspect.pk)
    if Pointer.objects.filter(first=first, second=second, kind=kind).exists():
        return None
    pointer = Pointer.objects.create(first=first, second=second, kind=kind)
    # The entry names no case: a case's own people can read its entries, and must
    # learn nothing from them.
    audit.record(officer=officer, action=Action.CREATE, obj=pointer, kind=kind)
    return pointer


def compare_waiting() -> int:
    """What was refused for a used-up quota, compared as far as today's quota goes;
    how many were compared."""
    done = 0
    waiting = Comparison.objects.waiting().order_by("pk")
    for refused in waiting.select_related("officer", "alias", "identifier"):
        obj = refused.alias or refused.identifier
        if obj is not None and left_today(refused.officer):
            compare(officer=refused.officer, obj=obj)
            done += 1
    return done


@transaction.atomic
def say(*, officer: Officer, pointer: Pointer, case: Case, outcome: str) -> PointerWord:
    """What came of a pointer, for one of the two cases, by its lead.

    Raises ValidationError for an outcome that does not exist, PermissionDenied for
    anybody else.
    """
    sides = {pointer.first.case_id, pointer.second.case_id}
    if case.pk not in sides or not led_cases(officer).filter(case=case).exists():
        raise PermissionDenied
    word = PointerWord(pointer=pointer, case=case, outcome=outcome, officer=officer)
    word.full_clean()
    word.save()
    audit.record(
        officer=officer,
        action=Action.JUDGE,
        obj=pointer,
        case_id=case.pk,
        outcome=outcome,
    )
    return word


def not_compared() -> str:
    return _(
        "Recorded, but not yet compared with the cases of other units: your %d"
        " comparisons of today are used up. It is compared by itself as soon as your"
        " quota is free again."
    ) % (settings.CASEDESK_COMPARISONS_A_DAY)
