"""A page from its first tag to its last, each row as soon as it is complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cases.engine.readers.web_page.markup import Tag, markup
from cases.engine.readers.web_page.tables import Row
from cases.engine.readers.window import Window


class Walk(Protocol):
    """found: rows that are complete. is_over: whether no wanted one can come."""

    found: list[Row]
    is_over: bool

    def take(self, text: str, tag: Tag) -> None: ...

    def end(self, reason: str = "") -> None:
        """`reason`: why the rows that are open are not whole."""


def walked(walk: Walk, window: Window) -> Iterator[Row]:
    for text, tag in markup(window):
        walk.take(text, tag)
        if walk.found:
            yield from walk.found
            walk.found.clear()
        if walk.is_over:
            return
    walk.end("unfinished")
    yield from walk.found
