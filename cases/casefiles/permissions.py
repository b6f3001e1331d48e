"""Who may do what in a case they can see, as it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from cases.access.errors import Refused
from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember, Role, Standing


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
    KEEP = "keep"  # closing, sealing, retiring, and taking up again


ABILITIES: dict[Role, frozenset[Ability]] = {
    Role.LEAD: frozenset(Ability),
    Role.INVESTIGATOR: frozenset(Ability) - {Ability.MANAGE, Ability.KEEP},
    Role.ANALYST: frozenset(
        {Ability.READ, Ability.INTAKE, Ability.REVEAL, Ability.MATCH}
    ),
    Role.VIEWER: frozenset({Ability.READ}),
}
OF_PROSECUTORS = frozenset({Ability.READ, Ability.REVEAL, Ability.SUMMARISE})


# What can be done in a case as it stands, whatever the officer's role. Only this
# decides: what is missing here is refused everywhere.
AT_STANDING: dict[Standing, frozenset[Ability]] = {
    Standing.OPEN: frozenset(Ability),
    # New reports are still matched: they may be why it is taken up again.
    Standing.CLOSED: frozenset(Ability)
    - {Ability.WRITE, Ability.INTAKE, Ability.OPERATE},
    Standing.SEALED: frozenset({Ability.READ, Ability.REVEAL, Ability.KEEP}),
    Standing.RETIRED: frozenset({Ability.READ}),
}
WHY: Final[dict[Standing, Any]] = {
    Standing.CLOSED: _(
        "This case is closed: nothing is added to it. Its lead investigator can take"
        " it up again."
    ),
    Standing.SEALED: _(
        "This case is sealed: it can be read, and nothing in it can be changed or"
        " added. Its lead investigator can lift the seal, with a reason."
    ),
    Standing.RETIRED: _(
        "This case is retired for good: it is kept for its lead investigator to read,"
        " and nothing else can be done with it."
    ),
}


def standings_with(ability: Ability) -> list[Standing]:
    """For querysets: the standings of a case in which this can be done."""
    return [standing for standing, left in AT_STANDING.items() if ability in left]


def abilities(officer: Officer, case: Case) -> frozenset[Ability]:
    """What the officer may do in a case that is visible to them, as it stands."""
    return _of_role(officer, case) & AT_STANDING[Standing(case.standing)]


def require(officer: Officer, case: Case, ability: Ability) -> None:
    """Raises PermissionDenied unless the officer may do this in the case; Refused,
    with its sentence, where it is for how the case stands.

    Services ask in the transaction in which they write: until it ends, the case
    stands as it did, and whoever closes or seals it waits.
    """
    case.hold_standing()
    of_role = _of_role(officer, case)
    if ability not in of_role:
        raise PermissionDenied
    standing = Standing(case.standing)
    if ability not in AT_STANDING[standing]:
        raise Refused(WHY[standing])


def _of_role(officer: Officer, case: Case) -> frozenset[Ability]:
    """Officers of the lead unit who are not members may read."""
    if officer.is_prosecutor:
        return OF_PROSECUTORS
    role = (
        CaseMember.objects.current()
        .filter(case=case, officer=officer)
        .values_list("role", flat=True)
        .first()
    )
    return ABILITIES[Role(role)] if role else frozenset({Ability.READ})
