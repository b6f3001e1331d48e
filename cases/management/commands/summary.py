"""Makes a case summary and writes the PDF to a file."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.wording import sentence
from cases.management.base import Command as BaseCommand
from cases.summaries import services
from cases.summaries.making import make
from cases.summaries.models import Summary, Volume


class Command(BaseCommand):
    help = (
        "Make a case summary in this process and write the PDF to a file. Where"
        " nothing has changed since a version, that one is written again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--case", required=True, help="the case's number")
        parser.add_argument(
            "--language", choices=Summary.Language.values, default="zh-hans"
        )
        parser.add_argument("--output", required=True, metavar="FILE")
        parser.add_argument(
            "--volume",
            choices=Volume.values,
            default=Volume.INVESTIGATION.value,
            help="prosecutors always get the litigation volume",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        case = self.case(options["case"])
        officer = self.officer(options, case)
        if not Case.objects.visible_to(officer).filter(pk=case.pk).exists():
            # In the words for a case that is not there at all.
            raise CommandError(f"There is no case with the number {case.number}.")
        output = Path(options["output"])
        _refuse_unwritable(output)
        summary = services.request_summary(
            officer=officer,
            case=case,
            language=options["language"],
            volume=options["volume"],
            wake=False,
        )
        if summary.is_active:
            jobs.run(Summary, summary.pk, make, wait=True)
            summary.refresh_from_db()
        return {**_account(officer, summary, output), "file": str(output)}


def _account(officer: Officer, summary: Summary, output: Path) -> dict[str, Any]:
    if summary.state != Summary.State.DONE:
        raise CommandError(sentence(summary.error_code, summary.error_where))
    _write(output, services.fetch(officer=officer, summary=summary))
    return {
        "document": summary.document_number,
        "version": summary.number,
        "language": summary.language,
        "volume": summary.volume,
        "pages": summary.pages,
        "size": summary.size,
        "sha256": summary.sha256,
        "facts_sha256": summary.facts_sha256,
        "code": summary.code,
    }


def _refuse_unwritable(path: Path) -> None:
    """Refuse an output that cannot be written, before the work and not after it."""
    if path.is_dir():
        raise _unwritable(path, "Is a directory")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise _unwritable(path, error.strerror) from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _unwritable(path, error.strerror) from None


def _unwritable(path: Path, why: str | None) -> CommandError:
    return CommandError(f"{path} cannot be written: {why}.")
