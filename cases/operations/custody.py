"""What an arrest means for the suspect's record."""

from __future__ import annotations

from typing import Any

from cases.access import writes
from cases.access.models import Officer
from cases.suspects.models import Suspect

# Measures that end when the suspect is caught. Someone caught is detained first;
# arrest in the sense of the law needs the procuratorate's approval (Criminal
# Procedure Law, arts. 82 and 87), so one that is recorded already stays.
_BEFORE_CUSTODY = {
    Suspect.Measure.NONE,
    Suspect.Measure.WANTED,
    Suspect.Measure.SUMMONED,
    Suspect.Measure.RELEASED,
}


def take_into_custody(*, officer: Officer, suspect: Suspect) -> Suspect:
    """Record that the suspect was caught; nothing changes where it is known.

    Within the caller's transaction.
    """
    row = Suspect.lock(suspect.pk)
    changes: dict[str, Any] = {}
    if row.identification != Suspect.Identification.IN_CUSTODY:
        changes["identification"] = Suspect.Identification.IN_CUSTODY
    if row.measure in _BEFORE_CUSTODY:
        changes["measure"] = Suspect.Measure.DETAINED
    if not changes:
        return row
    return writes.update(officer=officer, obj=row, version=row.version, changes=changes)
