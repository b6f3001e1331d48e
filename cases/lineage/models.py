"""Which data sets share what, who had it first, and what officers made of that."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.written import ReasonField
from cases.matching.models import SAYABLE, Judgement
from cases.seizures.models import SeizedDataset, SeizedFile


class LineageRunQuerySet(ScopedQuerySet["LineageRun"]):
    def visible_to(self, officer: Officer) -> LineageRunQuerySet:
        """Runs of which the officer sees every case: what several cases have in common
        is not shown to somebody who may see only some of them."""
        if not officer.is_police:
            return self.none()
        cases = Case.objects.visible_to(officer)
        others = LineageRun.others.through.objects.exclude(case__in=cases)
        return self.filter(case__in=cases).exclude(pk__in=others.values("lineagerun"))


class LineageRun(Job):
    """One comparison of all pairs of data sets of a case, or of several cases.

    `searched`: data set → file → its store, from which the figures were made.
    """

    task_name = "cases.lineage.tasks.trace_lineage"

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="lineage_runs", verbose_name=_("case")
    )
    others = models.ManyToManyField(
        Case, related_name="+", verbose_name=_("other cases"), blank=True
    )
    searched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    left_out: models.JSONField[Any, Any] = models.JSONField(default=list)
    datasets = models.PositiveIntegerField(_("data sets"), default=0)
    pairs = models.PositiveIntegerField(_("pairs"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = LineageRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lineage run")
        verbose_name_plural = _("lineage runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Lineage run %s") % self.pk)

    @property
    def memory_mb(self) -> int:
        return 500

    @property
    def is_automatic(self) -> bool:
        return self.requested_by_id is None

    @property
    def has_to_wait(self) -> bool:
        """A run that nobody asked for waits until all the case's files are taken in:
        fifty files are then compared once, not fifty times."""
        files = SeizedFile.objects.filter(dataset__case=self.case_id)
        return self.is_automatic and files.filter(state__in=self.ACTIVE).exists()


class PairQuerySet(ScopedQuerySet["Pair"]):
    def visible_to(self, officer: Officer) -> PairQuerySet:
        """Pairs of which the officer sees the cases of both data sets. A prosecutor
        sees only what officers have settled, not what the machine proposes."""
        cases = Case.objects.visible_to(officer)
        pairs = self.filter(first__case__in=cases, second__case__in=cases)
        return pairs.settled() if officer.is_prosecutor else pairs

    def settled(self) -> PairQuerySet:
        """Confirmed or rejected, while the proposal is still the one that was
        judged."""
        words = PairWord.objects.filter(pair=OuterRef("pk")).order_by("-pk")
        return self.filter(
            judgement__in=(Judgement.CONFIRMED, Judgement.REJECTED),
            direction=Subquery(words.values("direction")[:1]),
        )

    def of_case(self, case: Case) -> PairQuerySet:
        return self.filter(Q(first__case=case) | Q(second__case=case))

    def with_sets(self) -> PairQuerySet:
        sets = ("first", "second")
        return self.select_related(
            *(f"{each}__{part}" for each in sets for part in ("holder", "exhibit")),
            *(f"{each}__case" for each in sets),
        )


class Pair(BaseModel):
    """Two data sets that share identifiers; `first` has the lower number.

    `shared`, `unique_first`, `unique_second` count distinct identifiers by kind, the
    `total`s sum them. `share` is the greater of both containments. `direction` is
    which of the two had the data first, as proposed; `evidence` says why, see
    `direction`. `judgement` is the officers' last word on it.
    """

    class Direction(models.TextChoices):
        FIRST = "first", _("The first was earlier")
        SECOND = "second", _("The second was earlier")
        UNKNOWN = "unknown", _("Cannot be told")

    first = models.ForeignKey(SeizedDataset, models.PROTECT, related_name="+")
    second = models.ForeignKey(SeizedDataset, models.PROTECT, related_name="+")
    run = models.ForeignKey(LineageRun, models.PROTECT, related_name="found")
    shared: models.JSONField[Any, Any] = models.JSONField(default=dict)
    unique_first: models.JSONField[Any, Any] = models.JSONField(default=dict)
    unique_second: models.JSONField[Any, Any] = models.JSONField(default=dict)
    shared_total = models.PositiveBigIntegerField(_("shared"), default=0)
    first_total = models.PositiveBigIntegerField(default=0)
    second_total = models.PositiveBigIntegerField(default=0)
    share = models.FloatField(default=0)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.UNKNOWN
    )
    evidence: models.JSONField[Any, Any] = models.JSONField(default=list)
    judgement = models.CharField(
        _("judgement"), max_length=10, choices=SAYABLE, default=Judgement.OPEN
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of data sets")
        verbose_name_plural = _("pairs of data sets")
        ordering = ["-share", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once")
        ]

    def __str__(self) -> str:
        arrow = "–" if self.direction == self.Direction.UNKNOWN else "→"
        return f"{self.earlier} {arrow} {self.later}"

    def get_absolute_url(self) -> str:
        return reverse("cases:lineage_pair", args=[self.pk])

    @property
    def case(self) -> Case:
        return self.first.case

    @property
    def case_id(self) -> int:
        return self.first.case_id

    @property
    def is_turned(self) -> bool:
        return self.direction == self.Direction.SECOND

    @property
    def is_told(self) -> bool:
        return self.direction != self.Direction.UNKNOWN

    @property
    def earlier(self) -> SeizedDataset:
        """The data set that had the data first; where that cannot be told, `first`."""
        return self.second if self.is_turned else self.first

    @property
    def later(self) -> SeizedDataset:
        return self.first if self.is_turned else self.second

    @property
    def earlier_total(self) -> int:
        return self.second_total if self.is_turned else self.first_total

    @property
    def later_total(self) -> int:
        return self.first_total if self.is_turned else self.second_total

    @property
    def share_of_earlier(self) -> float:
        """Share of the earlier set's identifiers that the later one has too, 0 to 1."""
        total = self.earlier_total
        return self.shared_total / total if total else 0.0

    @property
    def share_of_later(self) -> float:
        total = self.later_total
        return self.shared_total / total if total else 0.0

    @property
    def only_earlier(self) -> int:
        return self.earlier_total - self.shared_total

    @property
    def only_later(self) -> int:
        return self.later_total - self.shared_total


class PairWord(models.Model):
    """One word of an officer on a proposed direction. Taking it back is a further
    word. `direction` is what was proposed when it was said."""

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="words")
    judgement = models.CharField(_("judgement"), max_length=10, choices=SAYABLE)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Pair.Direction, editable=False
    )
    reason = ReasonField(_("reason"), max_length=200, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("word on a lineage")
        verbose_name_plural = _("words on lineage")
        ordering = ["-pk"]
