"""Work that may run ahead a little, in its own thread and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

# As many as `Behind` holds.
_WAITING: Final = 2


def ahead(source: Iterator[T]) -> Generator[T]:
    """The items of `source`, of which none is None, made while others are worked on.

    What making one raises is raised in its place. Closed early, it waits for the
    item in the making.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    pending = deque(pool.submit(next, source, None) for _ in range(_WAITING))
    try:
        while (item := pending.popleft().result()) is not None:
            pending.append(pool.submit(next, source, None))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
