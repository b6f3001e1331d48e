"""The buttons of the review queue's rows."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access.views import officer_of
from cases.casefiles.models import Case
from cases.common.addresses import object_address
from cases.common.icons import icon
from cases.matching.models import FraudLink, Judgement
from cases.matching.review.two_officers import is_own_proposal


class _Button(NamedTuple):
    judgement: Judgement
    label: Any  # in the reader's language
    colour: str
    icon: str


_BUTTONS: Final = (
    _Button(Judgement.CONFIRMED, gettext_lazy("Confirm"), "success", "check"),
    _Button(Judgement.REJECTED, gettext_lazy("Reject"), "danger", "x"),
    _Button(Judgement.UNSURE, gettext_lazy("Unsure"), "warning", "question-mark"),
    _Button(Judgement.OPEN, gettext_lazy("Take back"), "secondary", "arrow-back-up"),
)


class JudgeButtons:
    """The judging form of each row of a page. What all rows share is rendered only
    once: the buttons, the address they lead back to, and the CSRF token."""

    def __init__(self, request: HttpRequest, back: str, note: str) -> None:
        self._officer = officer_of(request)
        drawn = {button.judgement: _drawn(button) for button in _BUTTONS}
        self._offered = {
            (judgement, own): "\n".join(
                html
                for word, html in drawn.items()
                if word not in _left_out(judgement, own)
            )
            for judgement in Judgement
            for own in (False, True)
        }
        self._hidden = format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="back" value="{}">',
            get_token(request),
            back,
        )
        self._own = format_html(
            '<div class="text-secondary small">{}</div>',
            _("A second officer has to confirm it."),
        )
        self._note = SafeString("")
        if note:
            self._note = format_html(
                '<div class="text-danger small" role="alert">{}</div>', note
            )

    @cached_property
    def _asking_for_two(self) -> frozenset[int]:
        """Cases; looked up only where the officer has proposed a link."""
        cases = Case.objects.filter(two_officers=True)
        return frozenset(cases.order_by().values_list("pk", flat=True))

    def of(self, link: FraudLink) -> SafeString:
        own = is_own_proposal(link, self._officer)
        own = own and link.case_id in self._asking_for_two
        offered = self._offered[Judgement(link.judgement), own]
        address = object_address("link_judge", link.pk)
        # Every part is HTML already, or a number.
        return SafeString(
            f'<form class="judge" method="post" action="{address}"'
            f' hx-post="{address}" hx-target="closest tr" hx-swap="outerHTML">'
            f'{self._hidden}<input type="hidden" name="version"'
            f' value="{link.version:d}">{offered}</form>'
            f"{self._own if own else ''}{self._note}"
        )


def _left_out(judgement: Judgement, own: bool) -> set[Judgement]:
    """The buttons that a link does not get: for what has been said already, and, where
    the officer has proposed it, for what another officer has to say."""
    return {judgement, Judgement.CONFIRMED} if own else {judgement}


def _drawn(button: _Button) -> SafeString:
    return format_html(
        '<button class="btn btn-sm btn-icon btn-ghost-{}" name="judgement"'
        ' value="{}" title="{}" aria-label="{}">{}</button>',
        button.colour,
        button.judgement.value,
        button.label,
        button.label,
        icon(button.icon),
    )
