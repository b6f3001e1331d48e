"""A place for what the measuring commands make."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casedesk import environment


@contextmanager
def scratch() -> Iterator[Path]:
    """On the disk of the data, which is the one to measure; gone afterwards."""
    base = environment.var_dir() / "bench"
    base.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=base) as folder:
        yield Path(folder)
