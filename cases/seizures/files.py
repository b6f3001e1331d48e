"""Pages of single files: upload, confirm the columns, watch, read the account."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views import generic

from cases.access.views import DetailView, Scoped, officer_of
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.common.exports import csv_lines
from cases.common.uploads import SealedUpload
from cases.common.wording import sentence, why_rejected
from cases.seizures import accounts, services
from cases.seizures.forms import UploadForm
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.preview import Preview
from cases.seizures.uploading.models import Upload

_PLACES_SHOWN = 50


class UploadView(CasePage, generic.FormView[UploadForm]):
    form_class = UploadForm
    ability = Ability.INTAKE
    template_name = "cases/seizures/upload.html"

    @cached_property
    def dataset(self) -> SeizedDataset:
        datasets = SeizedDataset.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            datasets.select_related("case", "exhibit"), pk=self.kwargs["dataset_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.dataset.case

    def form_valid(self, form: UploadForm) -> HttpResponse:
        added = [
            file
            for upload in form.cleaned_data["upload"]
            if (file := self._add(form, upload)) is not None
        ]
        if form.errors:
            for file in added:
                messages.success(self.request, _("%s was uploaded.") % file.name)
            return self.form_invalid(form)
        page = added[0] if len(added) == 1 else self.dataset
        return HttpResponseRedirect(page.get_absolute_url())

    def _add(self, form: UploadForm, upload: SealedUpload) -> SeizedFile | None:
        try:
            file = services.add_file(
                officer=officer_of(self.request),
                dataset=self.dataset,
                name=upload.name or "",
                original=upload.original,
                digests=upload.digests,
                again=form.cleaned_data["again"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return None
        upload.keep()
        return file

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer = officer_of(self.request)
        uploads = Upload.objects.visible_to(officer).unfinished()
        return super().get_context_data(
            title=_("Add files"),
            dataset=self.dataset,
            unfinished=uploads.filter(dataset=self.dataset),
            evidence_url=evidence_url(self.dataset),
            chunk=settings.UPLOAD_CHUNK_BYTES,
            salt=salted_hmac("cases.upload", str(officer.pk)).hexdigest(),
            **kwargs,
        )


class FileDetailView(CasePage, DetailView):
    """While a file is a draft its columns are confirmed here; then it is watched."""

    model = SeizedFile

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")

    @property
    def is_preview(self) -> bool:
        return (
            self.page_object.state == SeizedFile.State.DRAFT
            and Ability.INTAKE in self.can
        )

    def get_template_names(self) -> list[str]:
        page = "file_preview" if self.is_preview else "file_detail"
        return [f"cases/seizures/{page}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_preview:
            context.setdefault("preview", Preview(self.object))
        else:
            context.update(
                kinds=accounts.kind_accounts(self.object.identifiers),
                count_labels=accounts.COUNTS.values(),
                rejected=accounts.rejections(self.object),
                invalid=accounts.places(self.object.invalid_places[:_PLACES_SHOWN]),
            )
        return {**context, **job_context(self.object, may_steer=self.may_steer)}

    @property
    def may_steer(self) -> bool:
        return Ability.INTAKE in self.can

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look at a sheet again as corrected, or take the file in."""
        self.object = file = self.get_object()
        if not self.is_preview:
            return HttpResponseRedirect(file.get_absolute_url())
        preview = Preview(file, request.POST)
        try:
            if "look" in request.POST:
                preview.look_again(officer_of(request), request.POST["look"])
            else:
                services.confirm_file(
                    officer=officer_of(request), file=file, sheets=preview.confirmed()
                )
        except ValidationError as error:
            context = self.get_context_data(preview=preview, problem=error)
            return self.render_to_response(context)
        return HttpResponseRedirect(file.get_absolute_url())


def evidence_url(dataset: SeizedDataset) -> str:
    """Where files are taken from the evidence folder; empty if there is none."""
    if settings.CASEDESK_EVIDENCE_DIR is None:
        return ""
    return reverse("cases:evidence", args=[dataset.pk])


def job_context(file: SeizedFile, *, may_steer: bool) -> dict[str, Any]:
    """What `_job.html` needs."""
    failed = file.state == SeizedFile.State.FAILED
    return {
        "job": file,
        "job_url": reverse("cases:file_job", args=[file.pk]),
        "cancel_url": reverse("cases:file_cancel", args=[file.pk]),
        "start_url": reverse("cases:file_start", args=[file.pk]),
        "may_steer": may_steer,
        "job_error": sentence(file.error_code, file.error_where) if failed else "",
    }


class OfFile(CasePage, Scoped, generic.detail.SingleObjectMixin[SeizedFile]):
    """A small thing done to a file."""

    model = SeizedFile

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")


class FileJobView(OfFile, generic.View):
    """The progress alone; when the job has ended, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.get_object()
        if not file.is_active:
            response = HttpResponse()
            response["HX-Refresh"] = "true"
            return response
        context = job_context(file, may_steer=Ability.INTAKE in self.can)
        return render(request, "cases/common/_job.html", context)


class FileCancelView(OfFile, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.get_object()
        services.cancel(officer=officer_of(request), file=file)
        return HttpResponseRedirect(file.get_absolute_url())


class FileStartView(OfFile, generic.View):
    ability = Ability.INTAKE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.get_object()
        services.start_again(officer=officer_of(request), file=file)
        return HttpResponseRedirect(file.get_absolute_url())


class RejectedRowsView(OfFile, generic.View):
    """Every rejected line with its reason as CSV; what stood in it stays sealed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.get_object()
        audit.record(
            officer=officer_of(request),
            action=Action.EXPORT,
            obj=file,
            rows=file.rows_rejected,
        )
        return StreamingHttpResponse(
            csv_lines(_rejected(file)),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="rejected-{file.pk}.csv"'
            },
        )


def _rejected(file: SeizedFile) -> Iterator[list[Any]]:
    yield [_("File"), _("Sheet"), _("Line"), _("Reason")]
    if file.state != SeizedFile.State.DONE:
        return
    for row in accounts.rejected_rows(file):
        yield [file.name, row.sheet, row.line, why_rejected(row.reason)]
