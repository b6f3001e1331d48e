"""What can be done with suspects, their aliases and their numbers."""

from __future__ import annotations

from typing import Any, TypeVar

import polars as pl
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common.wording import why_no_number
from cases.engine.identifiers import KINDS, Status
from cases.suspects.models import Alias, Identifier, Suspect
from cases.suspects.signals import identifier_recorded

Recorded = TypeVar("Recorded", Alias, Identifier)

# Measures that end when the suspect is caught. Someone caught is detained first;
# arrest in the sense of the law needs the procuratorate's approval (Criminal
# Procedure Law, arts. 82 and 87), so one that is recorded already stays.
_BEFORE_CUSTODY = {
    Suspect.Measure.NONE,
    Suspect.Measure.WANTED,
    Suspect.Measure.SUMMONED,
    Suspect.Measure.RELEASED,
}


@transaction.atomic
def add_suspect(
    *,
    officer: Officer,
    case: Case,
    platform: str = "",
    handle: str = "",
    **fields: Any,
) -> Suspect:
    """A new suspect with the next number of the case, and a first alias if given."""
    require(officer, case, Ability.WRITE)
    # The lock on the case keeps two officers from taking the same number.
    Case.lock(case.pk)
    last = case.suspects.aggregate(last=Max("number"))["last"] or 0
    suspect = writes.create(
        officer=officer, obj=Suspect(case=case, number=last + 1, **fields)
    )
    if handle:
        add_alias(officer=officer, suspect=suspect, platform=platform, handle=handle)
    return suspect


@transaction.atomic
def update_suspect(
    *, officer: Officer, suspect: Suspect, version: int, **changes: Any
) -> Suspect:
    require(officer, suspect.case, Ability.WRITE)
    return writes.update(officer=officer, obj=suspect, version=version, changes=changes)


@transaction.atomic
def take_into_custody(*, officer: Officer, suspect: Suspect) -> Suspect:
    """Record that the suspect was caught; nothing changes where it is known."""
    require(officer, suspect.case, Ability.WRITE)
    row = Suspect.lock(suspect.pk)
    changes: dict[str, Any] = {}
    if not row.is_in_custody:
        changes["identification"] = Suspect.Identification.IN_CUSTODY
    if row.measure in _BEFORE_CUSTODY:
        changes["measure"] = Suspect.Measure.DETAINED
    if not changes:
        return row
    return writes.update(officer=officer, obj=row, version=row.version, changes=changes)


@transaction.atomic
def add_alias(*, officer: Officer, suspect: Suspect, **fields: Any) -> Alias:
    """Raises ValidationError if the suspect has this handle already."""
    require(officer, suspect.case, Ability.WRITE)
    Suspect.lock(suspect.pk)
    alias = Alias(suspect=suspect, **fields)
    _refuse_twice(alias)
    return _told(officer, writes.create(officer=officer, obj=alias))


@transaction.atomic
def update_alias(
    *, officer: Officer, alias: Alias, version: int, **changes: Any
) -> Alias:
    """Raises ValidationError if the suspect has this handle already."""
    require(officer, alias.case, Ability.WRITE)
    Suspect.lock(alias.suspect_id)
    names = {"platform": alias.platform, "handle": alias.handle, **changes}
    _refuse_twice(
        Alias(
            pk=alias.pk,
            suspect=alias.suspect,
            platform=names["platform"],
            handle=names["handle"],
        )
    )
    before = alias.handle_key
    row = writes.update(officer=officer, obj=alias, version=version, changes=changes)
    return row if row.handle_key == before else _told(officer, row)


def _told(officer: Officer, obj: Recorded) -> Recorded:
    """Let the slices above know what a suspect has now."""
    identifier_recorded.send(sender=type(obj), officer=officer, obj=obj)
    return obj


def _refuse_twice(alias: Alias) -> None:
    same = alias.suspect.aliases.filter(platform=alias.platform, handle=alias.handle)
    if same.exclude(pk=alias.pk).exists():
        raise ValidationError({"handle": _("The suspect has this handle already.")})


@transaction.atomic
def add_identifier(
    *,
    officer: Officer,
    suspect: Suspect,
    kind: str,
    number: str,
    alias: Alias | None = None,
    source: str = "",
) -> Identifier:
    """Take in a number as it was typed; it is stored sealed, with token and mask.

    Raises ValidationError that says why it is no number of this kind, that the
    suspect has it already, or that the alias is not theirs.
    """
    require(officer, suspect.case, Ability.WRITE)
    Suspect.lock(suspect.pk)
    identifier = Identifier(suspect=suspect, alias=alias, source=source)
    identifier.set_value(kind, canonical(kind, number))
    if suspect.identifiers.filter(token=identifier.token).exists():
        raise ValidationError({"number": _("The suspect has this number already.")})
    return _told(officer, writes.create(officer=officer, obj=identifier))


def canonical(kind: str, number: str) -> str:
    """The one value in what was typed.

    Raises ValidationError, without repeating what was typed.
    """
    readings = KINDS[kind].read_one(number)
    if not readings:
        raise ValidationError({"number": _("Type a number.")})
    if len(readings) > 1:
        raise ValidationError(
            {"number": _("These are several numbers: add them one by one.")}
        )
    reading = readings[0]
    if reading.status is not Status.VALID or reading.value is None:
        raise ValidationError({"number": why_no_number(reading.reason)})
    return reading.value


def is_doubtful(identifier: Identifier) -> bool:
    """Whether a check fails that real numbers may fail too, such as a card's."""
    value = pl.Series([identifier.sealed], dtype=pl.String)
    return bool(KINDS[identifier.kind].doubtful(value).item())
