"""Where a check is silenced, the line says which one, and why.

The reason stands behind the code on the same line, or as a comment on the line
above. Ruff sees that no `noqa` outlives its error, mypy the same of an `ignore`.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

ROOT: Final = Path(settings.BASE_DIR)
SILENCES: Final = re.compile(r"#\s*(type:\s*ignore|noqa|mypy:|ruff:|pragma:)", re.I)
WITH_CODE: Final = re.compile(
    r"# (?:type: ignore\[[a-z-]+(?:, [a-z-]+)*\]"
    r"|noqa: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*)(?P<more>$|  # | - )"
)
A_WORD: Final = re.compile(r"[a-z]{2}", re.I)


def unexplained(source: str) -> Iterator[int]:
    """The lines that silence a check without its code, or without a reason."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not SILENCES.match(token.string):
            continue
        number = token.start[0]
        found = WITH_CODE.match(token.string)
        if not found:
            yield number
        elif not A_WORD.search(token.string, found.end()):
            above = lines[number - 2].strip() if number > 1 else ""
            if not (above.startswith("#") and A_WORD.search(above)):
                yield number


def sources() -> list[Path]:
    folders = ("casedesk", "cases", "tests", "tools")
    found = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    return [ROOT / "manage.py", *sorted(found)]


def test_what_is_silenced_is_named_and_explained() -> None:
    assert len(sources()) > 900
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number in unexplained(path.read_text())
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "x = f()  # type: ignore",
        "x = f()  # type: ignore[misc]",
        "x = f()  # type: ignore  # the library has no types",
        "x = f()  # noqa",
        "x = f()  # noqa: S603",
        "x = f()  # noqa - commands of ours",
        "x = f()  # NOQA:S603",
        "# mypy: ignore-errors",
        "# ruff: noqa: S603",
    ],
)
def test_a_silence_without_code_or_reason_is_found(line: str) -> None:
    assert list(unexplained(f"x = 1\n{line}\n")) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "x = f()  # noqa: S603 - commands of ours",
        "x = f()  # type: ignore[misc]  # the library has no types",
        "# The library has no types.\nx = f()  # type: ignore[misc, arg-type]",
        'x = "# noqa"',
        "# A value of type: no check is silenced by a word.",
    ],
)
def test_a_silence_with_both_is_not(text: str) -> None:
    assert list(unexplained(f"{text}\n")) == []
