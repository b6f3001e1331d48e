"""What forms share: widgets, choices, and the days that can have been."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.engine.readers import SUFFIXES

# Of a form that takes seized files or reports: what they may be.
READABLE = _(
    "CSV or text in any encoding and with any separator, a workbook (.xlsx, .xlsm,"
    " .xlsb, .xls, .et, .ods), JSON, an SQL dump, or an address book (.vcf)."
)
# What the browser offers to choose from; it can be told to offer all files.
ACCEPT = ",".join(SUFFIXES)


class DateInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates in any language."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateTimeInput(forms.DateTimeInput):
    """The browser's own picker of date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


def offer(form: forms.BaseForm, name: str, choices: QuerySet[Any]) -> None:
    """Let the field `name` offer these rows, and refuse any other."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
    field.queryset = choices


class PastDates:
    """Mixed into a form: the fields named in `past` tell what has happened, and a
    slip of the year must not put that into the future."""

    past: tuple[str, ...] = ()
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.past:
            self.fields[name].validators.append(refuse_future)


def refuse_future(value: date | datetime) -> None:
    now = timezone.now() if isinstance(value, datetime) else timezone.localdate()
    if value > now:
        raise ValidationError(_("This lies in the future."), code="future")
