"""Seized files sealed again under the first of the originals' keys."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cases.engine import durable
from cases.engine.errors import EngineError, WrongKey
from cases.engine.keys import ORIGINALS, Keys
from cases.engine.originals import Sealer, open_original, read_back

_CHUNK: Final = 1 << 20


def is_resealed(path: Path, keys: Keys) -> bool:
    """Whether the newest key alone opens the file; reads no more than its start."""
    try:
        with open_original(path, keys.with_newest_alone(ORIGINALS)) as stream:
            stream.read(1)
    except WrongKey as error:
        if error.code == "wrong_key":
            return False
        raise
    return True


def reseal(path: Path, keys: Keys, sha256: str = "") -> int:
    """Seal one file again in its place; returns its bytes in the clear.

    What is read from the old file, what went into the new one and, if given, what
    was noted when the file was seized must have one digest before the new file
    takes the place of the old one. Raises EngineError (`damaged`) otherwise.
    """
    beside = path.with_name(path.name + ".new")
    newest = keys.with_newest_alone(ORIGINALS)
    try:
        with open_original(path, keys) as stream, Sealer(beside, newest) as sealer:
            while chunk := stream.read(_CHUNK):
                sealer.write(chunk)
        written = sealer.digests
        if read_back(beside, newest) != written or sha256 not in {"", written.sha256}:
            raise EngineError("damaged", file=path.name)
        durable.move_into_place(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return written.size


def sweep(folder: Path) -> None:
    """Remove what an interrupted rotation or upload left unfinished."""
    for pattern in ("*.new", "*.part"):
        for path in folder.glob(pattern):
            path.unlink()
