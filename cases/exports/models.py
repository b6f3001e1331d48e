"""What an officer asks to take out of the system, and what became of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Duty, Officer
from cases.access.scope import ScopedQuerySet
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.jobs import Job
from cases.common.sealing import SealedJSONField, SealedTextField
from cases.common.written import ReasonField
from cases.reveals.models import is_supervisor


class Decision(models.TextChoices):
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class ExportQuerySet(ScopedQuerySet["Export"]):
    def visible_to(self, officer: Officer) -> ExportQuerySet:
        """The officer's own exports, and those on which they could decide."""
        if officer.is_auditor:
            return self.filter(requested_by__duty=Duty.AUDITOR)
        cases = Case.objects.visible_to(officer)
        mine = Q(requested_by=officer) & (Q(case=None) | Q(case__in=cases))
        return self.filter(mine | _theirs(officer))

    def decidable_by(self, officer: Officer) -> ExportQuerySet:
        """Exports that wait for a second officer, who may be this one."""
        waiting = self.filter(state=Job.State.DRAFT, decision="")
        if officer.is_auditor:
            others = waiting.filter(requested_by__duty=Duty.AUDITOR)
        else:
            others = waiting.filter(_theirs(officer))
        return others.exclude(requested_by=officer)


def _theirs(officer: Officer) -> Q:
    """In cases that the officer leads; and, of lists that belong to no case, those
    of officers of a unit in which the officer leads cases."""
    if not officer.is_police:
        return Q(pk__in=[])
    led = CaseMember.objects.current().filter(officer=officer, role=Role.LEAD)
    found = Q(case__in=led.values("case"))
    if is_supervisor(officer):
        colleague = Q(requested_by__unit=officer.unit_id)
        found |= Q(case=None) & colleague & ~Q(requested_by__duty=Duty.AUDITOR)
    return found


def new_mark() -> int:
    """63 bits: nobody guesses one, and PostgreSQL holds it."""
    return secrets.randbits(63)


class Export(Job):
    """One list, asked for once. The database refuses a decision by the officer who
    asked, work without an approval, and a change of what was asked for.

    `page` and `object_id` say which page's rows; `query` holds what they are
    filtered by. `mark` is what every row of the file carries unseen. `password` is
    the receiver's, kept sealed until the file is made.
    """

    task_name = "cases.exports.tasks.make_export"

    class Format(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"

    class Lock(models.TextChoices):
        PASSWORD = "password", _("A password (7z, AES-256)")
        AGE_KEY = "age_key", _("The receiver's age key (age)")

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", verbose_name=_("case")
    )
    page = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    query = SealedJSONField()
    title = models.CharField(_("list"), max_length=200)
    filters = SealedTextField(_("narrowed to"), blank=True)
    rows = models.PositiveBigIntegerField(_("rows"))
    purpose = ReasonField(_("purpose"), max_length=200)
    receiver = ReasonField(_("receiver"), max_length=100)
    format = models.CharField(
        _("format"), max_length=4, choices=Format, default=Format.XLSX
    )
    lock = models.CharField(
        _("locked with"), max_length=10, choices=Lock, default=Lock.PASSWORD
    )
    public_key = models.CharField(_("age key"), max_length=100, blank=True)
    password = SealedTextField(blank=True, editable=False)
    mark = models.BigIntegerField(default=new_mark, unique=True, editable=False)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)

    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, blank=True
    )
    decided_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision_reason = ReasonField(_("reason"), max_length=200, blank=True)

    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("requested_by")),
                name="export_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None)
                | Q(decision__in=Decision.values, decided_by__isnull=False),
                name="export_decision_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[Job.State.DRAFT, Job.State.CANCELLED])
                | Q(decision=Decision.APPROVED),
                name="export_made_only_if_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:export_detail", args=[self.pk])

    @property
    def memory_mb(self) -> int:
        """The file is made and locked in memory: in the clear it never lies on a
        disk."""
        return 800

    @property
    def is_waiting_for_word(self) -> bool:
        return self.state == self.State.DRAFT and not self.decision

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def can_be_downloaded(self) -> bool:
        return self.state == self.State.DONE and not self.has_expired

    @property
    def status(self) -> tuple[str, Any]:
        """A word for the colour, and what is shown."""
        if self.is_waiting_for_word:
            return "waiting", _("Waits for a second officer")
        if self.decision == Decision.REFUSED:
            return "refuse", _("Refused")
        if not self.decision:
            return "cancelled", _("Withdrawn")
        if self.state == self.State.DONE and self.has_expired:
            return "cancelled", _("Expired")
        return self.state, self.get_state_display()


class ExportDownload(models.Model):
    """One fetching of a file. The database refuses to change or delete it."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="downloads")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("download of an export")
        verbose_name_plural = _("downloads of exports")
        ordering = ["pk"]
