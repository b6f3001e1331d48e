"""Tells whose export a file is, by the invisible marks in it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from cases.audit import services as audit
from cases.audit.models import Action
from cases.exports import marks
from cases.exports.models import Export
from cases.management.base import Command as BaseCommand


class Command(BaseCommand):
    help = (
        "Say which export a file, or rows copied out of one, came from: who asked,"
        " who approved, when, for whom. Reads CSV and other text in Unicode, .xlsx,"
        " .docx and .ods."
    )
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def run(self, **options: Any) -> dict[str, Any]:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        officer = self.officer(options) if options.get("officer") else None
        found = marks.found_in(path)
        exports = Export.objects.filter(mark__in=[m for m in found if m < 2**63])
        known = exports.select_related("requested_by__unit", "decided_by").defer(
            "query", "filters", "password"
        )
        told = [self._told(officer, export) for export in known]
        self.failed = not told
        return {"marks": len(found), "exports": told}

    def _told(self, officer: Any, export: Export) -> dict[str, Any]:
        audit.record(officer=officer, action=Action.SEARCH, obj=export, traced=True)
        asked, decided = export.requested_by, export.decided_by
        assert asked is not None  # noqa: S101 - a service always sets it
        return {
            "export": export.pk,
            "list": export.title,
            "asked_by": asked.name,
            "badge": asked.badge,
            "unit": asked.unit.name,
            "asked_at": export.created_at,
            "approved_by": decided.name if decided else "",
            "receiver": export.receiver,
            "purpose": export.purpose,
            "downloads": [str(d.at) for d in export.downloads.all()],
        }
