"""The Chinese catalogue has every string of the code and the templates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

BASE = Path(__file__).resolve().parent.parent
CATALOGUE = Path("cases/locale/zh_Hans/LC_MESSAGES/django.po")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def extracted(folder: Path) -> Catalog:
    """The catalogue as `makemessages` brings it up to date in a copy."""
    for name in ("casedesk", "cases", "templates"):
        ignore = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(BASE / name, folder / name, ignore=ignore)
    shutil.copy(BASE / "manage.py", folder)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
        capture_output=True,
    )
    return read(folder / CATALOGUE)


def test_every_string_is_translated_and_none_is_left_over(tmp_path: Path) -> None:
    current, committed = extracted(tmp_path), read(BASE / CATALOGUE)
    wanted = {message.id for message in current if message.id}
    held = {message.id for message in committed if message.id}
    untranslated = {
        message.id
        for message in committed
        if message.id and (not message.string or message.fuzzy)
    }
    assert wanted - held == set()
    assert held - wanted == set()
    assert untranslated == set()


def test_placeholders_are_the_same_in_both_languages() -> None:
    problems = [
        (message.id, str(error))
        for message in read(BASE / CATALOGUE)
        for error in message.check()
    ]
    assert problems == []
