"""SQL dumps of MySQL, PostgreSQL and SQL Server: the rows that they insert."""

from __future__ import annotations

from cases.engine.readers.sql_dump.formats import FORMAT

__all__ = ["FORMAT"]
