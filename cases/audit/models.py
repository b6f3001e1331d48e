"""The audit trail: who did what to which object, when and why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    SIGN_IN = "sign_in", _("Sign-in")
    SIGN_IN_REFUSED = "sign_in_refused", _("Sign-in refused")
    SIGN_OUT = "sign_out", _("Sign-out")
    READ = "read", _("Read")
    SEARCH = "search", _("Search")
    REVEAL = "reveal", _("Reveal")
    CREATE = "create", _("Create")
    CHANGE = "change", _("Change")
    JUDGE = "judge", _("Judge")
    RUN = "run", _("Run")
    CANCEL = "cancel", _("Cancel")
    EXPORT = "export", _("Export")


class Entry(models.Model):
    """One line of the trail. The database itself refuses to change or delete it.

    `object_type` and `object_id` name the object, `case_id` the case it belongs
    to; `detail` holds what changed, without any identifier in the clear.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("officer"),
    )
    unit_name = models.CharField(_("unit"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    action = models.CharField(_("action"), max_length=16, choices=Action)
    object_type = models.CharField(_("object"), max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    detail: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["actor", "-id"]),
            models.Index(fields=["object_type", "object_id", "-id"]),
            models.Index(fields=["case_id", "-id"]),
        ]
