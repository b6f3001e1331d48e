"""docs/security.md answers every requirement of ASVS 5.0 of its chapters, once, and
names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

DOCUMENT: Final = Path(settings.BASE_DIR) / "docs" / "security.md"
# OWASP ASVS 5.0.0, levels 1 and 2, without V9, V10 and V17.
NUMBERS: Final = """
1.1.1 1.1.2 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.6 1.2.7 1.2.8 1.2.9 1.3.1 1.3.2 1.3.3
1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.1 1.5.2
2.1.1 2.1.2 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1
3.2.1 3.2.2 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2
3.5.3 3.5.4 3.5.5 3.7.1 3.7.2
4.1.1 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.1 4.4.2 4.4.3 4.4.4
5.1.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.2 5.4.3
6.1.1 6.1.2 6.1.3 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10
6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.4.1 6.4.2 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3
6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3 6.8.4
7.1.1 7.1.2 7.1.3 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5
7.5.1 7.5.2 7.6.1 7.6.2
8.1.1 8.1.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1
11.1.1 11.1.2 11.2.1 11.2.2 11.2.3 11.3.1 11.3.2 11.3.3 11.4.1 11.4.2 11.4.3 11.4.4
11.5.1 11.6.1
12.1.1 12.1.2 12.1.3 12.2.1 12.2.2 12.3.1 12.3.2 12.3.3 12.3.4
13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1 13.4.2 13.4.3 13.4.4
13.4.5
14.1.1 14.1.2 14.2.1 14.2.2 14.2.3 14.2.4 14.3.1 14.3.2 14.3.3
15.1.1 15.1.2 15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6
15.3.7
16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2
16.4.3 16.5.1 16.5.2 16.5.3
"""
WORDS: Final = {"yes", "partly", "no", "–"}
ROW: Final = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE
)


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(DOCUMENT.read_text())


def test_every_requirement_is_answered_once_in_their_order(
    rows: list[tuple[str, str, str, str]],
) -> None:
    assert [number for number, *_rest in rows] == NUMBERS.split()


def test_every_answer_is_one_of_four_words_and_says_how(
    rows: list[tuple[str, str, str, str]],
) -> None:
    for number, met, how, _tested in rows:
        assert met in WORDS, number
        assert len(how) > 3, number


def test_every_test_that_is_named_is_there(
    rows: list[tuple[str, str, str, str]],
) -> None:
    for number, _met, _how, tested in rows:
        assert tested == "–" or "`" in tested, number
        for name in re.findall(r"`([^`]+)`", tested):
            assert (Path(settings.BASE_DIR) / name).exists(), (number, name)


def test_every_requirement_stands_under_its_chapter() -> None:
    chapter = ""
    for line in DOCUMENT.read_text().splitlines():
        if found := re.match(r"## V(\d+) ", line):
            chapter = found[1]
        if found := re.match(r"\| (\d+)\.\d+\.\d+ ", line):
            assert found[1] == chapter, line
