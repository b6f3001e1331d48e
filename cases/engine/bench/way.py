"""The way of a seized file through the engine, each part of it timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

import numpy as np

from cases.engine.detection import guess_columns
from cases.engine.errors import EngineError
from cases.engine.fictitious import seizure_frame
from cases.engine.intake import IntakeResult, SheetPlan, take_in
from cases.engine.keys import Keys
from cases.engine.originals import Original, Sealer
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
    """Take a small file in, as every worker has done before; the bare tools are timed
    warm, too."""
    workdir.mkdir()
    source, original = workdir / "small.csv", workdir / "small.age"
    seizure_frame(np.random.default_rng(_SEED), _FEW).write_csv(source)
    sha256 = seal(source, original, keys)
    look_and_take_in(original, sha256, source.name, workdir / "store", keys)


def seal(source: Path, original: Path, keys: Keys) -> str:
    """The SHA-256 of what was sealed."""
    with source.open("rb") as stream, Sealer(original, keys) as sealer:
        while chunk := stream.read(_CHUNK):
            sealer.write(chunk)
    return sealer.digests.sha256


def look_and_take_in(
    original: Path, sha256: str, name: str, store: Path, keys: Keys
) -> IntakeResult:
    """With the columns that the engine itself suggests.

    Raises EngineError (`damaged`) unless the original gives back what was sealed.
    """
    sealed = Original(original, keys)
    plans = []
    for layout in sniff(sealed.open, name):
        guesses = enumerate(guess_columns(layout))
        mapping = {place: guess.kind_or_role for place, guess in guesses}
        plans.append(SheetPlan(layout, mapping))
    result = take_in(sealed.open, plans, store, keys)
    if sealed.sha256() != sha256:
        raise EngineError("damaged", file=name)
    return result
