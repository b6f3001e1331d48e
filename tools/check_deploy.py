"""Runs `manage.py check --deploy` as in production: no warning is allowed."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

from tools.shell import PYTHON, ROOT

PRODUCTION = {
    "DATABASE_URL": "postgres://casedesk@database.invalid/casedesk",
    "REDIS_URL": "rediss://broker.invalid/0",
    "CASEDESK_HOSTS": "casedesk.invalid",
}


def main() -> int:
    secret = {"CASEDESK_SECRET_KEY": secrets.token_urlsafe(64)}
    command = [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**os.environ, **PRODUCTION, **secret}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
