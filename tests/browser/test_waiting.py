"""What reads a page waits for it: a click may return before the browser has left the
old page, so that a busy machine would give a test the wrong one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

# Playwright answers these at once. `texts`, `expect` and `Visitor.arrives` wait.
AT_ONCE: Final = {
    "all_inner_texts",
    "all_text_contents",
    "is_hidden",
    "is_visible",
    "wait_for_load_state",
}
HERE: Final = Path(__file__).parent


def test_no_test_reads_whatever_page_is_there() -> None:
    found = {
        f"{path.relative_to(HERE)}:{node.lineno} {node.attr}"
        for path in HERE.rglob("*.py")
        if path.name != "conftest.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in AT_ONCE
    }
    assert found == set()
