"""What every command of CaseDesk shares: who acts, `--json`, errors in words."""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.installation import keys_in_use
from cases.common.wording import sentence
from cases.engine.errors import EngineError


class Command(BaseCommand, ABC):
    """The base: `run` returns a plain dictionary, printed as JSON or as a table.

    A command acts in the name of an officer (`--as`), as every page does. Where
    that is left out, a case's first lead acts.
    """

    # Set by `run` where part of the work could not be done.
    failed = False
    # False for a command that opens and seals nothing, sees to the keys itself, or
    # works in a database of its own.
    needs_keys = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--as", dest="officer", help="sign-in name of the officer")

    @abstractmethod
    def run(self, **options: Any) -> dict[str, Any]:
        """Do what the command is for; the result by name, as it will be printed."""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with keys_in_use() if self.needs_keys else nullcontext():
                result = self.run(**options)
        except EngineError as error:
            raise CommandError(sentence(error.code, error.where)) from None
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        except PermissionDenied as error:
            why = str(error) or "This officer may not do this in the case."
            raise CommandError(why) from None
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, default=str))
        else:
            self.stdout.write("\n".join(_lines(result)))
        if self.failed:
            sys.exit(1)

    def case(self, number: str) -> Case:
        case = Case.objects.filter(number=number).first()
        if case is None:
            raise CommandError(f"There is no case with the number {number}.")
        return case

    def officer(self, options: dict[str, Any], case: Case | None = None) -> Officer:
        """Who acts; raises CommandError if there is nobody."""
        officers = Officer.objects.filter(is_active=True)
        if options.get("officer"):
            found = officers.filter(username=options["officer"]).first()
            if found is None:
                raise CommandError(f"There is no officer {options['officer']}.")
            return found
        if case is not None:
            lead = case.members.current().filter(role="lead").order_by("pk").first()
            if lead is not None:
                return lead.officer
        found = officers.filter(duty="police").order_by("pk").first()
        if found is None:
            raise CommandError("Create an officer first: manage.py create_officer")
        return found


def pairs(texts: list[str]) -> dict[str, str]:
    """`HEADER=KIND` arguments; raises CommandError for one without `=`."""
    for text in texts:
        if "=" not in text:
            raise CommandError(
                f"--map {text}: write HEADER=KIND, for example 手机=mobile"
            )
    return {
        header.strip(): kind.strip()
        for header, _equals, kind in (text.rpartition("=") for text in texts)
    }


def _lines(value: Any, indent: int = 0) -> list[str]:
    pad = "  " * indent
    if isinstance(value, dict):
        lines = []
        for key, item in value.items():
            if isinstance(item, dict | list) and item:
                lines += [f"{pad}{key}:", *_lines(item, indent + 1)]
            else:
                lines.append(f"{pad}{key}: {item if item not in ({}, []) else '-'}")
        return lines
    if isinstance(value, list):
        return [line for item in value for line in [*_lines(item, indent), ""]][:-1]
    return [f"{pad}{value}"]
