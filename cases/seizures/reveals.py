"""What a seized file was called, in the clear, where its name holds a number."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.reveals.pages import (
    Record,
    RevealView,
    Shown,
    masked_record,
    may_reveal,
)
from cases.seizures.models import SeizedFile


def name_of(request: HttpRequest, officer: Officer, file: SeizedFile) -> Record | None:
    """None where the name hides nothing."""
    if not file.found_as:
        return None
    return masked_record(
        request,
        file,
        _masked(file),
        reverse("cases:file_name_reveal", args=[file.pk]),
        allowed=may_reveal(officer, file.case),
    )


def _masked(file: SeizedFile) -> list[Shown]:
    return [Shown(_("Name of the file as it was found"), file.name)]


class FileNameRevealView(RevealView):
    model = SeizedFile

    def get_queryset(self) -> QuerySet[Any]:
        found = super().get_queryset().exclude(found_as="")
        return found.select_related("dataset__case")

    def masked(self, obj: SeizedFile) -> list[Shown]:
        return _masked(obj)

    def clear(self, obj: SeizedFile) -> list[Shown]:
        return [Shown(_("Name of the file as it was found"), obj.found_as)]
