"""What comes next is made while what came is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Generator[T, None, None]) -> Iterator[T]:
    """The items, each begun in another thread when the one before it is taken.

    Left early, `items` is closed.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        try:
            following = pool.submit(next, items, None)
            while (item := following.result()) is not None:
                following = pool.submit(next, items, None)
                yield item
        finally:
            pool.submit(items.close)
