"""Why an officer wants to see a record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.reveals.models import Reason


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        error_messages={
            "required": _("Choose a reason; nothing was shown."),
            "invalid_choice": _("Choose a reason from the list; nothing was shown."),
        },
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        min_length=2,
        error_messages={
            "required": _("Say in words what it is for; nothing was shown."),
            "min_length": _("Say in words what it is for; nothing was shown."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "form-control form-control-sm",
                "autocomplete": "off",
                "placeholder": _("What is it for?"),
            }
        ),
    )
