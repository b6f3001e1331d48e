"""What the application's own role may do in PostgreSQL: it can only add to the trail.

In production the tables belong to another role, which migrates and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connection

# Added to and read. `cases_waiting` is emptied by whoever seals.
APPEND_ONLY = (
    "cases_entry",
    "cases_seal",
    "cases_linkjudgement",
    "cases_pairword",
    "cases_pointer",
    "cases_pointerword",
    "cases_comparison",
    "cases_custodyevent",
    "cases_teamevent",
    "cases_exportdownload",
    "cases_proposal",
    "cases_answer",
    "cases_standingchange",
    "cases_drawnsample",
    "cases_drawnline",
    "cases_brakeword",
    "cases_reveal",
)
# Changed, but never deleted: cases and evidence.
UNDELETED = (
    "cases_case",
    "cases_note",
    "cases_suspect",
    "cases_exhibit",
    "cases_seizeddataset",
    "cases_seizedfile",
)
_TOO_MUCH = """
    SELECT bool_or(pg_has_role(current_user, relowner, 'MEMBER')),
           bool_or(has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE'))
    FROM pg_class WHERE relname = ANY(%s)
"""


def statements(role: str) -> list[str]:
    """What the owner of the tables grants to the application's role."""
    name = connection.ops.quote_name(role)
    tables = ", ".join(APPEND_ONLY)
    every = "ALL TABLES IN SCHEMA public"
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON {every} FROM {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE ON {tables} FROM {name}",
        f"REVOKE DELETE ON {', '.join(UNDELETED)} FROM {name}",
        f"REVOKE INSERT, UPDATE ON cases_waiting FROM {name}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
    ]


def grant(role: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements(role):
            cursor.execute(statement)


@checks.register(checks.Tags.database, deploy=True)
def the_application_only_adds(
    *, databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:
    """For `check --deploy --database default`, run as the application's role."""
    if not databases or "default" not in databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_TOO_MUCH, [list(APPEND_ONLY)])
        owns, may_change = cursor.fetchone()
    if owns:
        return [_warning("W001", "owns the audit trail: it can lift its protection.")]
    if may_change:
        return [_warning("W002", "may change or delete entries of the audit trail.")]
    return []


def _warning(number: str, text: str) -> checks.Warning:
    hint = "Let another role own the tables; as that role: manage.py grant_rights ROLE."
    message = f"The application's role in the database {text}"
    return checks.Warning(message, hint=hint, id=f"audit.{number}")
