"""Whom a brake catches when values become more common."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from cases.engine.join import Brakes

# Arrivals that come at the same time count each other's reports: a brake that one of
# many has pulled is looked at by all of them.
_AT_THE_SAME_TIME = 1_000

# Links of other reports, on a value that these reports have made too common.
_CAUGHT = """
WITH named AS (
    SELECT DISTINCT token FROM cases_reportidentifier
    WHERE party = 'victim' AND report_id = ANY(%(reports)s::bigint[])
), common AS (
    SELECT token FROM cases_reportidentifier JOIN named USING (token)
    WHERE party = 'victim' GROUP BY token
    HAVING count(*) > %(limit)s
       AND count(*) FILTER (WHERE report_id <> ALL(%(reports)s::bigint[])) <= %(slack)s
), naming AS (
    SELECT DISTINCT report_id, token
    FROM cases_reportidentifier JOIN common USING (token) WHERE party = 'victim'
)
SELECT DISTINCT report_id FROM cases_fraudlink JOIN naming USING (report_id, token)
"""


def with_caught(reports: Collection[int]) -> set[int]:
    """These reports, and those that lose links because of them."""
    limit = Brakes().reports
    told: dict[str, Any] = {
        "reports": list(reports),
        "limit": limit,
        "slack": limit + _AT_THE_SAME_TIME,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CAUGHT, told)
        return {*reports, *(number for (number,) in cursor.fetchall())}
