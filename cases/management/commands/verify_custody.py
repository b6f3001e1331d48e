"""Re-reads everything that was sealed and names what does not agree."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from cases.audit import services as audit
from cases.audit.models import Action
from cases.common.wording import sentence
from cases.management.base import Command as Base
from cases.seizures.custody import verify
from cases.seizures.models import SeizedFile


class Command(Base):
    help = "Hold every sealed original and record file against its SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--case", metavar="NUMBER", help="only files of this case")

    def run(self, **options: Any) -> dict[str, Any]:
        files = SeizedFile.objects.select_related("dataset__case").order_by("pk")
        if options["case"]:
            files = files.filter(dataset__case=self.case(options["case"]))
        faults = []
        checked = 0
        for file in files.iterator():
            checked += 1
            faults += [
                {
                    "case": file.case.number,
                    "file": file.name,
                    "id": file.pk,
                    "part": fault.part,
                    "problem": sentence(fault.what, {}),
                }
                for fault in verify(file)
            ]
        self.failed = bool(faults)
        audit.record(
            officer=self.officer(options) if options["officer"] else None,
            action=Action.RUN,
            check="custody",
            files=checked,
            faults=[[fault["id"], fault["part"]] for fault in faults],
        )
        return {"files": checked, "faults": faults}
