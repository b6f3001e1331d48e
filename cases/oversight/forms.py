"""What an auditor can narrow the trail down to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.models import Officer, Unit
from cases.audit.models import Action, Entry
from cases.audit.names import object_types
from cases.casefiles.models import Case
from cases.common.forms import DateTimeInput

ANY = ("", gettext_lazy("All"))


def units() -> list[tuple[str, Any]]:
    return [
        ANY,
        *((name, name) for name in Unit.objects.values_list("name", flat=True)),
    ]


def types() -> list[tuple[str, Any]]:
    named = [(code, capfirst(str(name))) for code, name in object_types()]
    return [ANY, *sorted(named, key=lambda item: item[1])]


class TrailForm(forms.Form):
    officer = forms.CharField(
        label=gettext_lazy("Officer (sign-in name or badge)"),
        required=False,
        max_length=50,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=units, required=False)
    action = forms.ChoiceField(
        label=gettext_lazy("Action"), choices=[ANY, *Action.choices], required=False
    )
    object_type = forms.ChoiceField(
        label=gettext_lazy("Kind of object"), choices=types, required=False
    )
    object_id = forms.IntegerField(
        label=gettext_lazy("Number of the object"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
    )
    case = forms.CharField(
        label=gettext_lazy("Case number"), required=False, max_length=60
    )
    since = forms.DateTimeField(
        label=gettext_lazy("Since"), required=False, widget=DateTimeInput()
    )
    before = forms.DateTimeField(
        label=gettext_lazy("Before"), required=False, widget=DateTimeInput()
    )
    address = forms.GenericIPAddressField(label=gettext_lazy("Address"), required=False)

    @classmethod
    def kinds(cls) -> dict[str, type[forms.Field]]:
        return {name: type(field) for name, field in cls.base_fields.items()}

    def clean_officer(self) -> Officer | None:
        text = self.cleaned_data["officer"].strip()
        if not text:
            return None
        officer = Officer.objects.filter(Q(username=text) | Q(badge=text)).first()
        if officer is None:
            raise ValidationError(_("There is no officer of this name or badge."))
        return officer

    def clean_case(self) -> Case | None:
        text = self.cleaned_data["case"].strip()
        if not text:
            return None
        case = Case.objects.filter(number=text).only("pk", "number").first()
        if case is None:
            raise ValidationError(_("There is no case of this number."))
        return case

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("object_id") and not cleaned.get("object_type"):
            self.add_error(
                "object_type", _("Choose what kind of object the number is of.")
            )
        since, before = cleaned.get("since"), cleaned.get("before")
        if since and before and since >= before:
            self.add_error("before", _("This must be later than the beginning."))
        return cleaned

    def entries(self) -> QuerySet[Entry]:
        """The entries that the form asks for; all of them if it is empty."""
        given = self.cleaned_data
        wanted = {
            "actor": given["officer"],
            "unit_name": given["unit"],
            "action": given["action"],
            "object_type": given["object_type"],
            "object_id": given["object_id"],
            "case_id": given["case"].pk if given["case"] else None,
            "at__gte": given["since"],
            "at__lt": given["before"],
            "address": given["address"],
        }
        chosen = {name: value for name, value in wanted.items() if value}
        return Entry.objects.filter(**chosen)

    def told(self) -> dict[str, str]:
        """The form's filters, for the trail: what auditors look at is recorded too."""
        return {
            name: str(getattr(value, "pk", value))
            for name, value in self.cleaned_data.items()
            if value
        }
