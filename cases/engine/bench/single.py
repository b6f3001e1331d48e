"""How long one sealed record takes to be shown, found by its line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from cases.engine.bench.way import timed
from cases.engine.errors import EngineError
from cases.engine.keys import Keys
from cases.engine.records import read_line

_LINES: Final = 50
_SEED: Final = 20_160_319


def read_lines(store: Path, rows: int, keys: Keys) -> list[float]:
    """Milliseconds for each of some random lines; no file is open before.

    Raises EngineError (`does_not_add_up`) where another line comes back.
    """
    rng = np.random.default_rng(_SEED)
    taken = []
    # The first line is the header.
    for line in rng.integers(2, rows + 2, _LINES).tolist():
        found = timed(partial(read_line, store, 0, line, keys))
        if found.value.line != line:
            raise EngineError("does_not_add_up", line=line, found=found.value.line)
        taken.append(1000 * found.seconds)
    return taken
