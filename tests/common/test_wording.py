"""Every code that the engine can raise is said in words."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import engine
from cases.common.wording import SENTENCES, sentence
from cases.engine.errors import EngineError

PLACEHOLDER = re.compile(r"{(\w+)}")


def error_classes(base: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    yield base
    for derived in base.__subclasses__():
        yield from error_classes(derived)


def engine_modules() -> list[Path]:
    """The engine's files, all of them imported, so that every error class exists."""
    found = []
    for module in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
        loaded = importlib.import_module(module.name)
        assert loaded.__file__ is not None
        found.append(Path(loaded.__file__))
    return found


def texts(node: ast.expr) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def codes_in(tree: ast.Module, raised: set[str]) -> set[str]:
    """First arguments of errors that are made, and what is named `code` on the way."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in raised and isinstance(node.args[0], ast.Constant | ast.IfExp):
                branches = node.args[0]
                if isinstance(branches, ast.IfExp):
                    found |= texts(branches.body) | texts(branches.orelse)
                else:
                    found |= texts(branches)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "code"
            for target in node.targets
        ):
            found |= texts(node.value)
    return found


def codes() -> set[str]:
    files = engine_modules()
    classes = [cls for cls in error_classes() if cls.__module__.startswith("cases.")]
    found = {cls.code for cls in classes}
    raised = {cls.__name__ for cls in classes}
    for file in files:
        found |= codes_in(ast.parse(file.read_text()), raised)
    return found


def test_the_search_finds_codes_in_every_way_they_are_written() -> None:
    assert {
        "engine_error",  # of the class
        "key_file_malformed",  # of a class elsewhere
        "empty_file",  # the first argument
        "password_protected",  # one of two, by way of a name
        "unsupported_format",
    } <= codes()


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_of_the_engine_has_its_sentence(code: str) -> None:
    assert code in SENTENCES
    text = sentence(code, {})
    assert text != sentence("unexpected", {})
    assert text[0].isupper()
    assert text.endswith(".") or PLACEHOLDER.search(text)


def test_a_sentence_says_where() -> None:
    where = {"file": "a.xlsx", "sheet": "名单", "line": 7}
    text = sentence("empty_file", where)
    assert text.startswith("a.xlsx, sheet 名单, line 7: ")


def test_a_code_that_nobody_knows_is_still_said_in_words() -> None:
    assert sentence("no_such_code", {}) == sentence("unexpected", {})
    assert "no_such_code" not in sentence("no_such_code", {"line": 3})


def test_nothing_of_a_sentence_is_left_open_when_its_parts_are_given() -> None:
    for code, text in SENTENCES.items():
        parts = dict.fromkeys(PLACEHOLDER.findall(str(text)), "x")
        assert not PLACEHOLDER.search(sentence(code, parts))
