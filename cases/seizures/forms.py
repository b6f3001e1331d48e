"""Typing in exhibits and data sets; uploading files and confirming their columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.forms import DateInput, DateTimeInput
from cases.common.sealing import KIND_LABELS
from cases.common.uploads import SealedUpload
from cases.seizures.layouts import SheetItem
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 with byte-order mark")),
    ("gb18030", "GB18030 (GBK, GB2312)"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
]
SEPARATORS = [
    (",", _("comma  ,")),
    ("\t", _("tab")),
    ("|", _("bar  |")),
    (";", _("semicolon  ;")),
    ("----", _("four hyphens  ----")),
    ("", _("none: one column")),
]
ROLE_LABELS = {
    "name": _("Name"),
    "address": _("Address"),
    "time": _("Date or time"),
    "note": _("Remark"),
}
LABELS = {**KIND_LABELS, **ROLE_LABELS}
COLUMN_CHOICES = [
    ("", _("— nothing —")),
    (_("Matched with fraud reports"), list(KIND_LABELS.items())),
    (_("Kept for reading"), list(ROLE_LABELS.items())),
]


class ExhibitForm(forms.ModelForm[Exhibit]):
    class Meta:
        model = Exhibit
        fields = [
            "number",
            "name",
            "medium",
            "holder",
            "seal_number",
            "seized_at",
            "place",
            "investigators",
            "holder_signed",
            "witness",
            "method",
        ]
        widgets = {
            "seized_at": DateTimeInput(),
            "method": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.case = case
        self.fields["holder"].queryset = case.suspects.with_label()  # type: ignore[attr-defined]


class CustodyEventForm(forms.ModelForm[CustodyEvent]):
    class Meta:
        model = CustodyEvent
        fields = [
            "at",
            "given_by",
            "received_by",
            "purpose",
            "seal_before",
            "seal_after",
        ]
        widgets = {"at": DateTimeInput()}


class DatasetForm(forms.ModelForm[SeizedDataset]):
    class Meta:
        model = SeizedDataset
        fields = [
            "title",
            "exhibit",
            "holder",
            "info_class",
            "source",
            "freshness",
            "sector",
            "obtained_on",
        ]
        widgets = {"obtained_on": DateInput()}

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.case = case
        self.fields["holder"].queryset = case.suspects.with_label()  # type: ignore[attr-defined]
        self.fields["exhibit"].queryset = case.exhibits.all()  # type: ignore[attr-defined]


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One upload after the other; the value is a list."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:
        chosen = data if isinstance(data, list | tuple) and data else [None]
        return [super(_FilesField, self).clean(one, initial) for one in chosen]


class UploadForm(forms.Form):
    """Several files of one data set in one go."""

    upload = _FilesField(
        label=_("Files"),
        allow_empty_file=True,  # which gets its own sentence, and stops no other
        help_text=_(
            "CSV or text in any encoding and with any separator, .xlsx, or archives of"
            " these (ZIP, RAR, 7z, tar, gzip). The files are sealed while they are"
            " uploaded."
        ),
    )
    again = forms.BooleanField(
        label=_("Take in again what the case has already"), required=False
    )


class PasswordsForm(forms.Form):
    """What may open an archive; sealed, and kept until it is unpacked."""

    passwords = forms.CharField(
        label=_("Passwords"),
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}
        ),
        strip=False,
        help_text=_(
            "One a line; all are tried. They are kept sealed until the archive is"
            " unpacked, and then forgotten."
        ),
    )

    def clean_passwords(self) -> list[str]:
        return list(filter(None, self.cleaned_data["passwords"].splitlines()))


class SheetForm(forms.Form):
    """How one sheet is read; a workbook knows its encoding and columns itself."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS)
    separator = forms.ChoiceField(
        label=_("Separator"), choices=SEPARATORS, required=False
    )
    header_line = forms.IntegerField(
        label=_("Header in line"), min_value=0, max_value=200, help_text=_("0: none")
    )

    def __init__(self, *args: Any, item: SheetItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(item)
        if item["format"] != "delimited":
            del self.fields["encoding"], self.fields["separator"]


class ColumnsForm(forms.Form):
    """What each column holds; the fields are the columns' places."""

    def __init__(self, *args: Any, item: SheetItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, header in enumerate(item["columns"]):
            self.fields[str(place)] = forms.ChoiceField(
                label=header,
                choices=COLUMN_CHOICES,
                required=False,
                initial=item["mapping"].get(str(place), ""),
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )

    def mapping(self) -> dict[str, str]:
        return {place: role for place, role in self.cleaned_data.items() if role}
