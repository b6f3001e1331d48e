"""Scope of everything that belongs to a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self, TypeVar

from django.db import models

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import Case, Standing
from cases.casefiles.permissions import Ability, standings_with

M = TypeVar("M", bound=models.Model, covariant=True)


class CaseScopedQuerySet(ScopedQuerySet[M]):
    """Visible is what belongs to a visible case.

    `case_path` is the lookup that leads to the case. `in_litigation_volume`
    says whether it goes to the procuratorate with the case (诉讼卷) or stays
    with the police (侦查卷).
    """

    case_path: ClassVar[str] = "case"
    in_litigation_volume: ClassVar[bool] = True

    def visible_to(self, officer: Officer) -> Self:
        if officer.is_prosecutor and not self.in_litigation_volume:
            return self.none()
        cases = Case.objects.visible_to(officer)
        return self.filter(**{f"{self.case_path}__in": cases})

    def of_case(self, case: Case) -> Self:
        return self.filter(**{self.case_path: case})

    def of_cases(self, cases: Iterable[Case]) -> Self:
        return self.filter(**{f"{self.case_path}__in": list(cases)})

    def searchable(self) -> Self:
        """Without what lies in retired cases, which can be read but not searched."""
        return self.exclude(**{f"{self.case_path}__standing": Standing.RETIRED})

    def where(self, ability: Ability) -> Self:
        """What lies in cases whose standing allows this."""
        standings = standings_with(ability)
        return self.filter(**{f"{self.case_path}__standing__in": standings})
