"""A folder of seized files, walked so that every file in it is accounted for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# What systems leave in folders without showing it.
_OF_THE_SYSTEM: Final = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class Found:
    """One file, under the name to be shown; `refused` is a code, empty if it may be
    taken in."""

    path: Path
    name: str
    refused: str = ""


def files_at(path: Path) -> Iterator[Found]:
    """The file itself, or every file below the folder in the order of their names.

    Links are not followed: what they lead to is another file, or none of the
    exhibit's.
    """
    if path.is_dir() and not path.is_symlink():
        yield from _below(path, path.name, hidden=False)
    else:
        yield Found(path, path.name)


def _below(folder: Path, name: str, *, hidden: bool) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield Found(folder, name, "unreadable")
        return
    for entry in entries:
        path, label = Path(entry.path), f"{name}/{entry.name}"
        is_hidden = hidden or _is_hidden(entry.name)
        if entry.is_symlink():
            yield Found(path, label, "member_is_link")
        elif entry.is_dir():
            yield from _below(path, label, hidden=is_hidden)
        elif not entry.is_file():
            yield Found(path, label, "member_is_device")
        else:
            yield Found(path, label, "hidden_file" if is_hidden else "")


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in _OF_THE_SYSTEM
