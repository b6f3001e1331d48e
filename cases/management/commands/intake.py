"""Takes seized files in from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.common import jobs
from cases.common.uploads import original_path
from cases.common.wording import sentence
from cases.engine.identifiers import KINDS
from cases.management.base import Command as Base
from cases.management.base import pairs
from cases.seizures import layouts, services
from cases.seizures.intake import take_in
from cases.seizures.models import SeizedDataset, SeizedFile
from cases.seizures.sources import add_path
from cases.suspects.models import Suspect
from cases.suspects.services import add_suspect


class Command(Base):
    help = (
        "Take seized files into a new data set of a case. Columns are guessed from"
        " header and content unless --map names them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--case", required=True, metavar="NUMBER")
        parser.add_argument("--holder", default="", help="name or handle of a suspect")
        parser.add_argument("--title", default="", help="of the data set")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=KIND",
            help=f"kinds: {', '.join((*KINDS, *layouts.ROLES))}",
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="take in content that the case has already",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        self.case_file = self.case(options["case"])
        self.acting = self.officer(options, self.case_file)
        self.options = options
        mapping = pairs(options["map"])
        files = [self._take(path, mapping) for path in options["files"]]
        return {"dataset": self._added.pk if self._added else None, "files": files}

    _added: SeizedDataset | None = None

    def _dataset(self) -> SeizedDataset:
        """Made for the first file that can be read."""
        if self._added is None:
            names = ", ".join(path.name for path in self.options["files"])
            self._added = services.add_dataset(
                officer=self.acting,
                case=self.case_file,
                title=(self.options["title"] or names)[:200],
                holder=self._holder(self.options["holder"]),
            )
        return self._added

    def _holder(self, name: str) -> Suspect | None:
        """The suspect of this name or handle; a new one if there is none."""
        if not name:
            return None
        suspects = self.case_file.suspects
        known = suspects.filter(name=name).first()
        known = known or suspects.filter(aliases__handle=name).first()
        return known or add_suspect(officer=self.acting, case=self.case_file, name=name)

    def _take(self, path: Path, mapping: dict[str, str]) -> dict[str, Any]:
        """One file; what is wrong with it does not stop the others."""
        before = self._added
        try:
            with transaction.atomic():
                file = self._confirmed(path, mapping)
        except ValidationError as error:
            self._added = before
            return self._failed(path.name, "; ".join(error.messages))
        jobs.run(SeizedFile, file.pk, take_in, wait=True)
        file.refresh_from_db()
        if file.state != SeizedFile.State.DONE:
            problem = sentence(file.error_code, file.error_where)
            return self._failed(path.name, problem)
        return account(file)

    def _confirmed(self, path: Path, mapping: dict[str, str]) -> SeizedFile:
        file = add_path(
            officer=self.acting,
            dataset=self._dataset(),
            path=path,
            again=self.options["again"],
        )
        try:
            sheets = layouts.mapped(file.layouts, mapping) if mapping else file.layouts
            return services.confirm_file(
                officer=self.acting, file=file, sheets=sheets, wake=False
            )
        except ValidationError:
            original_path(file.original).unlink()
            raise

    def _failed(self, name: str, problem: str) -> dict[str, Any]:
        self.failed = True
        self.stderr.write(problem if name in problem else f"{name}: {problem}")
        return {"name": name, "error": problem}


def account(file: SeizedFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "sha256": file.sha256,
        "rows_read": file.rows_read,
        "rows_stored": file.rows_stored,
        "rows_rejected": file.rows_rejected,
        "rejected": file.rejected,
        "identifiers": file.identifiers,
    }
