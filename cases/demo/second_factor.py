"""The second factor of the demo's officers: one authenticator for all of them.

Nobody can guess the secret, for it is drawn at the first start; and nobody needs a
telephone to try the demo, for a command prints the code of the moment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from casedesk import environment
from cases.access.models import Officer
from cases.signin import totp
from cases.signin.models import SecondFactor

# Signs in for the first time, and so shows how a second factor is set up.
NEWCOMER: Final = "viewer"


def secret() -> str:
    """From its file, or drawn now."""
    path = _path()
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = totp.new_secret()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(drawn)
    return drawn


def code() -> str:
    return totp.code_at(secret(), timezone.now())


def give(officers: QuerySet[Officer]) -> None:
    """Give the authenticator to all but the newcomer; whoever has set up another one
    keeps it."""
    is_new = not _path().exists()
    for officer in officers.exclude(username=NEWCOMER):
        factor, _created = SecondFactor.objects.get_or_create(officer=officer)
        if is_new or not factor.enrolled_at:
            factor.secret = secret()
            factor.enrolled_at = timezone.now()
            factor.save()


def _path() -> Path:
    return environment.key_dir() / "demo_authenticator"
