"""JSON: one object a line, or a document that holds a list of records."""

from __future__ import annotations

from cases.engine.readers.json_text.formats import DOCUMENT, LINES

__all__ = ["DOCUMENT", "LINES"]
