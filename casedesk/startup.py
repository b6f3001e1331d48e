"""A server or worker with other keys than the database's does not start."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from casedesk import environment
from casedesk.refusal import refuse
from cases.common import sealing
from cases.common.installation import require_keys
from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.engine.keys import KeyFileError


def require_right_keys() -> None:
    """End the process, with one sentence, unless it holds the database's keys.

    While they are changed it may start: it answers so until that is done.
    """
    try:
        environment.load_audit_keys()
        # Before the database is asked, which may be down.
        sealing.keys()
        require_keys()
    except KeyFileError as error:
        refuse(f"CASEDESK_KEYS: {sentence(error.code, error.where)}")
    except EngineError as error:
        if error.code != "keys_change":
            refuse(sentence(error.code, error.where))
    except ImproperlyConfigured as error:
        refuse(str(error))
    except DatabaseError:
        # Down, or not migrated yet: pages and jobs look again, each time.
        return
    finally:
        # A worker's children must not inherit it.
        connection.close()
