"""Work that may run ahead a little, in its own thread and in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

S = TypeVar("S")
T = TypeVar("T")

# As many items as `Behind` holds.
_WAITING: Final = 2


def ahead(source: Iterator[T]) -> Generator[T]:
    """Yield the items of `source`, each made while the caller works on an earlier one.
    No item may be None.

    What making one raises is raised in its place. Closed early, it waits for the
    item in the making, and closes `source` if that is a generator.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    pending = deque(pool.submit(next, source, None) for _ in range(_WAITING))
    try:
        while (item := pending.popleft().result()) is not None:
            pending.append(pool.submit(next, source, None))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
        if isinstance(source, Generator):
            source.close()


def each(
    call: Callable[[S], T], source: Iterable[S], *, at_once: int = _WAITING
) -> Generator[T]:
    """Yield `call(item)` for every item, in order; several run at a time, each in a
    thread of its own.

    Worth it where the call lets other threads run.
    """
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="each")
    pending: deque[Future[T]] = deque()
    try:
        for item in source:
            pending.append(pool.submit(call, item))
            if len(pending) >= at_once:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
