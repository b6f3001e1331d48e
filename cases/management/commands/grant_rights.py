"""Gives the application's role what it needs in the database, and no more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from cases.audit import rights
from cases.management.base import Command as Base


class Command(Base):
    help = (
        "Run as the owner of the tables after each migrate: the role reads and writes,"
        " and can only add to the audit trail and to the other records of evidence."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("role", help="the role in the application's DATABASE_URL")

    def run(self, **options: Any) -> dict[str, Any]:
        try:
            with transaction.atomic():
                rights.grant(options["role"])
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refuses: {error}".strip()) from None
        return {"role": options["role"], "append_only": list(rights.APPEND_ONLY)}
