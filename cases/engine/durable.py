"""Files that are either wholly there or not there, whenever the power goes."""

from __future__ import annotations

import json
import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a crash (fsync(2) of the directory)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_into_place(finished: Path, place: Path) -> None:
    """Rename a finished file or folder and make the new name survive a crash."""
    finished.rename(place)
    sync_folder(place.parent)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file that is never seen half written."""
    unfinished = path.with_name(path.name + ".new")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, separators=(",", ":"))
        stream.flush()
        os.fsync(stream.fileno())
    move_into_place(unfinished, path)
