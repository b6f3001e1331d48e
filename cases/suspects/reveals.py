"""A suspect's number in the clear."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.casefiles.models import Case
from cases.reveals.pages import RevealView, Shown
from cases.suspects.models import Identifier


def masked(identifier: Identifier) -> list[Shown]:
    return [Shown(identifier.get_kind_display(), identifier.mask)]


class IdentifierRevealView(RevealView):
    model = Identifier

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("suspect__case")

    def case_of(self, obj: Identifier) -> Case:
        return obj.suspect.case

    def masked(self, obj: Identifier) -> list[Shown]:
        return masked(obj)

    def clear(self, obj: Identifier) -> list[Shown]:
        return [Shown(obj.get_kind_display(), obj.sealed)]

    def back(self, obj: Identifier) -> str:
        return obj.suspect.get_absolute_url()
