"""The base of every page: all reads go through `visible_to`, all are audited."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import generic
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from cases.access import trail, words
from cases.access.conflicts import differences
from cases.access.models import Officer
from cases.access.whole import ALL, Whole, WholeAnswer, ask_address, page_as_file
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common import exports
from cases.common.models import EditConflict
from cases.common.paging import BoundedPaginator
from cases.common.tables import cells

PAGE_SIZES = (25, 50, 100)
_AT_ONCE = 2_000


def officer_of(request: HttpRequest) -> Officer:
    """The signed-in officer; LoginRequiredMiddleware lets nobody else in."""
    return cast(Officer, request.user)


class Scoped:
    """Reads through `visible_to`; `queryset` may be narrowed by a subclass."""

    model: Any
    request: HttpRequest

    @property
    def officer(self) -> Officer:
        return officer_of(self.request)

    def get_queryset(self) -> QuerySet[Any]:
        manager = self.model._default_manager
        return cast(QuerySet[Any], manager.visible_to(self.officer))


class ListView(Scoped, SingleTableMixin, FilterView):
    """A list that can be filtered, sorted, paged, trimmed to columns and exported.

    A subclass declares `model`, `table_class`, `filterset_class` and `title`;
    `create_url` shows a button. An HTMX request gets the list without the page.
    """

    is_exportable: ClassVar[bool] = True

    title: ClassVar[Any] = ""
    create_url: ClassVar[str] = ""
    template_name = "cases/common/list.html"
    strict = False

    def get_template_names(self) -> list[str]:
        htmx = getattr(self.request, "htmx", False)
        return ["cases/common/_list.html" if htmx else self.template_name]

    def get_table_pagination(self, table: Any) -> dict[str, Any]:
        size = self.request.GET.get("per_page", "")
        allowed = size.isdecimal() and int(size) in PAGE_SIZES
        return {
            "paginator_class": BoundedPaginator,
            "per_page": int(size) if allowed else PAGE_SIZES[0],
        }

    def get_table_kwargs(self) -> dict[str, Any]:
        shown = set(self.shown_columns())
        return {"exclude": [n for n in self._column_names() if n not in shown]}

    def shown_columns(self) -> list[str]:
        chosen = self.officer.columns.get(self.table_class.__name__)
        names = self._column_names()
        default = self.table_class.default_columns()
        return [n for n in names if n in chosen] if chosen else default

    def _column_names(self) -> list[str]:
        return cast(list[str], self.table_class.column_names())

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_filterset_kwargs(filterset_class)
        filters = filterset_class.base_filters.items()
        fields = {name: item.field_class for name, item in filters}
        kwargs["data"] = words.data_of(self.request, self.officer, fields)
        return kwargs

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Filters lead to the address of what they find; columns are kept."""
        if "filtered" in request.POST:
            return HttpResponseRedirect(self._address_found())
        return self._keep_columns(request)

    def _address_found(self) -> str:
        filterset = self.filterset_class(
            self.request.POST, queryset=self.get_queryset(), request=self.request
        )
        return words.address_of(self.request, self.officer, filterset.form)

    def _keep_columns(self, request: HttpRequest) -> HttpResponse:
        chosen = set(request.POST.getlist("column"))
        names = [n for n in self._column_names() if n in chosen]
        self.officer.columns[self.table_class.__name__] = names
        self.officer.save(update_fields=["columns"])
        return HttpResponseRedirect(request.get_full_path())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wanted = request.GET.get("export", "") if self.is_exportable else ""
        response: TemplateResponse = super().get(request, *args, **kwargs)
        name = self.model._meta.model_name or ""
        filters = trail.filters_of(self.filterset)
        if wanted == ALL:
            return WholeAnswer(request, self._whole())
        assert response.context_data is not None  # noqa: S101 - a list has a table
        table = response.context_data["table"]
        page = [row.record for row in table.paginated_rows]
        if wanted in exports.FORMATS:
            audit.record(
                officer=self.officer,
                action=Action.EXPORT,
                list=name,
                filters=filters,
                rows=len(page),
            )
            rows = cells(table, page)
            return page_as_file(self.officer, rows, format=wanted, name=name)
        audit.record(
            officer=self.officer,
            action=Action.SEARCH if trail.is_search(self.filterset) else Action.READ,
            list=name,
            filters=filters,
            shown=[record.pk for record in page],
        )
        return response

    def _whole(self) -> Whole:
        """Read in parts: such a list may be long."""
        table = self.get_table(**self.get_table_kwargs())
        form = self.filterset.form
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
        return Whole(
            title=str(self.title),
            name=self.model._meta.model_name or "",
            count=len(table.rows),
            rows=lambda: cells(table, table.data.data.iterator(chunk_size=_AT_ONCE)),
            filters=words.in_words(form, chosen),
            case=chosen.get("case"),
            needs_case="case" in form.fields,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("page", "export"):
            query.pop(name, None)
        names, shown = self._column_names(), set(self.shown_columns())
        columns = self.table_class.base_columns
        return super().get_context_data(
            title=self.title,
            page_sizes=PAGE_SIZES,
            query=urlencode(query, doseq=True),
            column_choice=[
                (name, columns[name].verbose_name or name, name in shown)
                for name in names
            ],
            export_formats=exports.FORMATS if self.is_exportable else (),
            ask_url=ask_address(self.request),
            **kwargs,
        )


class DetailView(Scoped, generic.DetailView[Any]):
    """One object; reading it is audited."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record(officer=self.officer, action=Action.READ, obj=self.object)
        return response


class FormPage(Scoped, ABC):
    """What creating and editing share: the service is called by `save`, and what
    it finds wrong is shown at the form, which keeps what was typed."""

    title: ClassVar[Any] = ""
    success_message: ClassVar[Any] = ""
    object: Any

    @abstractmethod
    def save(self, form: ModelForm[Any]) -> Model:
        """Call the page's service; the form's own `save` would go past it."""

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            self.object = self.save(form)
        except ValidationError as error:
            _show(form, error)
            # Of the view that this is mixed into.
            return cast(HttpResponse, cast(Any, self).form_invalid(form))
        self.tell_saved()
        return HttpResponseRedirect(cast(Any, self).get_success_url())

    def tell_saved(self) -> None:
        messages.success(self.request, self.success_message or _("Saved."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = cast(Any, super()).get_context_data(**kwargs)
        context.setdefault("title", self.title)
        return context


def _show(form: ModelForm[Any], error: ValidationError) -> None:
    """Put a service's complaints at the fields they are about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(problems))


class CreateView(FormPage, generic.CreateView[Any, Any]):
    """Typing in something new."""

    template_name = "cases/common/form.html"
    # The list that it will stand in, where neither a case nor an object leads back.
    back: ClassVar[str] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.back:
            kwargs.setdefault("back", reverse(self.back))
        return super().get_context_data(**kwargs)


class UpdateView(FormPage, generic.UpdateView[Any, Any]):
    """Changing something; whoever comes second is shown both versions."""

    template_name = "cases/common/form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record(
            officer=self.officer, action=Action.READ, obj=self.object, form=True
        )
        return response

    @property
    def seen_version(self) -> int:
        """The version that the form was opened with."""
        posted = self.request.POST.get("version", "")
        return int(posted) if posted.isdecimal() else 0

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            return super().form_valid(form)
        except EditConflict as conflict:
            context = self.get_context_data(
                form=form,
                conflict=differences(form, conflict.current),
                version=conflict.current.version,
            )
            return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("version", self.seen_version or self.object.version)
        return super().get_context_data(**kwargs)
