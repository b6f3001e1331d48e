"""What needs two people: one proposes, somebody else answers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access.models import Officer
from cases.common.written import ReasonField


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def about(self, obj: models.Model) -> ProposalQuerySet:
        return self.filter(object_id=obj.pk)

    def open(self) -> ProposalQuerySet:
        return self.filter(answer=None)


class Proposal(models.Model):
    """Something that one officer wants and must not do alone.

    `kind` belongs to the slice that acts on it and says which model `object_id`
    is a key of; `wanted` holds what is to become of it. Like its answer it can be
    added and nothing else: the database refuses to change or delete either.
    """

    kind = models.CharField(max_length=20, editable=False)
    object_id = models.BigIntegerField(editable=False)
    wanted: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    reason = ReasonField(_("reason"), max_length=200)
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    at = models.DateTimeField(_("proposed"), default=timezone.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="proposal_about")]

    @property
    def given(self) -> Answer | None:
        return getattr(self, "answer", None)


class Answer(models.Model):
    """The one answer to a proposal. A trigger holds that nobody agrees to or
    refuses their own, and that nobody else withdraws it."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="answer")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reason = ReasonField(_("reason"), max_length=200, blank=True)
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-pk"]
