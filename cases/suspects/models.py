"""Suspects, the names they go by, and the numbers they use."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.casefiles.scope import CaseScopedQuerySet
from cases.common.models import BaseModel
from cases.common.pinyin import sort_key
from cases.common.provinces import Province
from cases.common.sealing import KeyedValue
from cases.suspects.handles import MAX_KEY, handle_key


class SuspectQuerySet(CaseScopedQuerySet["Suspect"]):
    def with_label(self) -> SuspectQuerySet:
        """Fetch what `Suspect.label` needs, in one query for all suspects."""
        return self.prefetch_related("aliases")

    def in_custody(self) -> SuspectQuerySet:
        return self.filter(identification=Suspect.Identification.IN_CUSTODY)


class Suspect(BaseModel):
    """A person in a case; at first often no more than an online name."""

    class Identification(models.TextChoices):
        HANDLE_ONLY = "handle_only", _("Handle only")
        IDENTIFIED = "identified", _("Identified")
        LOCATED = "located", _("Located")
        IN_CUSTODY = "in_custody", _("In custody")

    class Measure(models.TextChoices):
        """Compulsory measures (Criminal Procedure Law, part one, chapter VI)."""

        NONE = "none", _("No measure")
        WANTED = "wanted", _("Wanted online")
        SUMMONED = "summoned", _("Summoned")
        DETAINED = "detained", _("Detained")
        ARRESTED = "arrested", _("Arrested")
        BAIL = "bail", _("On bail pending trial")
        RESIDENTIAL = "residential", _("Residential surveillance")
        RELEASED = "released", _("Released")
        OTHER_CASE = "other_case", _("Handled in another case")

    class Position(models.TextChoices):
        """Place in the chain of sale."""

        SOURCE = "source", _("Source (insider or leak)")
        UPLINE = "upline", _("Upline (sold to the gang)")
        CORE = "core", _("Core of the gang")
        PARTNER = "partner", _("Partner")
        DOWNLINE = "downline", _("Downline (bought from the gang)")
        UNKNOWN = "unknown", _("Unknown")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="suspects", verbose_name=_("case")
    )
    number = models.PositiveIntegerField(_("no."), editable=False)
    name = models.CharField(
        _("name"),
        max_length=100,
        blank=True,
        help_text=_("Empty while only an online name is known"),
    )
    name_sort = models.CharField(max_length=200, editable=False)
    birth_year = models.PositiveSmallIntegerField(_("born"), null=True, blank=True)
    province = models.CharField(
        _("province"), max_length=2, choices=Province, blank=True
    )
    identification = models.CharField(
        _("identification"),
        max_length=16,
        choices=Identification,
        default=Identification.HANDLE_ONLY,
    )
    measure = models.CharField(
        _("measure"), max_length=16, choices=Measure, default=Measure.NONE
    )
    position = models.CharField(
        _("position"), max_length=16, choices=Position, default=Position.UNKNOWN
    )
    role = models.TextField(
        _("role and responsibility"),
        blank=True,
        help_text=_("What the suspect did, and how much they answer for"),
    )
    attitude = models.CharField(_("attitude"), max_length=200, blank=True)

    objects = SuspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspect")
        verbose_name_plural = _("suspects")
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="suspect_number_in_case"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("Suspect no. %s") % self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("cases:suspect_detail", args=[self.pk])

    @property
    def is_in_custody(self) -> bool:
        return self.identification == self.Identification.IN_CUSTODY

    @property
    def handles(self) -> str:
        return ", ".join(dict.fromkeys(alias.handle for alias in self.aliases.all()))

    @property
    def label(self) -> str:
        """The name; without one the number and the handles. Reads the aliases."""
        if self.name or not self.handles:
            return str(self)
        return f"{self} ({self.handles})"


class AliasQuerySet(CaseScopedQuerySet["Alias"]):
    case_path = "suspect__case"

    def shared_with(self, suspect: Suspect) -> AliasQuerySet:
        """Other suspects' aliases with a handle of this one, on any platform."""
        keys = {alias.handle_key for alias in suspect.aliases.all()}
        same = self.searchable().filter(handle_key__in=keys).exclude(suspect=suspect)
        return same.select_related("suspect__case")


class Alias(BaseModel):
    """An online name: the handle on one platform, as it was seen."""

    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="aliases")
    platform = models.CharField(
        _("platform"), max_length=50, help_text=_("For example QQ, WeChat, Telegram")
    )
    handle = models.CharField(_("handle"), max_length=100)
    handle_key = models.CharField(max_length=MAX_KEY, editable=False, db_index=True)
    first_seen = models.DateField(_("first seen"), null=True, blank=True)
    last_seen = models.DateField(_("last seen"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["platform", "handle"]
        constraints = [
            models.UniqueConstraint(
                fields=["suspect", "platform", "handle"], name="alias_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handle} ({self.platform})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.handle_key = handle_key(self.handle)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.first_seen and self.last_seen and self.first_seen > self.last_seen:
            raise ValidationError(
                {"last_seen": _("Last seen cannot be before first seen.")}
            )

    @property
    def case(self) -> Case:
        return self.suspect.case

    @property
    def case_id(self) -> int:
        return self.suspect.case_id


class IdentifierQuerySet(CaseScopedQuerySet["Identifier"]):
    case_path = "suspect__case"

    def shared_with(self, suspect: Suspect) -> IdentifierQuerySet:
        """The same numbers where other suspects use them."""
        return self.searchable().used_by(suspect).exclude(suspect=suspect)

    def used_by(self, suspect: Suspect) -> IdentifierQuerySet:
        """The suspect's numbers, here and wherever others use them too."""
        tokens = suspect.identifiers.values("token")
        same = self.filter(token__in=tokens).select_related("suspect__case", "alias")
        # The mask is enough to show; the value stays sealed.
        return same.defer("sealed")


class Identifier(KeyedValue, BaseModel):
    """A number or account that a suspect uses, perhaps under one of their aliases."""

    suspect = models.ForeignKey(Suspect, models.PROTECT, related_name="identifiers")
    alias = models.ForeignKey(
        Alias,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="identifiers",
        verbose_name=_("used as"),
        help_text=_("The online name that this number or account goes with, if any"),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["kind", "pk"]
        indexes = [models.Index(fields=["token"])]
        constraints = [
            models.UniqueConstraint(
                fields=["suspect", "token"], name="identifier_once_per_suspect"
            )
        ]

    def clean(self) -> None:
        # A form validates the identifier before the service has set its suspect.
        if self.alias and self.suspect_id not in {None, self.alias.suspect_id}:
            raise ValidationError({"alias": _("This is an alias of another suspect.")})

    @property
    def case_id(self) -> int:
        return self.suspect.case_id
