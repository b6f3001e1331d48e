"""The links that runs found, and what officers made of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.sealing import TokenField, kind_choices
from cases.common.written import ReasonField
from cases.fraud.models import FraudReport
from cases.matching.models.runs import MatchRun
from cases.seizures.models import SeizedDataset, SeizedFile


class Judgement(models.TextChoices):
    OPEN = "open", _("Not judged")
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    UNSURE = "unsure", _("Unsure")


# What an officer can say. Whether a confirmation counts as a proposal only is an option
# of the case.
SAYABLE = [choice for choice in Judgement.choices if choice[0] != Judgement.PROPOSED]


class FraudLinkQuerySet(CaseScopedQuerySet["FraudLink"]):
    def visible_to(self, officer: Officer) -> FraudLinkQuerySet:
        """A prosecutor sees what officers have confirmed, not what a machine
        suggests."""
        links = super().visible_to(officer)
        return links.confirmed() if officer.is_prosecutor else links

    def confirmed(self) -> FraudLinkQuerySet:
        return self.filter(judgement=Judgement.CONFIRMED)

    def proposed(self) -> FraudLinkQuerySet:
        return self.filter(judgement=Judgement.PROPOSED)

    def open(self) -> FraudLinkQuerySet:
        return self.filter(judgement=Judgement.OPEN)


class Explanation(models.Model):
    """What the rules said of a link, once for all the links of which they said it:
    of a million links there are some thousands."""

    # MD5 of the reasons as PostgreSQL writes them, by which the same reasons are found
    # again.
    digest = models.UUIDField(unique=True, editable=False)
    reasons: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        verbose_name = _("explanation of links")
        verbose_name_plural = _("explanations of links")

    def __str__(self) -> str:
        return str(self.pk)


class FraudLink(BaseModel):
    """The same identifier in a seized data set and in a fraud report.

    One per (data set, report, identifier), which the lock on the data sets guards in
    the whole table and `…_once` in each of its partitions; `rows` seized rows carry it,
    of which `first_row` of `first_file` is the first. Where further identifiers of the
    report stand in one of these rows, `shared_row` of `shared_file` is the first that
    carries most of them, and is shown beside the report. `score` (0 to 100) orders the
    review; `reasons` says why, rule by rule. `judgement` is the officers' last
    word; its history is in LinkJudgement. `proposed_by` said first what a second
    officer confirmed, or has yet to confirm.

    The database checks no foreign key of this table: what a link points to is
    joined where links are written, and is never deleted (decision 28).
    """

    case = models.ForeignKey(
        Case,
        models.PROTECT,
        db_constraint=False,
        db_index=False,  # others begin with it
        related_name="links",
    )
    dataset = models.ForeignKey(
        SeizedDataset,
        models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="links",
        verbose_name=_("data set"),
    )
    report = models.ForeignKey(
        FraudReport,
        models.PROTECT,
        db_constraint=False,
        db_index=False,  # `…_once` of each partition begins with it
        related_name="links",
        verbose_name=_("fraud report"),
    )
    run = models.ForeignKey(
        MatchRun,
        models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="found",
        verbose_name=_("match run"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    mask = models.CharField(_("number"), max_length=64)
    rows = models.PositiveBigIntegerField(_("rows"))
    first_file = models.ForeignKey(
        SeizedFile,
        models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    first_row = models.PositiveBigIntegerField()
    shared_file = models.ForeignKey(
        SeizedFile,
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    shared_row = models.PositiveBigIntegerField(null=True)
    score = models.PositiveSmallIntegerField(_("score"))
    explanation = models.ForeignKey(
        Explanation,
        models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    judgement = models.CharField(
        _("judgement"), max_length=10, choices=Judgement, default=Judgement.OPEN
    )
    proposed_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )

    objects = FraudLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("fraud link")
        verbose_name_plural = _("fraud links")
        ordering = ["-score", "pk"]
        # Each partition has these; `cases_fraudlink_few`, which holds links of many
        # cases, has one more that begins with the case (migration 0021).
        indexes = [
            # The index alone tells whether an officer may see a link, whose data it is
            # of and how it was judged: links that are passed over are never read.
            models.Index(
                fields=["-score", "id", "case", "judgement", "dataset"],
                name="link_best",
            ),
            # A new link is in none of these.
            models.Index(
                fields=["case", "judgement"],
                name="link_judged",
                condition=~models.Q(judgement=Judgement.OPEN),
            ),
            # The links of a run lie together, and so do those of a data set, which has
            # few runs.
            BrinIndex(
                fields=["run"],
                name="link_run",
                pages_per_range=16,
                autosummarize=True,
            ),
            BrinIndex(
                fields=["dataset"],
                name="link_dataset",
                pages_per_range=16,
                autosummarize=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.mask}"

    @property
    def shown(self) -> tuple[SeizedFile, int]:
        """The seized row that stands for the link."""
        if self.shared_file is None or self.shared_row is None:
            return self.first_file, self.first_row
        return self.shared_file, self.shared_row

    @property
    def reasons(self) -> list[dict[str, Any]]:
        reasons: list[dict[str, Any]] = self.explanation.reasons
        return reasons


class LinkJudgement(models.Model):
    """One word of an officer on a link. Taking it back is a further word."""

    link = models.ForeignKey(FraudLink, models.PROTECT, related_name="judgements")
    judgement = models.CharField(_("judgement"), max_length=10, choices=Judgement)
    reason = ReasonField(_("reason"), max_length=200, blank=True)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["-pk"]
