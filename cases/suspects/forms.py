"""Typing in a suspect, the names they go by and the numbers they use."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.common.forms import DateInput, PastDates
from cases.suspects.models import Alias, Identifier, Suspect

OLDEST = 110


class SuspectForm(forms.ModelForm[Suspect]):
    class Meta:
        model = Suspect
        fields = [
            "name",
            "birth_year",
            "province",
            "identification",
            "measure",
            "position",
            "role",
            "attitude",
        ]
        widgets = {"role": forms.Textarea(attrs={"rows": 4})}

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        this_year = timezone.localdate().year
        if year is not None and not this_year - OLDEST <= year <= this_year:
            raise forms.ValidationError(_("Type the year with four digits."))
        return year


class MeasureForm(forms.ModelForm[Suspect]):
    """What changes most often, without the rest of the form."""

    class Meta:
        model = Suspect
        fields = ["identification", "measure"]


class NewSuspectForm(SuspectForm):
    """At first there is often no more than an online name."""

    platform = forms.CharField(
        label=_("Platform of the online name"),
        max_length=50,
        required=False,
        help_text=_("For example QQ, WeChat, Telegram"),
    )
    handle = forms.CharField(label=_("Online name"), max_length=100, required=False)

    field_order = ["name", "handle", "platform"]

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or self.cleaned_data
        if fields.get("handle") and not fields.get("platform"):
            self.add_error("platform", _("Say where this online name is used."))
        return fields


class AliasForm(PastDates, forms.ModelForm[Alias]):
    past = ("first_seen", "last_seen")

    class Meta:
        model = Alias
        fields = ["platform", "handle", "first_seen", "last_seen", "source"]
        widgets = {"first_seen": DateInput(), "last_seen": DateInput()}


class IdentifierForm(forms.ModelForm[Identifier]):
    number = forms.CharField(
        label=_("Number or account"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It is stored sealed, and shown with its middle hidden."),
    )

    class Meta:
        model = Identifier
        fields = ["kind", "alias", "source"]

    field_order = ["kind", "number", "alias", "source"]

    def __init__(self, *args: Any, suspect: Suspect, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aliases = cast("forms.ModelChoiceField[Alias]", self.fields["alias"])
        aliases.queryset = suspect.aliases.all()
        aliases.empty_label = _("No particular name")
