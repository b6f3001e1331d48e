"""A server or worker with other keys than the database's does not start."""

from __future__ import annotations

import sys

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from cases.common.installation import require_keys
from cases.common.wording import sentence
from cases.engine.errors import EngineError

# Gunicorn's word for "starting again will not help" (gunicorn.arbiter).
REFUSED = 3


def require_right_keys() -> None:
    """End the process, with one sentence, unless it holds the database's keys.

    While they are changed it may start: it answers so until that is done.
    """
    try:
        require_keys()
    except EngineError as error:
        if error.code != "keys_change":
            _refuse(sentence(error.code, error.where))
    except ImproperlyConfigured as error:
        _refuse(str(error))
    except DatabaseError:
        # Down, or not migrated yet: pages and jobs look again, each time.
        return
    finally:
        # A worker's children must not inherit it.
        connection.close()


def _refuse(why: str) -> None:
    sys.stderr.write(f"CaseDesk does not start. {why}\n")
    sys.stderr.flush()
    sys.exit(REFUSED)
