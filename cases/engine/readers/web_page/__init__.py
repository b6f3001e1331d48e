"""Pages with tables: HTML and XML Spreadsheet 2003, as systems "export to Excel"."""

from __future__ import annotations

from cases.engine.readers.web_page.formats import FORMATS

__all__ = ["FORMATS"]
