"""Writes the corpus out, each file with its truth beside it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.corpus import cells, pages, structured, texts, workbooks  # noqa: F401 - each adds its files
from tests.corpus.messy import corpus


def main(folder: Path) -> None:
    for name, file in corpus():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        (place / file.name).write_bytes(file.data)
        truth = json.dumps(asdict(file.truth), default=sorted, ensure_ascii=False)
        (place / f"{file.name}.truth.json").write_text(truth, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
