"""Takes seized files, archives and folders in from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import transaction

from cases.common import jobs
from cases.common.uploads import original_path
from cases.common.wording import sentence
from cases.engine.identifiers import KINDS
from cases.management.base import Command as Base
from cases.management.base import pairs
from cases.seizures import services
from cases.seizures.accounting import repetition_counts
from cases.seizures.columns import layouts, saved_layouts
from cases.seizures.columns.layouts import SheetItem
from cases.seizures.intake.folders import Found, files_at
from cases.seizures.intake.sources import add_path
from cases.seizures.intake.unpacking import take_in_or_unpack
from cases.seizures.models import (
    DatasetCount,
    HolderCount,
    SavedLayout,
    SeizedDataset,
    SeizedFile,
)
from cases.suspects.models import Suspect
from cases.suspects.services import add_suspect

# Reasons for which nothing is lost that could hold a table.
_HARMLESS = {
    "binary_file",
    "empty_file",
    "hidden_file",
    "member_is_device",
    "member_is_link",
    "same_in_archive",
    "same_in_case",
}


class Command(Base):
    help = (
        "Take seized files into a new data set of a case: tables, archives of them,"
        " whole folders. Columns are guessed from header and content unless --map"
        " names them."
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
            "--layout",
            default="",
            metavar="NAME",
            help="a saved mapping; a file with other columns is not taken in",
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="take in content that the case has already",
        )
        parser.add_argument(
            "--password",
            action="append",
            default=[],
            help="may open archives; other users of this machine see it, so better"
            " --password-file",
        )
        parser.add_argument(
            "--password-file", type=Path, help="a text file with one password a line"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        self.case_file = self.case(options["case"])
        self.acting = self.officer(options, self.case_file)
        self.options = options
        self.mapping = pairs(options["map"])
        self.saved = self._saved(options["layout"])
        self.passwords = options["password"] + _lines(options["password_file"])
        found = [found for path in options["files"] for found in files_at(path)]
        files = [self._take(one) for one in found]
        account = {"dataset": None, **_sums(files), "files": files}
        if self._added is None:
            return account
        self._count_repetitions(self._added)
        self._added.refresh_from_db()
        return {
            **account,
            "dataset": self._added.pk,
            "total": {
                **counted(self._added),
                "files": self._added.files.taken_in().count(),
            },
            "holder": self._counted(self._added),
        }

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

    def _count_repetitions(self, dataset: SeizedDataset) -> None:
        """Count repetitions in this process, unless a worker was quicker."""
        row = DatasetCount.objects.filter(dataset=dataset).first()
        if row is not None:
            jobs.run(DatasetCount, row.pk, repetition_counts.count_dataset, wait=True)

    def _counted(self, dataset: SeizedDataset) -> dict[str, Any] | None:
        """What repeats over all data sets of the holder, counted in this process."""
        row = HolderCount.objects.filter(holder=dataset.holder_id).first()
        if row is None:
            return None
        jobs.run(HolderCount, row.pk, repetition_counts.count_holder, wait=True)
        row.refresh_from_db()
        return {
            "datasets": row.datasets,
            "files": row.files,
            "identifiers": row.identifiers,
            "is_current": repetition_counts.is_current(row),
        }

    def _saved(self, name: str) -> SavedLayout | None:
        if not name:
            return None
        if self.mapping:
            raise CommandError("Give either --map or --layout.")
        found = SavedLayout.objects.visible_to(self.acting).filter(name=name).first()
        if found is None:
            raise CommandError(f"There is no saved mapping “{name}” of your unit.")
        return found

    def _holder(self, name: str) -> Suspect | None:
        """The suspect of this name or handle; a new one if there is none."""
        if not name:
            return None
        suspects = self.case_file.suspects
        known = suspects.filter(name=name).first()
        known = known or suspects.filter(aliases__handle=name).first()
        return known or add_suspect(officer=self.acting, case=self.case_file, name=name)

    def _take(self, found: Found) -> dict[str, Any]:
        """Take one file in; what is wrong with it does not stop the others."""
        if found.refused:
            return self._refused(found.name, found.refused)
        before = self._added
        try:
            with transaction.atomic():
                file = self._confirmed(found)
        except ValidationError as error:
            self._added = before
            return self._failed(found.name, "; ".join(error.messages))
        jobs.run(SeizedFile, file.pk, take_in_or_unpack, wait=True)
        return self._account(file, found.name)

    def _confirmed(self, found: Found) -> SeizedFile:
        file = add_path(
            officer=self.acting,
            dataset=self._dataset(),
            path=found.path,
            shown_as=found.name,
            again=self.options["again"],
            passwords=self.passwords,
            wake=False,
        )
        if file.is_archive:
            return file
        try:
            return self._confirm(file)
        except ValidationError:
            original_path(file.original).unlink()
            raise

    def _confirm(self, file: SeizedFile) -> SeizedFile:
        return services.confirm_file(
            officer=self.acting, file=file, sheets=self._sheets(file), wake=False
        )

    def _sheets(self, file: SeizedFile) -> list[SheetItem]:
        items: list[SheetItem] = file.layouts
        if self.saved is not None:
            return saved_layouts.applied_wholly(self.saved, items)
        return layouts.mapped(items, self.mapping) if self.mapping else items

    def _account(self, file: SeizedFile, name: str) -> dict[str, Any]:
        file.refresh_from_db()
        if file.state != SeizedFile.State.DONE:
            return self._failed(name, sentence(file.error_code, file.error_where))
        if not file.is_archive:
            return account(file, name)
        files = [self._member(member) for member in file.members.order_by("place")]
        files += [
            self._refused(member.path, member.reason, member.about)
            for member in file.refused.all()
        ]
        if file.error_code:
            self._failed(name, sentence(file.error_code, file.error_where))
        return {"name": name, "sha256": file.sha256, **_sums(files), "files": files}

    def _member(self, file: SeizedFile) -> dict[str, Any]:
        if not file.is_archive:
            try:
                self._confirm(file)
            except ValidationError as error:
                return self._failed(str(file), "; ".join(error.messages))
            jobs.run(SeizedFile, file.pk, take_in_or_unpack, wait=True)
        return self._account(file, str(file))

    def _refused(
        self, name: str, reason: str, about: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Put the refusal into the account; it is an error only where a table may be
        lost."""
        problem = sentence(reason, about or {})
        if reason not in _HARMLESS:
            return self._failed(name, problem)
        return {"name": name, "error": problem}

    def _failed(self, name: str, problem: str) -> dict[str, Any]:
        self.failed = True
        self.stderr.write(problem if name in problem else f"{name}: {problem}")
        return {"name": name, "error": problem}


def account(file: SeizedFile, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "sha256": file.sha256,
        **counted(file),
        "blank_lines": file.blank_lines,
        "rejected": file.rejected,
    }


def counted(of: SeizedFile | SeizedDataset) -> dict[str, Any]:
    return {
        "rows_read": of.rows_read,
        "rows_stored": of.rows_stored,
        "rows_rejected": of.rows_rejected,
        "identifiers": of.identifiers,
    }


def _sums(files: list[dict[str, Any]]) -> dict[str, int]:
    """found = taken + refused; of an archive its members are counted, not itself."""

    def count(name: str, alone: Callable[[dict[str, Any]], bool]) -> int:
        return sum(file.get(name, int(alone(file))) for file in files)

    taken = count("taken", lambda file: "error" not in file)
    refused = count("refused", lambda file: "error" in file)
    return {"found": taken + refused, "taken": taken, "refused": refused}


def _lines(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{path}: the password file cannot be read.") from None
    return list(filter(None, text.splitlines()))
