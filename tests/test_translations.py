"""The Chinese catalogue has every string of the code and the templates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

BASE = Path(__file__).resolve().parent.parent
CATALOGUE = Path("cases/locale/zh_Hans/LC_MESSAGES/django.po")
# A Chinese character and, after a space, a figure, a word in Latin letters or what is
# filled in; or the other way about.
_HAN = "[\u4e00-\u9fff]"
_FILLED_IN = r"%\(\w+\)[sd]|%[sd]|\{\w*\}"
SPACED = re.compile(
    rf"{_HAN} (?:{_FILLED_IN}|\w)|(?:{_FILLED_IN}|[A-Za-z0-9]) {_HAN}|{_HAN} {_HAN}"
)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def texts(message: Message) -> list[str]:
    """The translation, each of its plural forms."""
    given = message.string or ""
    return [given] if isinstance(given, str) else list(given)


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


def test_chinese_stands_beside_figures_without_a_space() -> None:
    spaced = [
        text
        for message in read(BASE / CATALOGUE)
        for text in texts(message)
        if message.id and SPACED.search(text)
    ]
    assert spaced == []


def test_a_space_beside_a_figure_is_found() -> None:
    for text in ("早于 3 天", "早于%(n)s 天", "于 {day}", "计算 SHA-256", "收网 行动"):
        assert SPACED.search(text), text
    for text in ("早于3天", "早于%(n)s天", "占比%(low)s %%至", "%d件 · 至%s", "A B"):
        assert not SPACED.search(text), text
