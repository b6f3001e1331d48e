"""What can be done with a case."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer, Unit
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case, CaseMember, Note, Role
from cases.casefiles.permissions import Ability, require
from cases.casefiles.signals import two_officers_wanted


@transaction.atomic
def open_case(*, officer: Officer, **fields: Any) -> Case:
    """Open a case of the officer's unit; the officer becomes its lead."""
    fields.setdefault("lead_unit", officer.unit)
    fields.setdefault("province", officer.unit.province)
    case = writes.create(officer=officer, obj=Case(**fields))
    membership = CaseMember(case=case, officer=officer, role=Role.LEAD)
    writes.create(officer=officer, obj=membership)
    return case


@transaction.atomic
def update_case(*, officer: Officer, case: Case, version: int, **changes: Any) -> Case:
    require(officer, case, Ability.MANAGE)
    row = writes.update(officer=officer, obj=case, version=version, changes=changes)
    if row.two_officers:
        two_officers_wanted.send(Case, case_id=row.pk, officer=officer)
    return row


def add_member(
    *,
    officer: Officer,
    case: Case,
    member: Officer,
    role: str,
    until: date | None = None,
) -> CaseMember:
    """Raises ValidationError if the member is not a police officer or is in the
    case already."""
    require(officer, case, Ability.MANAGE)
    if not member.is_police:
        raise ValidationError({"officer": _("Only police officers can be members.")})
    membership = CaseMember(case=case, officer=member, role=role, until=until)
    return writes.create(officer=officer, obj=membership)


def update_member(
    *, officer: Officer, membership: CaseMember, version: int, **changes: Any
) -> CaseMember:
    """Raises ValidationError if the case would be left without a lead."""
    require(officer, membership.case, Ability.MANAGE)
    leads = membership.case.members.current().filter(role=Role.LEAD)
    stays = changes.get("role") == Role.LEAD and not changes.get("until")
    if not stays and not leads.exclude(pk=membership.pk).exists():
        raise ValidationError(
            {"role": _("The case would be left without a lead investigator.")}
        )
    return writes.update(
        officer=officer, obj=membership, version=version, changes=changes
    )


def add_note(*, officer: Officer, case: Case, text: str) -> Note:
    require(officer, case, Ability.WRITE)
    return writes.create(
        officer=officer, obj=Note(case=case, author=officer, text=text)
    )


@transaction.atomic
def hand_over(*, officer: Officer, case: Case, unit: Unit) -> Case:
    """Transfer the case for prosecution: from now on the procuratorate's
    prosecutors see its litigation volume (程序规定 arts. 287-292)."""
    require(officer, case, Ability.MANAGE)
    row = Case.lock(case.pk)
    if row.handed_over_at:
        raise ValidationError(_("The case has been handed over already."))
    row.handed_over_at = timezone.now()
    row.handed_over_to = unit
    row.stage = Case.Stage.TRANSFERRED
    row.save_changed()
    audit.record(
        officer=officer, action=Action.CHANGE, obj=row, handed_over_to=unit.name
    )
    return row
