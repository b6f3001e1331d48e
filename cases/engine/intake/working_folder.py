"""The working folder of an intake: what is finished is kept, the rest is removed.

    <store>.part/plan.json        whose work this is
                 segments/        one manifest per finished segment
                 records/, rejected/, runs/
                 index/           written when all is read
    <store>/                      the same folder, renamed in one step

A segment exists once its manifest does, and the manifest is written last.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from cases.engine import durable, manifest
from cases.engine.durable import sync_folder, write_json
from cases.engine.errors import EngineError
from cases.engine.intake.result import RESULT, IntakeResult
from cases.engine.intake.tally import Tally
from cases.engine.records import (
    LIST,
    RECORDS,
    REJECTED,
    Stretch,
    sealed_in,
    write_list,
)

INDEX: Final = "index"
RUNS: Final = "runs"
_SEGMENTS: Final = "segments"
_PLAN: Final = "plan.json"


@dataclass(frozen=True)
class Segment:
    """A finished piece of one sheet: how many batches went in, what came out."""

    batches: int
    ends_sheet: bool
    stretch: Stretch
    run: str
    tally: Tally

    def to_json(self) -> dict[str, Any]:
        return {
            "batches": self.batches,
            "ends_sheet": self.ends_sheet,
            "stretch": asdict(self.stretch),
            "run": self.run,
            "tally": self.tally.to_json(),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        stretch = Stretch.from_json(content["stretch"])
        tally = Tally.from_json(content["tally"])
        return cls(**{**content, "stretch": stretch, "tally": tally})


def finished(store: Path, fingerprint: str) -> IntakeResult | None:
    """The result if this plan was carried out already, None if nothing was.

    Raises EngineError (`taken_in_otherwise`) if another plan was.
    """
    if not (store / RESULT).exists():
        return None
    if is_finished_otherwise(store, fingerprint):
        raise EngineError("taken_in_otherwise")
    _tidy(store)
    return IntakeResult.load(store)


def is_finished_otherwise(store: Path, fingerprint: str) -> bool:
    """Whether the folder holds the result of another plan."""
    if not (store / RESULT).exists():
        return False
    return IntakeResult.load(store).fingerprint != fingerprint


def unfinish(store: Path) -> None:
    """Turn a finished folder back into a working one, in one step; the next plan
    then starts it afresh."""
    part = _part(store)
    shutil.rmtree(part, ignore_errors=True)
    durable.move_into_place(store, part)


def _part(store: Path) -> Path:
    return store.with_name(store.name + ".part")


def _tidy(store: Path) -> None:
    for name in (RUNS, _SEGMENTS):
        shutil.rmtree(store / name, ignore_errors=True)
    (store / _PLAN).unlink(missing_ok=True)


def _manifest(
    folder: Path, token_key: str, stretches: Sequence[Stretch]
) -> manifest.Manifest:
    """The manifest of the files that remain when the work is done."""
    known = {name: kept for stretch in stretches for name, kept in sealed_in(stretch)}
    lists = (RESULT, LIST)
    index = (f"{INDEX}/{path.name}" for path in (folder / INDEX).iterdir())
    read = {name: manifest.kept(folder / name) for name in (*lists, *index)}
    return manifest.Manifest(token_key, {**known, **read})


class WorkingFolder:
    """The working folder, held by one process at a time; a second one gets EngineError
    (`busy`)."""

    def __init__(self, store: Path, fingerprint: str) -> None:
        self._store = store
        self.folder = _part(store)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise EngineError("busy") from None
        self._settle(fingerprint)
        self.segments = [
            Segment.from_json(json.loads(path.read_bytes()))
            for path in sorted((self.folder / _SEGMENTS).glob("*.json"))
        ]
        self._sweep()

    def _settle(self, fingerprint: str) -> None:
        """Start afresh unless the folder was begun under the same plan."""
        plan = self.folder / _PLAN
        if not plan.exists() or json.loads(plan.read_bytes()) != fingerprint:
            for child in self.folder.iterdir():
                shutil.rmtree(child) if child.is_dir() else child.unlink()
            write_json(plan, fingerprint)
        for name in (_SEGMENTS, RECORDS, REJECTED, RUNS):
            (self.folder / name).mkdir(exist_ok=True)
        sync_folder(self.folder)

    def _sweep(self) -> None:
        """Remove what an interrupted segment left."""
        stretches = [segment.stretch for segment in self.segments]
        kept = {segment.run for segment in self.segments}
        kept |= {s.records.name for s in stretches if s.records}
        kept |= {s.rejected.name for s in stretches if s.rejected}
        for name in (RECORDS, REJECTED, RUNS):
            for path in (self.folder / name).iterdir():
                if path.name not in kept:
                    path.unlink()

    def add(self, segment: Segment) -> None:
        for name in (RECORDS, REJECTED, RUNS):
            sync_folder(self.folder / name)
        number = len(self.segments)
        manifest = self.folder / _SEGMENTS / f"{number:06}.json"
        write_json(manifest, segment.to_json())
        self.segments.append(segment)

    def runs(self) -> list[Path]:
        return [self.folder / RUNS / segment.run for segment in self.segments]

    def finish(self, result: IntakeResult, token_key: str) -> None:
        stretches = [segment.stretch for segment in self.segments]
        write_list(self.folder, stretches)
        result.save(self.folder)
        _manifest(self.folder, token_key, stretches).save(self.folder)
        durable.move_into_place(self.folder, self._store)
        _tidy(self._store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._lock)
