"""Pages of a list, however long it is."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet

# Nobody turns 400 pages: whoever finds more narrows the list.
COUNTED: Final = 10_000


def counted(rows: QuerySet[Any]) -> int:
    """How many there are; COUNTED + 1 for any number above COUNTED."""
    return rows.order_by()[: COUNTED + 1].count()


class BoundedPaginator(Paginator[Any]):
    """Counts to COUNTED and no further: counting five million rows would take longer
    than all the rest of the page. Pages beyond COUNTED cannot be reached.

    found: how many there are, from COUNTED + 1 on any such number, where that is
    known without asking.
    """

    def __init__(self, *args: Any, found: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = found

    @cached_property
    def _found(self) -> int:
        if self._known is not None:
            return self._known
        # django-tables2 gives the rows of a table, which know their query.
        table_rows: Any = self.object_list
        rows = table_rows.data.data
        if isinstance(rows, list):
            return len(rows)
        return counted(rows)

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED)

    @cached_property
    def is_cut(self) -> bool:
        """Whether there are more rows than `count`."""
        return self._found > COUNTED
