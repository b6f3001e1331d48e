"""Who administers what. None of the administrators sees a case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.access.errors import Refused
from cases.access.models import Duty, Officer
from cases.access.views import officer_of

_ONLY: Final[dict[Duty, Any]] = {
    Duty.SYSTEM_ADMIN: _("Only a system administrator does this."),
    Duty.SECURITY_ADMIN: _("Only a security administrator does this."),
}

View = Callable[..., HttpResponse]


def require(officer: Officer, duty: Duty) -> None:
    """Raises Refused for anybody else."""
    if officer.duty != duty or not officer.is_active:
        raise Refused(_ONLY[duty])


def is_administrator(officer: Officer) -> bool:
    """Of officers; auditors administer nothing."""
    return officer.duty in _ONLY


def for_administrators(view: View) -> View:
    """For everyone else the page does not exist."""
    return _checked(view, None)


def for_system_admins(view: View) -> View:
    return _checked(view, Duty.SYSTEM_ADMIN)


def for_security_admins(view: View) -> View:
    return _checked(view, Duty.SECURITY_ADMIN)


def _checked(view: View, duty: Duty | None) -> View:
    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        officer = officer_of(request)
        if not is_administrator(officer):
            raise Http404
        if duty is not None:
            require(officer, duty)
        return view(request, **kwargs)

    return checked
