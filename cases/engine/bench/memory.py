"""The memory of this process and all its children, watched while it works."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Final, Self

import psutil

_EVERY_SECONDS: Final = 0.05


class PeakMemory:
    """Use as a context manager; `mb` is the highest sum of resident memory."""

    mb = 0

    def __init__(self) -> None:
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
        while True:
            self.mb = max(self.mb, _tree_bytes() // 1_000_000)
            if self._done.wait(_EVERY_SECONDS):
                return


def _tree_bytes() -> int:
    root = psutil.Process()
    total = 0
    for process in (root, *root.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
