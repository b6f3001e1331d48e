"""Ending the process with one sentence instead of a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

# Gunicorn's word for "starting again will not help" (gunicorn.arbiter).
REFUSED = 3


def refuse(why: str) -> NoReturn:
    sys.stderr.write(f"CaseDesk does not start. {why}\n")
    sys.stderr.flush()
    sys.exit(REFUSED)


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Around whatever reads the settings for the first time."""
    try:
        yield
    except ImproperlyConfigured as error:
        refuse(str(error))
