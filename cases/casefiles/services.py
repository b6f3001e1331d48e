"""What can be done with a case."""

from __future__ import annotations

from datetime import date, timedelta
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
from cases.casefiles.notices import MembershipNotice, tell
from cases.casefiles.permissions import Ability, require
from cases.casefiles.signals import two_officers_wanted

Kind = MembershipNotice.Kind


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


@transaction.atomic
def add_member(
    *,
    officer: Officer,
    case: Case,
    member: Officer,
    role: str,
    until: date | None = None,
) -> CaseMember:
    """Raises ValidationError if the member is not a police officer or is in the
    case already. The member is told."""
    require(officer, case, Ability.MANAGE)
    if not member.is_police:
        raise ValidationError({"officer": _("Only police officers can be members.")})
    membership = CaseMember(case=case, officer=member, role=role, until=until)
    writes.create(officer=officer, obj=membership)
    tell(Kind.ADDED, membership, by=officer)
    return membership


@transaction.atomic
def update_member(
    *, officer: Officer, membership: CaseMember, version: int, **changes: Any
) -> CaseMember:
    """Raises ValidationError if the case would be left without a lead. The member
    is told."""
    require(officer, membership.case, Ability.MANAGE)
    # Two leads who remove each other are handled one after the other.
    Case.lock(membership.case_id)
    stays = changes.get("role") == Role.LEAD and not changes.get("until")
    if not stays:
        # Read again: the form has already changed the object that it was given.
        _refuse_leaderless(CaseMember.objects.get(pk=membership.pk))
    row = writes.update(
        officer=officer, obj=membership, version=version, changes=changes
    )
    is_over = row.until is not None and row.until < timezone.localdate()
    tell(Kind.ENDED if is_over else Kind.CHANGED, row, by=officer)
    return row


def end_member(*, officer: Officer, membership: CaseMember) -> CaseMember:
    """End a membership at once: yesterday was its last day."""
    return update_member(
        officer=officer,
        membership=membership,
        version=membership.version,
        role=membership.role,
        until=timezone.localdate() - timedelta(days=1),
    )


def _refuse_leaderless(membership: CaseMember) -> None:
    leads = membership.case.members.current().filter(role=Role.LEAD)
    lasting = leads.filter(until=None).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not lasting.exists():
        raise ValidationError(
            {"role": _("The case would be left without a lead investigator.")}
        )


@transaction.atomic
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
