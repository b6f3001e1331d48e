"""What a run has found in each data set, kept until the run has ended: one whose
worker was killed goes on with the next data set.

What is kept answers one question: these files, these reports' numbers, these released
values. Asked anything else, it is found anew; so the result is always that of a run
that nobody disturbed. Like an index it holds tokens and row numbers, no personal data.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Final

import polars as pl
from django.conf import settings

from cases.engine.durable import move_into_place, sync_file
from cases.engine.index import IndexSource
from cases.engine.join import Matches

_LINKS, _BRAKED = "links.parquet", "braked.parquet"
# What an earlier release kept in other columns is not read.
_FORMAT: Final = 3


def folder_of(run: int) -> Path:
    return Path(settings.CASEDESK_DATA_DIR) / "runs" / str(run)


def folders() -> set[int]:
    """The runs of which something lies here."""
    place = folder_of(0).parent
    return {int(left.name) for left in place.glob("*")}


def drop(run: int) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)


def _sum_of(frame: pl.DataFrame) -> list[int]:
    """Of two hashes of each row, for the database gives the rows in no order, and
    sorting millions of them takes as long as the match."""
    return [int(frame.hash_rows(seed).to_numpy().sum()) for seed in (1, 2)]


class Kept:
    """A run's finds for one question, data set by data set."""

    def __init__(
        self,
        run: int,
        tokens: pl.DataFrame,
        released: pl.DataFrame,
        kinds: Sequence[int],
    ) -> None:
        self._folder = folder_of(run)
        self._asked = hashlib.sha256(repr((_FORMAT, sorted(kinds))).encode())
        for frame in (tokens, released):
            self._asked.update(repr((frame.height, _sum_of(frame))).encode())

    def found_in(
        self,
        dataset: int,
        indexes: Collection[IndexSource],
        find: Callable[[], Matches],
    ) -> Matches:
        """What lies here, else what `find` gives, which is kept."""
        place = self._folder / self._name(dataset, indexes)
        if place.exists():
            return Matches(
                pl.read_parquet(place / _LINKS), pl.read_parquet(place / _BRAKED)
            )
        found = find()
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=self._folder))
        for name, frame in ((_LINKS, found.links), (_BRAKED, found.braked)):
            frame.write_parquet(unfinished / name)
            sync_file(unfinished / name)
        if not place.exists():
            move_into_place(unfinished, place)
        return found

    def _name(self, dataset: int, indexes: Collection[IndexSource]) -> str:
        asked = self._asked.copy()
        # A file that is read anew gets another store.
        for source in indexes:
            asked.update(f"{dataset}:{source.id}:{source.folder}\n".encode())
        return asked.hexdigest()
