"""Columns and a base table that every list shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tables2.rows import BoundRow

from cases.common.rows import RowWriter

# State, measure, judgement, … → Tabler's colour; always beside a word, never
# alone.
COLOURS = {
    "waiting": "secondary",
    "draft": "secondary",
    "running": "blue",
    "done": "green",
    "failed": "red",
    "cancelled": "yellow",
    "open": "secondary",
    "confirmed": "green",
    "proposed": "azure",
    "rejected": "red",
    "unsure": "yellow",
    "in_custody": "green",
    "located": "blue",
    "identified": "azure",
    "arrested": "green",
    "detained": "teal",
    "wanted": "red",
    "not_found": "red",
    "entered": "orange",
    "in_position": "blue",
    "en_route": "azure",
    "returned": "green",
    "planned": "secondary",
    "ended": "green",
    "called_off": "yellow",
    "sealed": "yellow",
    "agreed": "green",
    "refused": "red",
    "withdrawn": "yellow",
    "refuse": "red",
    "sign_in_refused": "red",
    "export": "orange",
    "reveal": "orange",
    "change": "blue",
    "create": "blue",
    "judge": "blue",
    "approve": "green",
}


def badge(value: str, label: object) -> SafeString:
    """A label with a colour that helps the eye and carries no meaning alone."""
    colour = COLOURS.get(value, "secondary")
    return format_html('<span class="badge bg-{0}-lt">{1}</span>', colour, label)


class BadgeColumn(tables.Column):
    """A choice field as a badge."""

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        raw = getattr(record, bound_column.accessor)
        return badge(raw, value)

    def value(self, value: Any) -> Any:
        return value


class CountColumn(tables.Column):
    """A whole number with thousands separated, to the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "attrs", {"td": {"class": "text-end"}, "th": {"class": "text-end"}}
        )
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        return f"{value:,}"

    def value(self, value: Any) -> Any:
        return value


class DayColumn(tables.DateColumn):
    """A date, as in 2021-01-30, which no narrow column breaks at its hyphens."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("format", "Y-m-d")
        kwargs.setdefault("attrs", {"td": {"class": "moment"}})
        super().__init__(*args, **kwargs)


class MomentColumn(tables.DateTimeColumn):
    """Date and minute; where it is narrow, the one below the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("format", "Y-m-d H:i")
        kwargs.setdefault("attrs", {"td": {"class": "moment"}})
        super().__init__(*args, **kwargs)


class CaseColumn(tables.Column):
    """The case by number and title, wide enough not to make every row a tower."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("order_by", ("case__number",))
        kwargs.setdefault("linkify", True)
        kwargs.setdefault("attrs", {"td": {"class": "cell-wide"}})
        super().__init__(*args, **kwargs)


def cells(table: tables.Table, records: Iterable[Any]) -> Iterator[list[Any]]:
    """The header, then the values of these records as a file holds them."""
    columns = [c for c in table.columns.iterall() if not c.column.exclude_from_export]
    yield [str(column.header) for column in columns]
    for record in records:
        row = BoundRow(record, table=table)
        yield [row.get_cell_value(column.name) for column in columns]


class BaseTable(tables.Table):
    """Pages of 25; columns named in `Meta.default_columns` show at first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_text: Any = self.empty_text or _("Nothing here yet.")

    @property
    def order_by(self) -> Any:
        return tables.Table.order_by.fget(self)

    @order_by.setter
    def order_by(self, value: Any) -> None:
        """Gives rows that are equal in the column an order too; otherwise one could
        stand on two pages, and another on none."""
        tables.Table.order_by.fset(self, value)
        rows = getattr(self.data, "data", None)
        if self.order_by and isinstance(rows, QuerySet) and rows.query.order_by:
            # As the indexes go that begin with the column.
            descends = str(rows.query.order_by[0]).startswith("-")
            last = "pk" if descends else "-pk"
            self.data.data = rows.order_by(*rows.query.order_by, last)

    def body(self) -> SafeString:
        """The rows of its page as HTML."""
        return RowWriter(self).rows(self.paginated_rows)

    @classmethod
    def column_names(cls) -> list[str]:
        return list(cls.base_columns)

    @classmethod
    def default_columns(cls) -> list[str]:
        return list(getattr(cls.Meta, "default_columns", cls.column_names()))

    class Meta:
        order_by_field = "sort"
        # Of no address: django-tables2 would take any number from there, less than one
        # and a million too. The views know the sizes that are offered.
        per_page_field = "(size)"
