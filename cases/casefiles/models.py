"""The case, how it is kept, its members and its notes."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer, Unit
from cases.access.scope import ScopedQuerySet
from cases.common.models import BaseModel
from cases.common.pinyin import sort_key
from cases.common.provinces import Province
from cases.common.written import ReasonField
from cases.consents.models import Proposal


class Standing(models.TextChoices):
    """A case is never deleted. What may be done with one that is no longer worked
    on: see `casefiles.permissions`."""

    OPEN = "open", _("In work")
    CLOSED = "closed", _("Closed")
    SEALED = "sealed", _("Sealed")
    RETIRED = "retired", _("Retired")


class CaseQuerySet(ScopedQuerySet["Case"]):
    def visible_to(self, officer: Officer) -> CaseQuerySet:
        """Cases of which the officer is a member or which their unit leads; for a
        prosecutor those handed over to their procuratorate. A retired case exists
        for its lead alone."""
        if officer.is_prosecutor:
            return self.unretired().filter(
                handed_over_at__lte=timezone.now(), handed_over_to=officer.unit_id
            )
        if not officer.is_police:
            return self.none()
        # Subqueries instead of joins: no duplicates, so no DISTINCT.
        mine = CaseMember.objects.current().filter(officer=officer)
        theirs = Q(pk__in=mine.values("case")) | Q(lead_unit=officer.unit_id)
        led = Q(pk__in=mine.filter(role=Role.LEAD).values("case"))
        return self.filter(theirs & ~Q(standing=Standing.RETIRED) | led)

    def unretired(self) -> CaseQuerySet:
        return self.exclude(standing=Standing.RETIRED)


class Case(BaseModel):
    """One investigation, from the clue to the judgment."""

    class Stage(models.TextChoices):
        CLUE = "clue", _("Clue")
        INTAKE = "intake", _("Case intake")
        FILED = "filed", _("Case filed")
        INVESTIGATION = "investigation", _("Under investigation")
        DETENTION = "detention", _("Suspects detained")
        ARREST_REQUESTED = "arrest_requested", _("Arrest requested")
        ARREST_APPROVED = "arrest_approved", _("Arrest approved")
        CLOSED = "closed", _("Investigation closed")
        TRANSFERRED = "transferred", _("Transferred for prosecution")
        SUPPLEMENT = "supplement", _("Returned for supplementary investigation")
        INDICTED = "indicted", _("Indicted")
        NOT_INDICTED = "not_indicted", _("Not indicted")
        JUDGED = "judged", _("Judgment given")

    numbers_stay = frozenset({"number"})

    number = models.CharField(_("case number"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    title_sort = models.CharField(max_length=200, editable=False)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="led_cases", verbose_name=_("lead unit")
    )
    province = models.CharField(_("province"), max_length=2, choices=Province)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, default=Stage.CLUE
    )
    standing = models.CharField(
        _("standing"),
        max_length=8,
        choices=Standing,
        default=Standing.OPEN,
        editable=False,
    )
    offence = models.CharField(
        _("suspected offence"),
        max_length=200,
        blank=True,
        help_text=_("For example: infringing citizens' personal information"),
    )
    source = models.TextField(_("source of the case"), blank=True)
    facts = models.TextField(_("facts"), blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    two_officers = models.BooleanField(
        _("two officers confirm a link"),
        default=False,
        help_text=_(
            "A link counts as confirmed only when a second officer agrees with the"
            " first. Links that one officer has confirmed alone then wait for a second"
            " one."
        ),
    )
    handed_over_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    handed_over_to = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="received_cases",
        verbose_name=_("procuratorate"),
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:case_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_sort = sort_key(self.title)
        super().save(*args, **kwargs)

    def hold_standing(self) -> None:
        """How the case stands now, and stays until the transaction ends. Its row is
        locked as a foreign key locks it, for which Django has no word: others write
        below the case meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT standing FROM cases_case WHERE id = %s FOR KEY SHARE", [self.pk]
            )
            (self.standing,) = cursor.fetchone()


class Role(models.TextChoices):
    """What a member may do in a case: see `casefiles.permissions`."""

    LEAD = "lead", _("Lead investigator")
    INVESTIGATOR = "investigator", _("Investigator")
    ANALYST = "analyst", _("Analyst")
    VIEWER = "viewer", _("Viewer")


class CaseMemberQuerySet(models.QuerySet["CaseMember"]):
    def current(self) -> CaseMemberQuerySet:
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))


class CaseMember(BaseModel):
    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="memberships", verbose_name=_("officer")
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    until = models.DateField(
        _("member until"),
        null=True,
        blank=True,
        help_text=_("The last day of the membership; empty for no end"),
    )

    objects = CaseMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("case member")
        verbose_name_plural = _("case members")
        ordering = ["officer__name_sort"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "officer"], name="one_membership_per_case"
            )
        ]


class Note(BaseModel):
    """A note in the investigation volume: police only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("author"))
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at"]


class StandingChange(models.Model):
    """A case closed, sealed, retired or taken up again. The database refuses to
    change or delete it; a retirement names the proposal that two people agreed on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="standings")
    standing = models.CharField(_("standing"), max_length=8, choices=Standing)
    reason = ReasonField(_("reason"), max_length=200)
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    proposal = models.OneToOneField(
        Proposal, models.PROTECT, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("change of standing")
        verbose_name_plural = _("changes of standing")
        ordering = ["-pk"]
