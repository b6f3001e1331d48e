"""The page on which columns are confirmed, of a new file or of one to be read anew."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cases.access.views import DetailView
from cases.casefiles.mixins import CasePage
from cases.casefiles.permissions import Ability
from cases.seizures import same_content, services
from cases.seizures.columns import layouts, saved_layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.columns.preview import Preview
from cases.seizures.columns.saved_layouts import Offer
from cases.seizures.models import SavedLayout


class PreviewPage(CasePage, DetailView, ABC):
    """Shows the preview while columns can be confirmed, else `detail_template`."""

    detail_template: ClassVar[str]

    @property
    def may_steer(self) -> bool:
        return Ability.INTAKE in self.can

    @property
    def is_preview(self) -> bool:
        """Whether the columns are shown: always for a draft, on request for a file
        whose intake failed or was cancelled."""
        file = self.page_object
        asked = file.state == file.State.DRAFT or "columns" in self.request.GET
        return asked and file.can_be_corrected and self.may_steer

    def get_template_names(self) -> list[str]:
        preview = "cases/seizures/file_preview.html"
        return [preview if self.is_preview else self.detail_template]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        file = self.object
        context = super().get_context_data(
            same_here=same_content.in_the_case(file),
            same_elsewhere=same_content.in_other_cases(
                self.officer, file.case, file.sha256
            ),
            **kwargs,
        )
        if not self.is_preview:
            return {**context, **self.detail_context(), **self.job_context()}
        offered = saved_layouts.offers(self.officer, file.layouts)
        context.setdefault("preview", Preview(file, None, self._saved(offered)))
        return {
            **context,
            **self.preview_context(),
            **self.job_context(),
            "offers": offered,
        }

    def preview_context(self) -> dict[str, Any]:
        return {}

    def detail_context(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def job_context(self) -> dict[str, Any]:
        """What `_job.html` needs."""

    def _saved(self, offered: list[Offer]) -> SavedLayout | None:
        """The saved mapping that was asked for. If none was, one that fits every sheet,
        as long as nobody has changed any column yet."""
        asked = self.request.GET.get("layout")
        if asked is not None:
            chosen = [o.layout for o in offered if str(o.layout.pk) == asked]
            return chosen[0] if chosen else None
        untouched = all(map(layouts.is_as_found, self.object.layouts))
        whole = [offer.layout for offer in offered if offer.is_whole]
        return whole[0] if whole and untouched else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look at a sheet again as corrected, or take the file in."""
        self.object = self.get_object()
        if not self.is_preview:
            return HttpResponseRedirect(self.object.get_absolute_url())
        preview = Preview(self.object, request.POST)
        try:
            if "look" in request.POST:
                return self._look_again(preview, request.POST["look"])
            with transaction.atomic():
                return self._confirm(preview)
        except ValidationError as error:
            context = self.get_context_data(preview=preview, problem=error)
            return self.render_to_response(context)

    def _confirm(self, preview: Preview) -> HttpResponseBase:
        sheets = preview.confirmed()
        if name := self.request.POST.get("save_as", "").strip():
            saved_layouts.save(officer=self.officer, name=name, sheets=sheets)
        return self.take_in(sheets)

    def take_in(self, sheets: list[SheetItem]) -> HttpResponseBase:
        services.confirm_file(officer=self.officer, file=self.object, sheets=sheets)
        return HttpResponseRedirect(self.object.get_absolute_url())

    def _look_again(self, preview: Preview, place: str) -> HttpResponse:
        """Read one sheet again; an HTMX request gets that sheet alone."""
        if not getattr(self.request, "htmx", False):
            preview.look_again(self.officer, place)
            return HttpResponseRedirect(self.request.get_full_path())
        sheet, problem = preview.sheet(place), None
        try:
            sheet = preview.look_again(self.officer, place)
        except ValidationError as error:
            problem = error
        context = {"sheet": sheet, "sheet_problem": problem}
        return render(self.request, "cases/seizures/_sheet.html", context)
