"""Every file of a store with its size and SHA-256, so that each byte is accounted for.

`manifest.json` lies in the store; its own digest belongs elsewhere, where somebody
who can change the store cannot change it too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from cases.engine.durable import write_json

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Kept:
    """One file as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`token_key` is the id of the key that the store's index is made with; files
    by their path in the store."""

    token_key: str
    files: Mapping[str, Kept]

    def save(self, store: Path) -> None:
        files = {name: asdict(kept) for name, kept in sorted(self.files.items())}
        write_json(store / MANIFEST, {"token_key": self.token_key, "files": files})

    @classmethod
    def load(cls, store: Path) -> Manifest | None:
        """None for a store from before there were manifests; ValueError, KeyError
        or TypeError for one that is no manifest."""
        try:
            content = json.loads((store / MANIFEST).read_bytes())
        except FileNotFoundError:
            return None
        files = {name: Kept(**kept) for name, kept in content["files"].items()}
        return cls(content["token_key"], files)


def names(store: Path) -> Iterator[str]:
    """All files of a store but the manifest, by their path in it."""
    for path in store.rglob("*"):
        if not path.is_dir() and path != store / MANIFEST:
            yield path.relative_to(store).as_posix()


def kept(path: Path) -> Kept:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Kept(stream.tell(), digest)


def digest(store: Path) -> str:
    """The manifest's own SHA-256; "" where there is none."""
    try:
        return kept(store / MANIFEST).sha256
    except FileNotFoundError:
        return ""


def disagreeing(store: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Every file that is not as it was written: `damaged_file`, `lost_file` or
    `foreign_file`, with its path in the store."""
    for name, expected in manifest.files.items():
        try:
            found = kept(store / name)
        except OSError:
            yield "lost_file", name
            continue
        if found != expected:
            yield "damaged_file", name
    for name in sorted(set(names(store)) - manifest.files.keys()):
        yield "foreign_file", name
