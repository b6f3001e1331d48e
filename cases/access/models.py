"""Officers and the units they belong to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Trim, Upper
from django.utils.translation import gettext_lazy as _

from cases.common.models import BaseModel
from cases.common.pinyin import sort_key
from cases.common.provinces import Province


class Unit(BaseModel):
    """A police unit or a procuratorate."""

    class Kind(models.TextChoices):
        POLICE = "police", _("Police")
        PROCURATORATE = "procuratorate", _("Procuratorate")

    name = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    province = models.CharField(_("province"), max_length=2, choices=Province)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name=_("parent unit")
    )
    name_sort = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)


class Duty(models.TextChoices):
    """What an officer is in the system for; what they may do in a case is the
    role of their membership. Administrators and auditors see no case data
    (GB/T 22239-2019: system, security and audit administrators are apart), and who
    has been granted nothing yet sees nothing."""

    NONE = "none", _("No duty yet")
    POLICE = "police", _("Police officer")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


# Three different people: the database refuses to make one of them another.
ADMINISTRATORS = (Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDITOR)


class OfficerManager(BaseUserManager["Officer"]):
    def create_officer(self, *, username: str, password: str, **fields: Any) -> Officer:
        """Raises ValidationError if the password is too weak."""
        from django.contrib.auth.password_validation import validate_password

        officer = self.model(username=username, **fields)
        validate_password(password, officer)
        officer.set_password(password)
        officer.full_clean()
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """Everyone who signs in: police, prosecutors, auditors, administrators."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("sign-in name"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_sort = models.CharField(max_length=200, editable=False)
    badge = models.CharField(_("badge number"), max_length=20, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    # Shown with the name to officers of other units who have to call them.
    contact = models.CharField(
        _("telephone or office"),
        max_length=100,
        blank=True,
        help_text=_("How officers of other units reach you"),
    )
    duty = models.CharField(_("duty"), max_length=16, choices=Duty, default=Duty.POLICE)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=[("en", "English"), ("zh-hans", "简体中文")],
    )
    theme = models.CharField(_("theme"), max_length=5, blank=True, choices=Theme)
    # Which columns the officer chose for a table: {"SuspectTable": ["name", …]}
    columns: models.JSONField[Any, Any] = models.JSONField(
        default=dict, blank=True, editable=False
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Set while the password is one that somebody else gave out: until when it opens.
    one_time_until = models.DateTimeField(
        _("one-time password until"), null=True, editable=False
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "badge"]

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        ordering = ["name_sort"]
        constraints = [
            models.UniqueConstraint(
                Upper(Trim("badge")),
                name="one_officer_per_badge",
                violation_error_message=_("Another officer has this badge number."),
            ),
            models.UniqueConstraint(
                fields=["name", "unit"],
                condition=Q(duty__in=ADMINISTRATORS),
                name="one_administrator_per_person",
                violation_error_message=_(
                    "Somebody of this name in this unit is an administrator already:"
                    " system, security and audit administrators are three different"
                    " people."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def is_police(self) -> bool:
        return self.duty == Duty.POLICE

    @property
    def is_prosecutor(self) -> bool:
        return self.duty == Duty.PROSECUTOR

    @property
    def is_auditor(self) -> bool:
        return self.duty == Duty.AUDITOR

    @property
    def is_system_admin(self) -> bool:
        return self.duty == Duty.SYSTEM_ADMIN

    @property
    def is_security_admin(self) -> bool:
        return self.duty == Duty.SECURITY_ADMIN

    @property
    def sees_cases(self) -> bool:
        return self.is_police or self.is_prosecutor
