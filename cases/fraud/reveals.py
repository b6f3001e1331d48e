"""A fraud report in the clear: the victim, all numbers, the facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.fraud.models import FraudReport
from cases.reveals.pages import RevealView, Shown


class ReportRevealView(RevealView):
    model = FraudReport

    def case_of(self, obj: FraudReport) -> None:
        """Reports belong to no case."""

    def masked(self, obj: FraudReport) -> list[Shown]:
        """Nothing: all of it stands masked on the page already."""
        return []

    def clear(self, obj: FraudReport) -> list[Shown]:
        numbers = [
            Shown(f"{n.get_party_display()} · {n.get_kind_display()}", n.sealed)
            for n in obj.identifiers.order_by("-party", "kind", "pk")
        ]
        victim = Shown(_("Victim"), obj.victim_name)
        return [victim, *numbers, Shown(_("Facts reported"), obj.narrative)]
