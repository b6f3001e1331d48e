"""A pytest plugin: the tests have their own embedded servers below `var/test`.

Loaded with `-p`, so that it runs before Django's settings are read.
"""

from __future__ import annotations

import os
from pathlib import Path

if not os.environ.get("DATABASE_URL"):
    os.environ["CASEDESK_DATA"] = os.environ.get("CASEDESK_TEST_DATA") or str(
        Path(__file__).resolve().parent.parent / "var" / "test"
    )
    from casedesk import environment

    environment.ensure_servers()
