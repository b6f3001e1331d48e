"""Why something is wanted, and what the second person says to it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.consents.models import Answer


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """To what somebody else proposed; the button says which outcome."""

    outcome = forms.ChoiceField(choices=Answer.Outcome.choices)
    reason = forms.CharField(
        label=_("Remark"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
