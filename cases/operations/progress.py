"""How a team's status moves on, and when a report makes no sense."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.operations.models import Operation, Team

State = Operation.State
Status = Team.Status

# The statuses that usually come next. The report page offers every status, so that a
# wrong tap can be put right.
NEXT: dict[str, tuple[Status, ...]] = {
    Status.PREPARING: (Status.EN_ROUTE,),
    Status.EN_ROUTE: (Status.IN_POSITION,),
    Status.IN_POSITION: (Status.ENTERED,),
    Status.ENTERED: (Status.ARRESTED, Status.NOT_FOUND),
    Status.ARRESTED: (Status.RETURNED,),
    Status.NOT_FOUND: (Status.ENTERED, Status.RETURNED),
    Status.RETURNED: (),
}
BEFORE_THE_GO = frozenset({Status.PREPARING, Status.EN_ROUTE, Status.IN_POSITION})
AFTER_THE_GO = frozenset({Status.ENTERED, Status.ARRESTED, Status.NOT_FOUND})

# From which states an operation may be brought to another.
COMES_FROM: dict[str, frozenset[State]] = {
    State.RUNNING: frozenset({State.PLANNED}),
    State.ENDED: frozenset({State.RUNNING}),
    State.CALLED_OFF: frozenset({State.PLANNED, State.RUNNING}),
}


def refusal(state: str, status: str) -> Promise | None:
    """Why no team can report this status in an operation of this state."""
    if state == State.ENDED:
        return _("The operation has ended; nothing is reported any more.")
    if status not in AFTER_THE_GO or state == State.RUNNING:
        return None
    if state == State.CALLED_OFF:
        return _("The operation is called off; teams only return.")
    return _("The go has not been given yet.")


def next_statuses(state: str, status: str, *, all_held: bool) -> list[Status]:
    """What a team leader taps next, likeliest first; a team that holds one of
    its targets may hold another next."""
    usual = NEXT[status]
    if status == Status.ARRESTED and not all_held:
        usual = (Status.ARRESTED, *usual)
    if state == State.CALLED_OFF and status != Status.RETURNED:
        usual = (Status.RETURNED,)
    return [item for item in usual if refusal(state, item) is None]


def states_after(state: str) -> set[str]:
    """To which states an operation can be brought from this one."""
    return {after for after, before in COMES_FROM.items() if state in before}
