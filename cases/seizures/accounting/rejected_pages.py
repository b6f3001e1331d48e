"""Rejected rows as CSV: where each stands and why; what stood in it stays sealed.

As many as stand on one page are answered at once, more of them on request.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import generic

from cases.access.views import Scoped
from cases.access.whole import Whole
from cases.casefiles.mixins import CasePage
from cases.common.wording import sentence, why_rejected
from cases.engine.errors import EngineError
from cases.seizures.accounting.rejections import rejected_rows
from cases.seizures.leaving import file_or_form
from cases.seizures.models import SeizedDataset, SeizedFile


class RejectedRows(CasePage, Scoped, generic.detail.SingleObjectMixin[Any], ABC):
    """Of a file, or of every file of a data set."""

    is_exportable = True

    @abstractmethod
    def files(self) -> Iterable[SeizedFile]:
        """Whose rejected rows these are."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = self.get_object()
        whole = Whole(
            title=_("Rejected rows: %s") % obj,
            name=f"rejected-{obj._meta.model_name}-{obj.pk}",
            count=obj.rows_rejected,
            rows=lambda: _lines(self.files()),
            case=self.case,
        )
        return file_or_form(request, obj, whole)


class FileRejectedView(RejectedRows, generic.View):
    model = SeizedFile

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")

    def files(self) -> Iterable[SeizedFile]:
        return SeizedFile.objects.taken_in().filter(pk=self.page_object.pk)


class DatasetRejectedView(RejectedRows, generic.View):
    model = SeizedDataset

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("case")

    def files(self) -> Iterable[SeizedFile]:
        files = SeizedFile.objects.taken_in().filter(
            dataset=self.page_object, rows_rejected__gt=0
        )
        return files.defer("layouts").order_by("pk").iterator(chunk_size=100)


def _lines(files: Iterable[SeizedFile]) -> Iterator[list[Any]]:
    yield [_("File"), _("Sheet"), _("Line"), _("Reason")]
    for file in files:
        try:
            for row in rejected_rows(file):
                yield [file.name, row.sheet, row.line, why_rejected(row.reason)]
        except EngineError as error:
            yield [file.name, "", "", sentence(error.code, error.where)]
        except OSError:
            yield [file.name, "", "", sentence("lost_records", {})]
