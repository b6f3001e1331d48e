"""Imports a file of fraud reports."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from cases.common import jobs
from cases.common.uploads import SealedUpload, seal_stream
from cases.common.wording import sentence
from cases.fraud import import_services as services
from cases.fraud.importing import import_reports
from cases.fraud.models import ReportImport
from cases.fraud.reading.fields import ALL_FIELDS, PLAIN_FIELDS
from cases.fraud.sheets import Sheet, stored
from cases.management.base import Command as BaseCommand
from cases.management.base import pairs


class Command(BaseCommand):
    help = (
        "Import fraud reports from a CSV, text or XLSX file. Columns are guessed from"
        " header and content. Fields: " + ", ".join(PLAIN_FIELDS) + "; mobile,"
        " resident_id, … for the victim's numbers, caller_mobile, … for the"
        " fraudster's. Without a column of report numbers each row is numbered by the"
        " file's SHA-256 and its line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="what a column holds; an empty FIELD leaves it out",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        officer = self.officer(options)
        path: Path = options["file"]
        wanted = _wishes(options["map"])
        upload = _sealed(path)
        try:
            row = services.import_file(officer=officer, upload=upload)
        finally:
            upload.close()
        sheets = [_mapped(sheet, wanted) for sheet in stored(row.layout)]
        missing = wanted.keys() - {c for s in sheets for c in s.layout.columns}
        if missing:
            raise CommandError(f"{path.name} has no column {', '.join(missing)}.")
        row = services.confirm_import(
            officer=officer, report_import=row, sheets=sheets, wake=False
        )
        jobs.run(ReportImport, row.pk, import_reports, wait=True)
        return _result(ReportImport.objects.get(pk=row.pk))


def _sealed(path: Path) -> SealedUpload:
    try:
        with path.open("rb") as file:
            original, digests = seal_stream(file)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    return SealedUpload(original, digests, name=path.name)


def _wishes(texts: list[str]) -> dict[str, str]:
    wanted = pairs(texts)
    for field in wanted.values():
        if field and field not in ALL_FIELDS:
            raise CommandError(
                f"There is no field {field}. There are: {', '.join(ALL_FIELDS)}"
            )
    return wanted


def _mapped(sheet: Sheet, wanted: dict[str, str]) -> Sheet:
    """The sheet with the columns as wanted; a field asked for is guessed nowhere
    else."""
    asked = {field for field in wanted.values() if field in PLAIN_FIELDS}
    guessed = ("" if field in asked else field for field in sheet.fields)
    fields = (
        wanted.get(column, field)
        for column, field in zip(sheet.layout.columns, guessed, strict=True)
    )
    return replace(sheet, fields=tuple(fields))


def _result(row: ReportImport) -> dict[str, Any]:
    if row.state != ReportImport.State.DONE:
        raise CommandError(sentence(row.error_code or "cancelled", row.error_where))
    return {
        "import": row.pk,
        "file": row.name,
        "sha256": row.sha256,
        "columns": {
            column: field
            for sheet in stored(row.layout)
            for column, field in zip(sheet.layout.columns, sheet.fields, strict=True)
        },
        "numbers_made_up": any(
            sheet.is_used and not sheet.is_numbered for sheet in stored(row.layout)
        ),
        "read": row.read,
        "created": row.created,
        "updated": row.updated,
        "rejected": row.rejected,
        "notes": row.notes,
        "seconds": round(row.seconds, 2),
    }
