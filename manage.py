#!/usr/bin/env python
"""Runs management commands, on the embedded servers unless told otherwise."""

from __future__ import annotations

import os
import sys

# These read the code alone and must work where no server can run.
WITHOUT_DATABASE = {
    "bench",
    "check",
    "compilemessages",
    "help",
    "make_audit_key",
    "make_keys",
    "makemessages",
    "version",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")
    from django.core.management import execute_from_command_line

    from casedesk import environment, refusal

    with refusal.in_one_sentence():
        if not WITHOUT_DATABASE.intersection(sys.argv[1:2]):
            environment.ensure_servers()
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
