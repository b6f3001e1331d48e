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
    """To be put around whatever reads the settings first: ends the process with the
    sentence."""
    try:
        yield
    except ImproperlyConfigured as error:
        refuse(str(error))
