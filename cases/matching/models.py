"""Cross-match runs, the links they found, and what officers made of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.jobs import Job
from cases.common.models import BaseModel
from cases.common.sealing import TokenField, kind_choices
from cases.common.written import ReasonField
from cases.fraud.models import FraudReport
from cases.seizures.models import SeizedDataset, SeizedFile


class MatchRunQuerySet(CaseScopedQuerySet["MatchRun"]):
    in_litigation_volume = False


class MatchRun(Job):
    """One cross-match of data sets of a case with fraud reports.

    Those that nobody asked for are written down when they found something: `cause`
    says what arrived.
    """

    class Cause(models.TextChoices):
        OFFICER = "officer", _("Started by an officer")
        REPORTS = "reports", _("Reports came in")
        DATASET = "dataset", _("A file was taken in")
        NIGHT = "night", _("Every night")
        BRAKE = "brake", _("A value was released or braked again")

    task_name = "cases.matching.tasks.cross_match"

    cause = models.CharField(
        _("cause"), max_length=10, choices=Cause, default=Cause.OFFICER, editable=False
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="match_runs", verbose_name=_("case")
    )
    datasets = models.ManyToManyField(SeizedDataset, verbose_name=_("data sets"))
    kinds: models.JSONField[Any, Any] = models.JSONField(_("identifiers"), default=list)
    # Which reports alone: see `choosing.Choice`; empty: all.
    choice: models.JSONField[Any, Any] = models.JSONField(default=dict)
    only_new = models.BooleanField(_("only what is new"), default=False)
    # What an unnarrowed run has searched: data set → file → its store. What comes
    # later is new.
    searched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # The token key under which it began: what it has kept so far is of no other.
    token_key = models.CharField(max_length=40, blank=True, editable=False)
    links = models.PositiveBigIntegerField(_("links"), default=0)
    new_links = models.PositiveBigIntegerField(_("new links"), default=0)
    reports_matched = models.PositiveBigIntegerField(_("reports matched"), default=0)
    reports_searched = models.PositiveBigIntegerField(_("reports searched"), default=0)
    # Reports that were chosen and have no number by which they could be found.
    reports_without = models.PositiveBigIntegerField(
        _("reports without a number"), default=0
    )
    # Distinct identifiers by kind: the matched ones, the victims' that were searched,
    # and those in the files, each file's own added up.
    identifiers_matched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    identifiers_searched: models.JSONField[Any, Any] = models.JSONField(default=dict)
    identifiers_seized: models.JSONField[Any, Any] = models.JSONField(default=dict)
    # Data sets or files left out, each with its reason.
    left_out: models.JSONField[Any, Any] = models.JSONField(default=list)
    match_seconds = models.FloatField(_("seconds"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[MatchRunQuerySet] = MatchRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(_("Match run %s") % self.pk)

    @property
    def is_about_all_reports(self) -> bool:
        """Its figures say something about the data sets, not only about what came
        last."""
        return (
            self.cause == self.Cause.OFFICER and not self.choice and not self.only_new
        )


class Arrival(Job):
    """Something new that is matched at once, in every case that it touches.

    Reports (`reports`: their numbers) meet all seized data, or those of one `case`;
    a `dataset` meets all reports. A row, not a message alone: what the queue loses
    is sent again.
    """

    task_name = "cases.matching.tasks.match_arrival"

    cause = models.CharField(max_length=10, choices=MatchRun.Cause)
    reports: models.JSONField[Any, Any] = models.JSONField(default=list)
    dataset = models.ForeignKey(SeizedDataset, models.PROTECT, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True)


class NewsSeen(models.Model):
    """Up to which run an officer has seen what was found without them."""

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True)
    run = models.PositiveBigIntegerField(default=0)


class Judgement(models.TextChoices):
    OPEN = "open", _("Not judged")
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    UNSURE = "unsure", _("Unsure")


# What an officer can say; that a confirmation is a proposal only, the case says.
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

    # MD5 of the reasons as PostgreSQL writes them: the same ones are found by it.
    digest = models.UUIDField(unique=True, editable=False)
    reasons: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class FraudLink(BaseModel):
    """The same identifier in a seized data set and in a fraud report.

    One per (data set, report, identifier): `rows` seized rows carry it, of which
    `first_row` of `first_file` is the first. `score` (0 to 100) orders the
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
        related_name="links",
        verbose_name=_("data set"),
    )
    report = models.ForeignKey(
        FraudReport,
        models.PROTECT,
        db_constraint=False,
        db_index=False,  # link_once begins with it
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

    objects: ClassVar[FraudLinkQuerySet] = FraudLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("fraud link")
        verbose_name_plural = _("fraud links")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "dataset", "token"], name="link_once"
            )
        ]
        indexes = [
            # Whether an officer may see a link, and what was said of it, shows in the
            # index alone: links that are passed over are not read.
            models.Index(
                fields=["case", "-score", "id", "judgement"], name="link_case_best"
            ),
            models.Index(
                fields=["-score", "id", "case", "judgement"], name="link_best"
            ),
            # The links of a run lie together.
            BrinIndex(
                fields=["run"],
                name="link_run",
                pages_per_range=16,
                autosummarize=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.mask}"

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


class BrakeWordQuerySet(CaseScopedQuerySet["BrakeWord"]):
    in_litigation_volume = False


class BrakeWord(models.Model):
    """An officer's word that a value is linked in a case although it is common, or
    that it is braked again; the last one counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="brake_words")
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    mask = models.CharField(_("number"), max_length=64)
    released = models.BooleanField(_("released"))
    reason = ReasonField(_("reason"), max_length=200)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("officer"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    objects: ClassVar[BrakeWordQuerySet] = BrakeWordQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("word on a brake")
        verbose_name_plural = _("words on brakes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "token", "-id"])]


class BrakedValueQuerySet(CaseScopedQuerySet["BrakedValue"]):
    case_path = "run__case"
    in_litigation_volume = False


class BrakedValue(models.Model):
    """A value too common to tell anything: listed with its counts, not linked."""

    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="braked")
    dataset = models.ForeignKey(SeizedDataset, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    mask = models.CharField(_("number"), max_length=64)
    rows = models.PositiveBigIntegerField(_("rows"))
    reports = models.PositiveBigIntegerField(_("reports"))

    objects: ClassVar[BrakedValueQuerySet] = BrakedValueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("braked value")
        verbose_name_plural = _("braked values")
        ordering = ["-rows"]
