"""Typing in officers, units and duties."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access.models import Duty, Officer, Unit
from cases.consents.forms import ReasonForm


class DutyForm(ReasonForm):
    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)

    field_order = ["duty", "reason"]


class OfficerForm(ReasonForm, forms.ModelForm[Officer]):
    duty = forms.ChoiceField(
        label=_("Duty"),
        choices=[choice for choice in Duty.choices if choice[0] != Duty.NONE],
        help_text=_("Granted when a security administrator has agreed."),
    )

    field_order = ["name", "badge", "unit", "username", "language", "duty", "reason"]

    class Meta:
        model = Officer
        fields = ["username", "name", "badge", "unit", "language"]


class UnitForm(forms.ModelForm[Unit]):
    class Meta:
        model = Unit
        fields = ["name", "kind", "province", "parent"]


class MoveForm(ReasonForm):
    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("Unit"))

    field_order = ["unit", "reason"]
