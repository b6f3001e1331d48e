"""Pointers between cases that know nothing of each other, and who asked how often."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.sealing import KIND_LABELS
from cases.suspects.models import Alias, Identifier, Suspect

HANDLE = "handle"
_LOWEST, _NUMBERS = 10_000_000, 90_000_000


def kind_choices() -> list[tuple[str, Any]]:
    return [(HANDLE, _("Online name")), *KIND_LABELS.items()]


def new_number() -> int:
    """Drawn at random: a running number would tell how many pointers there are."""
    return _LOWEST + secrets.randbelow(_NUMBERS)


def led_cases(officer: Officer) -> models.QuerySet[CaseMember, int]:
    """The cases that the officer leads today."""
    mine = CaseMember.objects.current().filter(officer=officer, role=Role.LEAD)
    return mine.values_list("case", flat=True)


class PointerQuerySet(ScopedQuerySet["Pointer"]):
    def visible_to(self, officer: Officer) -> PointerQuerySet:
        """The leads of the two cases alone: whoever records a number does not learn
        from it whether others have it."""
        if not officer.is_police:
            return self.none()
        led = led_cases(officer)
        return self.filter(Q(first__case__in=led) | Q(second__case__in=led))

    def with_sides(self) -> PointerQuerySet:
        return self.select_related("first__case__lead_unit", "second__case__lead_unit")

    def unanswered_by(self, officer: Officer) -> PointerQuerySet:
        """Pointers of which a case that the officer leads has not yet said what came of
        them."""
        led = led_cases(officer)
        said = PointerWord.objects.filter(pointer=models.OuterRef("pk"))
        open_sides = [
            Q(**{f"{side}__case__in": led})
            & ~models.Exists(said.filter(case=models.OuterRef(f"{side}__case")))
            for side in ("first", "second")
        ]
        return self.filter(open_sides[0] | open_sides[1])


class Pointer(models.Model):
    """Two suspects of different cases have an identifier of this kind in common.

    Which identifier is not kept: the pointer brings two units together and tells
    nothing. The database refuses to change or delete it. `first` has the lower number.
    """

    id = models.PositiveIntegerField(_("number"), primary_key=True, default=new_number)
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    first = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    second = models.ForeignKey(Suspect, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = PointerQuerySet.as_manager()

    class Meta:
        verbose_name = _("pointer")
        verbose_name_plural = _("pointers")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second", "kind"], name="pointer_once"
            )
        ]

    def __str__(self) -> str:
        return f"P-{self.pk // 10_000}-{self.pk % 10_000:04}"

    def get_absolute_url(self) -> str:
        return reverse("cases:pointer_detail", args=[self.pk])


class PointerWord(models.Model):
    """What one side says came of a pointer; the last one counts, none is changed."""

    class Outcome(models.TextChoices):
        CONTACTED = "contacted", _("Contacted")
        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Different persons")
        NO_ANSWER = "no_answer", _("No answer")

    pointer = models.ForeignKey(Pointer, models.PROTECT, related_name="words")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("word on a pointer")
        verbose_name_plural = _("words on pointers")
        ordering = ["-pk"]


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def made_today(self, officer: Officer) -> ComparisonQuerySet:
        """The comparisons of a day (in local time) that count against the quota."""
        midnight = datetime.combine(
            timezone.localdate(), time.min, timezone.get_current_timezone()
        )
        today = Q(at__gte=midnight, at__lt=midnight + timedelta(days=1))
        return self.filter(today, officer=officer, refused=False)

    def waiting(self) -> ComparisonQuerySet:
        """Comparisons that were refused and have not been made since."""
        same = Comparison.objects.filter(
            refused=False,
            alias=models.OuterRef("alias"),
        ) | Comparison.objects.filter(
            refused=False,
            identifier=models.OuterRef("identifier"),
        )
        return self.filter(refused=True).exclude(models.Exists(same))


class Comparison(models.Model):
    """A handle or a number was compared with all other cases, or was not, because its
    officer's quota of the day was used up. Rows are added and never changed."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    alias = models.ForeignKey(Alias, models.PROTECT, null=True, related_name="+")
    identifier = models.ForeignKey(
        Identifier, models.PROTECT, null=True, related_name="+"
    )
    refused = models.BooleanField(default=False)
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["officer", "at"], name="comparison_of_day")]
