"""The match as SQL that DuckDB, Polars and Apache Spark all take.

It reads two views, which compare by tokens alone, for the kind is part of a token:

shared: tokens that may be on both sides, per source, with how many rows carry them
  and the first of these (source, kind, hi, lo, seized_rows, first_row). They agree
  in the first 64 bits; the few that do by chance drop out below.
reports: which report names which token (report, kind, hi, lo).

The statements are run in this order, the first two kept under their names:

named: which reports name a shared token.
totals: the tokens over all sources, with both counts.
links, braked: the two results.
"""

from __future__ import annotations

from string import Template
from typing import Final

from cases.engine.join.brakes import Brakes

NAMED: Final = """
SELECT DISTINCT r.report, r.hi, r.lo
FROM reports AS r
SEMI JOIN shared AS s ON r.hi = s.hi AND r.lo = s.lo
"""

TOTALS: Final = """
SELECT s.kind, s.hi, s.lo, s.seized_rows, n.report_count
FROM (
  SELECT kind, hi, lo, SUM(seized_rows) AS seized_rows
  FROM shared
  GROUP BY kind, hi, lo
) AS s
JOIN (
  SELECT hi, lo, COUNT(*) AS report_count
  FROM named
  GROUP BY hi, lo
) AS n ON s.hi = n.hi AND s.lo = n.lo
"""

_LINKS: Final = Template("""
SELECT s.source, n.report, s.kind, s.hi, s.lo, s.seized_rows, s.first_row
FROM shared AS s
JOIN totals AS t ON s.hi = t.hi AND s.lo = t.lo
JOIN named AS n ON s.hi = n.hi AND s.lo = n.lo
WHERE t.seized_rows <= $rows AND t.report_count <= $reports
""")

_BRAKED: Final = Template("""
SELECT kind, hi, lo, seized_rows, report_count
FROM totals
WHERE seized_rows > $rows OR report_count > $reports
""")


STEPS: Final = (("named", NAMED), ("totals", TOTALS))


def links(brakes: Brakes) -> str:
    return _LINKS.substitute(rows=int(brakes.rows), reports=int(brakes.reports))


def braked(brakes: Brakes) -> str:
    return _BRAKED.substitute(rows=int(brakes.rows), reports=int(brakes.reports))
