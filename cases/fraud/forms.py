"""Typing in reports and their numbers; searching by number; confirming a file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.common.forms import ACCEPT, READABLE, DateInput, PastDates
from cases.common.sealing import kind_choices
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.fraud.reading.fields import field_choices
from cases.fraud.sheets import Sheet
from cases.seizures.masking import mask_digits

# The browser must not remember what is typed here.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}

# The numbers that a report mostly has; others are added on its page.
_USUAL = ("victim_mobile", "victim_resident_id", "caller_mobile")


class ReportForm(PastDates, forms.ModelForm[FraudReport]):
    """Sealed text is never sent back to the browser: an empty field keeps what is
    stored."""

    past = ("reported_on",)
    new_victim_name = forms.CharField(
        label=_("Victim's name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
        help_text=_("Stored sealed. Empty: what is stored stays."),
    )
    new_narrative = forms.CharField(
        label=_("Facts reported"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, **PRIVATE}),
        help_text=_("Stored sealed. Empty: what is stored stays."),
    )

    class Meta:
        model = FraudReport
        fields = ["number", "unit_name", "province", "reported_on", "method", "loss"]
        widgets = {"reported_on": DateInput()}
        error_messages = {
            "number": {"unique": _("There is a report of this number already.")}
        }

    def clean_loss(self) -> Decimal | None:
        loss: Decimal | None = self.cleaned_data["loss"]
        if loss is not None and loss < 0:
            raise forms.ValidationError(_("A loss cannot be below zero."))
        return loss

    def changes(self) -> dict[str, Any]:
        """The report's own fields, as the services take them."""
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for name in ("victim_name", "narrative"):
            if text := self.cleaned_data[f"new_{name}"]:
                told[name] = text
        return told


class NewReportForm(ReportForm):
    victim_mobile = forms.CharField(
        label=_("Victim's mobile number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
    )
    victim_resident_id = forms.CharField(
        label=_("Victim's resident ID"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
    )
    caller_mobile = forms.CharField(
        label=_("Number that called"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=PRIVATE),
        help_text=_("More numbers and accounts are added on the report's page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_victim_name", "new_narrative"):
            self.fields[name].help_text = _("Stored sealed.")

    def identifiers(self) -> Iterator[tuple[str, str, str]]:
        """Party, kind and what was typed."""
        for name in _USUAL:
            if raw := self.cleaned_data[name]:
                party, _underscore, kind = name.partition("_")
                yield party, kind, raw


class IdentifierForm(forms.ModelForm[ReportIdentifier]):
    number = forms.CharField(
        label=_("Number or account"),
        max_length=100,
        widget=forms.TextInput(attrs=PRIVATE),
        help_text=_("It is stored sealed, and shown with its middle hidden."),
    )

    class Meta:
        model = ReportIdentifier
        fields = ["party", "kind"]


class NumberSearchForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: [("", _("Whatever it can be")), *kind_choices()],
    )
    number = forms.CharField(
        label=_("Whole number or account"),
        max_length=100,
        widget=forms.TextInput(attrs=PRIVATE),
    )


class ImportForm(forms.Form):
    upload = forms.FileField(
        label=_("File of fraud reports"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            "{} {}",
            READABLE,
            _(
                "The file is sealed while it is uploaded; nothing is imported before"
                " you have checked the columns."
            ),
        ),
    )


class ColumnsForm(forms.Form):
    """What each column holds; the form's fields are the columns' places."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = zip(sheet.layout.columns, sheet.fields, strict=True)
        for place, (header, field) in enumerate(pairs):
            self.fields[str(place)] = forms.ChoiceField(
                # Keys of a JSON file may be anything, numbers too.
                label=mask_digits(header),
                choices=field_choices(),
                required=False,
                initial=field,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def chosen(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data[name] for name in self.fields)
