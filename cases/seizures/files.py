"""Pages of single files: upload, confirm the columns, watch, read the account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import generic

from cases.access.views import Scoped, officer_of
from cases.access.whole import Whole
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.common.jobs.page import job_context
from cases.common.uploads import SealedUpload
from cases.seizures import services
from cases.seizures.accounting import accounts, archives, rejections
from cases.seizures.columns import batches
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.columns.preview_page import PreviewPage
from cases.seizures.custody import told
from cases.seizures.forms import PasswordsForm, UploadForm
from cases.seizures.leaving import file_or_form
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.reveals import name_of
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


class FileDetailView(PreviewPage):
    """While a file is a draft its columns are confirmed here; then it is watched."""

    model = SeizedFile
    detail_template = "cases/seizures/file_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")

    def preview_context(self) -> dict[str, Any]:
        """The other drafts of the data set: those like this file, and those unlike
        it."""
        if self.object.state != SeizedFile.State.DRAFT:
            return {}
        alike = list(batches.alike(self.object).values_list("name", flat=True))
        drafts = SeizedFile.objects.drafts().filter(dataset=self.object.dataset_id)
        other = drafts.exclude(shape=self.object.shape).order_by("name")
        return {
            "alike": alike,
            "together": len(alike) + 1,
            "unlike": list(other.values_list("name", flat=True)),
        }

    def get_template_names(self) -> list[str]:
        if self.page_object.is_archive:
            return ["cases/seizures/archive_detail.html"]
        return super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"password_form": PasswordsForm(), **kwargs}
        context["record"] = name_of(self.request, self.officer, self.object)
        return super().get_context_data(**context)

    def detail_context(self) -> dict[str, Any]:
        file: SeizedFile = self.object
        if file.is_archive:
            return archives.contents(file)
        return {
            "kinds": accounts.kind_accounts(file.identifiers),
            "counts": accounts.COUNTS.values(),
            "rows": accounts.rows_of(SeizedFile.objects.filter(pk=file.pk)),
            "rejected": rejections.rejections(file),
            "faults": told(file.faults),
            "invalid": rejections.places(file.invalid_places[:_PLACES_SHOWN]),
            "rereading": file.rereadings.unfinished().first(),
        }

    def job_context(self) -> dict[str, Any]:
        return _job_context(self.object, may_steer=self.may_steer)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.page_object.is_archive and self.may_steer:
            return self._unpack_again(request)
        return super().post(request, *args, **kwargs)

    def _unpack_again(self, request: HttpRequest) -> HttpResponse:
        self.object = file = self.get_object()
        form = PasswordsForm(request.POST)
        try:
            if form.is_valid():
                services.unpack_again(
                    officer=self.officer,
                    archive=file,
                    passwords=form.cleaned_data["passwords"],
                )
                return HttpResponseRedirect(file.get_absolute_url())
        except ValidationError as error:
            form.add_error(None, error)
        return self.render_to_response(self.get_context_data(password_form=form))

    def take_in(self, sheets: list[SheetItem]) -> HttpResponseBase:
        """Take in this file, or every file like it as well."""
        if self.request.POST.get("confirm") != "all":
            return super().take_in(sheets)
        confirmed = batches.confirm_alike(
            officer=self.officer, file=self.object, sheets=sheets
        )
        _tell(self.request, confirmed)
        return HttpResponseRedirect(self.object.dataset.get_absolute_url())


def _tell(request: HttpRequest, confirmed: batches.Confirmed) -> None:
    count = len(confirmed.files)
    said = ngettext(
        "%(count)s file is taken in.", "%(count)s files are taken in.", count
    )
    messages.success(request, said % {"count": f"{count:,}"})
    if confirmed.differing:
        said = _("These files differ after all and stay to be confirmed: %s")
        messages.warning(request, said % ", ".join(confirmed.differing))


def evidence_url(dataset: SeizedDataset) -> str:
    """Where files are taken from the evidence folder; empty if there is none."""
    if settings.CASEDESK_EVIDENCE_DIR is None:
        return ""
    return reverse("cases:evidence", args=[dataset.pk])


def _job_context(file: SeizedFile, *, may_steer: bool) -> dict[str, Any]:
    columns_url = f"{file.get_absolute_url()}?columns"
    return {
        **job_context(file, "file", may_steer=may_steer),
        "columns_url": columns_url,
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
        context = _job_context(file, may_steer=Ability.INTAKE in self.can)
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


class RefusedMembersView(OfFile, generic.View):
    """Every member of an archive that was not taken in, with its reason, as CSV."""

    is_exportable = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.get_object()
        whole = Whole(
            title=_("Not taken in: %s") % file,
            name=f"refused-{file.pk}",
            count=archives.refused_count(file),
            rows=lambda: archives.refused_rows(file),
            case=self.case,
        )
        return file_or_form(request, file, whole)
