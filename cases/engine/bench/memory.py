"""The memory of this process and all its children, watched while it works."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Final, Self

import psutil

_EVERY_SECONDS: Final = 0.05
# Finding children means going through all processes of the machine. Done every time, it
# would take a tenth of a core away from what is watched.
_CHILDREN_EVERY: Final = 10


class PeakMemory:
    """Use as a context manager; `mb` is the highest sum of resident memory.

    processes: others than this one, by their numbers. What several of them share
    then counts once (proportional set size), which takes longer to find out.
    """

    def __init__(self, processes: Sequence[int] = ()) -> None:
        self.mb = 0
        self._processes = processes
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        for number in count():
            if number % _CHILDREN_EVERY == 0:
                watched = self._all()
            self.mb = max(self.mb, self._sum(watched))
            if self._done.wait(_EVERY_SECONDS):
                return

    def now(self) -> int:
        return self._sum(self._all())

    def _all(self) -> list[psutil.Process]:
        return list(_with_children(self._processes or [os.getpid()]))

    def _sum(self, processes: Sequence[psutil.Process]) -> int:
        return sum(map(self._bytes_of, processes)) // 1_000_000

    def _bytes_of(self, process: psutil.Process) -> int:
        try:
            if self._processes:
                return int(process.memory_full_info().pss)
            return int(process.memory_info().rss)
        except psutil.NoSuchProcess:
            return 0


def _with_children(roots: Sequence[int]) -> Iterator[psutil.Process]:
    for number in roots:
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(number)
            yield from (root, *root.children(recursive=True))
