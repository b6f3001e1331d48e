"""Re-reads everything that was sealed and names what does not agree."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.sealing import keys
from cases.common.uploads import original_path
from cases.common.wording import sentence
from cases.engine.originals import sm3
from cases.management.base import Command as Base
from cases.seizures.custody import check
from cases.seizures.models import SeizedFile


class Command(Base):
    help = (
        "Read every sealed original and every file of what was taken in again, and hold"
        " it against its SHA-256. A file that does not agree is not matched until a"
        " later check finds it whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--case", metavar="NUMBER", help="only files of this case")
        parser.add_argument(
            "--sm3",
            action="store_true",
            help="also tell the SM3 of every original that agrees, for a receiver who"
            " asks for it",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        files = SeizedFile.objects.select_related(
            "dataset__case", "dataset__exhibit"
        ).order_by("pk")
        if options["case"]:
            files = files.filter(dataset__case=self.case(options["case"]))
        officer = self.officer(options) if options["officer"] else None
        faults = []
        without_digest = []
        told = []
        checked = 0
        for file in files.iterator():
            checked += 1
            about = {"case": file.case.number, "file": file.name, "id": file.pk}
            found = check(file, officer)
            faults += [
                {**about, "part": fault.part, "problem": sentence(fault.what, {})}
                for fault in found
            ]
            if options["sm3"] and not any(f.part == file.original for f in found):
                told.append({**about, "sha256": file.sha256, "sm3": _sm3(file)})
            if file.state == SeizedFile.State.DONE and not file.manifest:
                without_digest.append({**about, "note": sentence("no_digest", {})})
        self.failed = bool(faults)
        audit.record(
            officer=officer,
            action=Action.RUN,
            check="custody",
            files=checked,
            faults=[[fault["id"], fault["part"]] for fault in faults],
        )
        account = {"files": checked, "faults": faults, "without_digest": without_digest}
        return {**account, "sm3": told} if options["sm3"] else account


def _sm3(file: SeizedFile) -> str:
    try:
        return sm3(original_path(file.original), keys())
    except ValueError as error:
        raise CommandError("This Python's OpenSSL was built without SM3.") from error
