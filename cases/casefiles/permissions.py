"""Who may do what in a case they can see."""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember, Role


class Ability(StrEnum):
    """READ comes with seeing the case; the rest with the role."""

    READ = "read"
    WRITE = "write"  # suspects, exhibits, notes
    INTAKE = "intake"  # seized files
    REVEAL = "reveal"  # one record in the clear, with a reason
    MATCH = "match"  # cross-match runs and judgements
    OPERATE = "operate"  # arrest operations
    SUMMARISE = "summarise"  # the case summary
    MANAGE = "manage"  # the case itself, its members, the hand-over


ABILITIES: dict[Role, frozenset[Ability]] = {
    Role.LEAD: frozenset(Ability),
    Role.INVESTIGATOR: frozenset(Ability) - {Ability.MANAGE},
    Role.ANALYST: frozenset(
        {Ability.READ, Ability.INTAKE, Ability.REVEAL, Ability.MATCH}
    ),
    Role.VIEWER: frozenset({Ability.READ}),
}
OF_PROSECUTORS = frozenset({Ability.READ, Ability.REVEAL, Ability.SUMMARISE})


def abilities(officer: Officer, case: Case) -> frozenset[Ability]:
    """What the officer may do in a case that is visible to them.

    Officers of the lead unit who are not members may read.
    """
    if officer.is_prosecutor:
        return OF_PROSECUTORS
    role = (
        CaseMember.objects.current()
        .filter(case=case, officer=officer)
        .values_list("role", flat=True)
        .first()
    )
    return ABILITIES[Role(role)] if role else frozenset({Ability.READ})


def require(officer: Officer, case: Case, ability: Ability) -> None:
    """Raises PermissionDenied unless the officer may do this in the case."""
    if ability not in abilities(officer, case):
        raise PermissionDenied
