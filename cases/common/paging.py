"""Pages of a list however long it is."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator

# Nobody turns 400 pages: who has more than that narrows the list.
COUNTED: Final = 10_000


class BoundedPaginator(Paginator[Any]):
    """Counts to COUNTED and no further: of five million rows the count would take
    longer than all the rest of the page. Pages behind that are not reached."""

    @cached_property
    def _found(self) -> int:
        # django-tables2 gives the rows of a table, which know their query.
        table_rows: Any = self.object_list
        rows = table_rows.data.data
        if isinstance(rows, list):
            return len(rows)
        found: int = rows.order_by()[: COUNTED + 1].count()
        return found

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED)

    @cached_property
    def is_cut(self) -> bool:
        """There are more than `count`."""
        return self._found > COUNTED
