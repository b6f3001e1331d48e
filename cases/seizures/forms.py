"""Typing in exhibits and data sets; uploading files and confirming their columns."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django import forms
from django.core.validators import RegexValidator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.casefiles.models import Case
from cases.common.forms import (
    ACCEPT,
    READABLE,
    DateInput,
    DateTimeInput,
    PastDates,
    offer,
)
from cases.common.sealing import KIND_LABELS
from cases.common.uploads import SealedUpload
from cases.engine.readers import settings
from cases.engine.readers.separators import MIXED
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.masking import mask_digits
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset

ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 with byte-order mark")),
    ("gb18030", "GB18030 (GBK, GB2312)"),
    ("big5hkscs", _("Big5 (traditional Chinese)")),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
]
SEPARATORS = [
    (",", _("comma  ,")),
    ("\t", _("tab")),
    ("|", _("bar  |")),
    (";", _("semicolon  ;")),
    ("----", _("four hyphens  ----")),
    (" ", _("blank")),
    (MIXED, _("mixed: each line its own")),
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


class ExhibitForm(PastDates, forms.ModelForm[Exhibit]):
    past = ("seized_at",)

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
        offer(self, "holder", case.suspects.with_label())


class CustodyEventForm(PastDates, forms.ModelForm[CustodyEvent]):
    past = ("at",)

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


class DatasetForm(PastDates, forms.ModelForm[SeizedDataset]):
    past = ("obtained_on",)

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
        offer(self, "holder", case.suspects.with_label())
        offer(self, "exhibit", case.exhibits.all())


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


_ARCHIVES = ".zip,.rar,.7z,.tar,.tgz,.gz,.bz2,.xz"


class _FilesField(forms.FileField):
    """Several uploads, each cleaned on its own; the value is a list."""

    widget = _FilesInput(attrs={"accept": f"{ACCEPT},{_ARCHIVES}"})

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:
        chosen = data if isinstance(data, list | tuple) and data else [None]
        return [super(_FilesField, self).clean(one, initial) for one in chosen]


class UploadForm(forms.Form):
    """Several files of one data set in one go."""

    upload = _FilesField(
        label=_("Files"),
        allow_empty_file=True,  # which gets its own sentence, and stops no other
        help_text=format_lazy(
            "{} {}",
            READABLE,
            _(
                "Archives of these too: ZIP, RAR, 7z, tar, gzip. The files are sealed"
                " while they are uploaded."
            ),
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
    """How one sheet is read, as far as its format does not say that itself."""

    encoding = forms.ChoiceField(label=_("Encoding"), choices=ENCODINGS)
    separator = forms.ChoiceField(
        label=_("Separator"), choices=SEPARATORS, required=False
    )
    other_separator = forms.CharField(
        label=_("or other signs"),
        required=False,
        strip=False,
        max_length=10,
        validators=[RegexValidator(r'^[^"\r\n\0]*$')],
    )
    header_line = forms.IntegerField(
        label=_("Header in line"), min_value=0, max_value=200, help_text=_("0: none")
    )

    def __init__(self, *args: Any, item: SheetItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(item)
        kept = settings(item["format"])
        if "separator" in kept:
            kept |= {"other_separator"}
            self._offer(item["separator"])
        for name in self.fields.keys() - kept:
            del self.fields[name]

    def _offer(self, separator: str) -> None:
        """Add the present setting to the choices where it is not among them."""
        field = cast(forms.ChoiceField, self.fields["separator"])
        if separator not in dict(SEPARATORS):
            field.choices = [(separator, separator), *SEPARATORS]

    def clean(self) -> dict[str, Any]:
        """A separator that was typed counts before the chosen one; what remains are the
        settings of a layout."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.pop("other_separator", "")
        return {**cleaned, "separator": typed} if typed else cleaned


class RoleSelect(forms.Select):
    """The select of a column. A workbook has hundreds: its options are drawn once
    for each language and choice, not once for each column."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html(
            "<select{}>{}</select>", given, _options(get_language(), value or "")
        )


@lru_cache(maxsize=200)
def _options(_language: str | None, chosen: str) -> SafeString:
    select = forms.Select(choices=COLUMN_CHOICES)
    drawn = select.render("", chosen)
    # Without the element itself, whose name is the column's.
    return mark_safe(drawn[drawn.index(">") + 1 : drawn.rindex("</select>")])  # noqa: S308


class ColumnsForm(forms.Form):
    """What each column holds; the fields are the columns' places."""

    def __init__(self, *args: Any, item: SheetItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, header in enumerate(item["columns"]):
            self.fields[str(place)] = forms.ChoiceField(
                # Keys of a JSON file may be anything, numbers too.
                label=mask_digits(header),
                choices=COLUMN_CHOICES,
                required=False,
                initial=item["mapping"].get(str(place), ""),
                widget=RoleSelect(attrs={"class": "form-select form-select-sm"}),
            )

    def chosen(self) -> dict[str, str]:
        """What was sent and makes sense, "" for nothing."""
        self.is_valid()
        return {
            place: role
            for place, role in self.cleaned_data.items()
            if self.add_prefix(place) in self.data
        }

    def mapping(self) -> dict[str, str]:
        return {place: role for place, role in self.cleaned_data.items() if role}
