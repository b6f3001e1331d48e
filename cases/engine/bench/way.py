"""The way of a seized file through the engine, each part of it timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np

from cases.engine.detection import guess_columns
from cases.engine.fictitious import seizure_frame
from cases.engine.intake import IntakeResult, SheetPlan, take_in
from cases.engine.keys import Keys
from cases.engine.originals import Sealer, open_original
from cases.engine.readers import sniff

T = TypeVar("T")

_CHUNK: Final = 1 << 20
_SEED: Final = 20_190_401
_FEW: Final = 1_000


@dataclass(frozen=True)
class Timed(Generic[T]):
    value: T
    seconds: float


def timed(call: Callable[[], T]) -> Timed[T]:
    start = time.perf_counter()
    value = call()
    return Timed(value, time.perf_counter() - start)


def warm_up(workdir: Path, keys: Keys) -> None:
    """Take a small file in, as every worker has before; the bare tools are timed
    warm too."""
    workdir.mkdir()
    source, original = workdir / "small.csv", workdir / "small.age"
    seizure_frame(np.random.default_rng(_SEED), _FEW).write_csv(source)
    seal(source, original, keys)
    look_and_take_in(original, source.name, workdir / "store", keys)


def seal(source: Path, original: Path, keys: Keys) -> None:
    with source.open("rb") as stream, Sealer(original, keys) as sealer:
        while chunk := stream.read(_CHUNK):
            sealer.write(chunk)


def look_and_take_in(
    original: Path, name: str, store: Path, keys: Keys
) -> IntakeResult:
    """With the columns that the engine itself suggests."""
    opener = partial(open_original, original, keys)
    plans = []
    for layout in sniff(opener, name):
        guesses = enumerate(guess_columns(layout))
        mapping = {place: guess.kind_or_role for place, guess in guesses}
        plans.append(SheetPlan(layout, mapping))
    return take_in(opener, plans, store, keys)
