"""A seal that was set while an officer's change was on its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from psycopg.errors import InsufficientPrivilege

from cases.access import errors
from cases.casefiles.models import Case, Standing
from cases.casefiles.permissions import WHY

# As the trigger below a sealed case says it (migration 0018).
_OF_THE_SEAL: Final = re.compile(r"case (\d+) is sealed: ")


class SealMiddleware:
    """A change may be allowed when it is asked for and refused by the database a moment
    later, because the case was sealed in between. It is answered like any other refusal
    of a sealed case. Its transaction is rolled back by then, so nothing of the change
    is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        cause = exception.__cause__
        if not isinstance(cause, InsufficientPrivilege):
            return None
        sealed = _OF_THE_SEAL.match(cause.diag.message_primary or "")
        if not sealed:
            return None
        return errors.forbidden(request, errors.Refused(_why(int(sealed[1]))))


def _why(case: int) -> str:
    standing = Standing(Case.objects.values_list("standing", flat=True).get(pk=case))
    return str(WHY.get(standing, WHY[Standing.SEALED]))
