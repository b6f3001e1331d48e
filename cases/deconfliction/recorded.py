"""What the suspects' slice tells this one, and is told by it."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cases.access.models import Officer
from cases.deconfliction import services
from cases.deconfliction.models import Comparison
from cases.suspects.models import Alias, Identifier
from cases.suspects.signals import identifier_recorded, remarks_wanted


@receiver(identifier_recorded)
def compare_it(officer: Officer, obj: Alias | Identifier, **_kwargs: Any) -> None:
    services.compare(officer=officer, obj=obj)


@receiver(remarks_wanted)
def say_that_it_waits(obj: Alias | Identifier, **_kwargs: Any) -> str:
    """Nothing is said here of what was found: only the leads are told that."""
    about = {"alias" if isinstance(obj, Alias) else "identifier": obj}
    waits = Comparison.objects.waiting().filter(**about).exists()
    return services.not_compared() if waits else ""
