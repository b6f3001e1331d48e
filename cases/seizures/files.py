"""Pages of single files: upload, confirm the columns, watch, read the account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import generic

from cases.access.views import DetailView, Scoped, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.common.uploads import SealedUpload
from cases.common.wording import sentence
from cases.seizures import (
    accounts,
    batches,
    layouts,
    rejections,
    same_content,
    saved_layouts,
    services,
)
from cases.seizures.custody import told
from cases.seizures.forms import UploadForm
from cases.seizures.models import SavedLayout, SeizedDataset, SeizedFile
from cases.seizures.preview import Preview
from cases.seizures.saved_layouts import Offer

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
        return super().get_context_data(
            title=_("Add files"), dataset=self.dataset, **kwargs
        )


class FileDetailView(CasePage, DetailView):
    """While a file is a draft its columns are confirmed here; then it is watched."""

    model = SeizedFile

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case")

    @property
    def is_preview(self) -> bool:
        """A failed or cancelled file shows its columns when they are asked for."""
        file = self.page_object
        asked = file.state == SeizedFile.State.DRAFT or "columns" in self.request.GET
        return asked and file.can_be_corrected and self.may_steer

    def get_template_names(self) -> list[str]:
        page = "file_preview" if self.is_preview else "file_detail"
        return [f"cases/seizures/{page}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.object
        context = super().get_context_data(
            same_here=same_content.in_the_case(file),
            same_elsewhere=same_content.in_other_cases(
                self.officer, file.case, file.sha256
            ),
            **kwargs,
        )
        if self.is_preview:
            offered = saved_layouts.offers(self.officer, self.object.layouts)
            context.setdefault(
                "preview", Preview(self.object, None, self._saved(offered))
            )
            context.update(self._others(), offers=offered)
        else:
            context.update(
                kinds=accounts.kind_accounts(self.object.identifiers),
                counts=accounts.COUNTS.values(),
                rows=accounts.rows_of(SeizedFile.objects.filter(pk=self.object.pk)),
                rejected=rejections.rejections(self.object),
                faults=told(self.object.faults),
                invalid=rejections.places(self.object.invalid_places[:_PLACES_SHOWN]),
            )
        return {**context, **job_context(self.object, may_steer=self.may_steer)}

    def _saved(self, offered: list[Offer]) -> SavedLayout | None:
        """The saved mapping that was asked for; unasked one that fits wholly, as long
        as nobody has said anything of the columns yet."""
        asked = self.request.GET.get("layout")
        if asked is not None:
            chosen = [o.layout for o in offered if str(o.layout.pk) == asked]
            return chosen[0] if chosen else None
        untouched = all(map(layouts.is_as_found, self.object.layouts))
        whole = [offer.layout for offer in offered if offer.is_whole]
        return whole[0] if whole and untouched else None

    def _others(self) -> dict[str, Any]:
        """The other drafts of the data set: those alike, and those that are not."""
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
                return self._look_again(preview, request.POST["look"])
            with transaction.atomic():
                return self._confirm(preview)
        except ValidationError as error:
            context = self.get_context_data(preview=preview, problem=error)
            return self.render_to_response(context)

    def _confirm(self, preview: Preview) -> HttpResponseBase:
        """This file, or with it every file like it."""
        officer, file = officer_of(self.request), preview.file
        sheets = preview.confirmed()
        if name := self.request.POST.get("save_as", "").strip():
            saved_layouts.save(officer=officer, name=name, sheets=sheets)
        if self.request.POST.get("confirm") != "all":
            services.confirm_file(officer=officer, file=file, sheets=sheets)
            return HttpResponseRedirect(file.get_absolute_url())
        confirmed = batches.confirm_alike(officer=officer, file=file, sheets=sheets)
        _tell(self.request, confirmed)
        return HttpResponseRedirect(file.dataset.get_absolute_url())

    def _look_again(self, preview: Preview, place: str) -> HttpResponseBase:
        """The sheet alone where the page asks for no more."""
        if not getattr(self.request, "htmx", False):
            preview.look_again(officer_of(self.request), place)
            return HttpResponseRedirect(self.request.get_full_path())
        sheet, problem = preview.sheet(place), None
        try:
            sheet = preview.look_again(officer_of(self.request), place)
        except ValidationError as error:
            problem = error
        context = {"sheet": sheet, "sheet_problem": problem}
        return render(self.request, "cases/seizures/_sheet.html", context)


def _tell(request: HttpRequest, confirmed: batches.Confirmed) -> None:
    count = len(confirmed.files)
    said = ngettext(
        "%(count)s file is taken in.", "%(count)s files are taken in.", count
    )
    messages.success(request, said % {"count": f"{count:,}"})
    if confirmed.differing:
        said = _("These files differ after all and stay to be confirmed: %s")
        messages.warning(request, said % ", ".join(confirmed.differing))


def job_context(file: SeizedFile, *, may_steer: bool) -> dict[str, Any]:
    """What `_job.html` needs."""
    failed = file.state == SeizedFile.State.FAILED
    return {
        "job": file,
        "job_url": reverse("cases:file_job", args=[file.pk]),
        "cancel_url": reverse("cases:file_cancel", args=[file.pk]),
        "start_url": reverse("cases:file_start", args=[file.pk]),
        "columns_url": f"{file.get_absolute_url()}?columns",
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
