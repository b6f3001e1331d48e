"""Pages of a file that is read anew with other columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import generic

from cases.access.views import Scoped
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.seizures import services
from cases.seizures.columns.preview_page import PreviewPage
from cases.seizures.files import OfFile
from cases.seizures.intake import rereading
from cases.seizures.models import Rereading


class FileRereadView(OfFile, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.get_object()
        try:
            begun = rereading.begin(officer=self.officer, file=file)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(file.get_absolute_url())
        return HttpResponseRedirect(begun.get_absolute_url())


def _job_context(row: Rereading, *, may_steer: bool) -> dict[str, Any]:
    columns_url = f"{row.get_absolute_url()}?columns"
    return {
        **job_context(row, "rereading", may_steer=may_steer),
        "columns_url": columns_url,
    }


def _with_case(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("file__dataset__case")


class RereadingDetailView(PreviewPage):
    model = Rereading
    detail_template = "cases/seizures/rereading_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return _with_case(super().get_queryset())

    def preview_context(self) -> dict[str, Any]:
        return {"rereading": self.object}

    def job_context(self) -> dict[str, Any]:
        return _job_context(self.object, may_steer=self.may_steer)


class OfRereading(CasePage, Scoped, generic.detail.SingleObjectMixin[Rereading]):
    model = Rereading

    def get_queryset(self) -> QuerySet[Any]:
        return _with_case(super().get_queryset())


class RereadingJobView(OfRereading, generic.View):
    """The progress alone; when the job has ended, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        if not row.is_active:
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = _job_context(row, may_steer=Ability.INTAKE in self.can)
        return render(request, "cases/common/_job.html", context)


class RereadingCancelView(OfRereading, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        services.cancel(officer=self.officer, file=row)
        return HttpResponseRedirect(row.get_absolute_url())


class RereadingStartView(OfRereading, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        services.start_again(officer=self.officer, file=row)
        return HttpResponseRedirect(row.get_absolute_url())


class RereadingGiveUpView(OfRereading, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        try:
            rereading.give_up(officer=self.officer, rereading=row)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return HttpResponseRedirect(row.get_absolute_url())
        messages.success(request, _("The file stays as it was taken in."))
        return HttpResponseRedirect(row.file.get_absolute_url())
