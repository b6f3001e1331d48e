"""What a column of a report file can hold."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.common.sealing import KIND_LABELS
from cases.fraud.models import ReportIdentifier

IGNORED = ""
CALLER_PREFIX = "caller_"

# Each of these at most once in a sheet.
PLAIN_FIELDS: dict[str, Any] = {
    "number": _("Report no."),
    "unit_name": _("Receiving unit"),
    "province": _("Province"),
    "reported_on": _("Reported on"),
    "method": _("Method"),
    "loss": _("Loss (yuan)"),
    "victim_name": _("Victim's name"),
    "narrative": _("Facts reported"),
}
VICTIM_FIELDS = dict(KIND_LABELS)
CALLER_FIELDS = {f"{CALLER_PREFIX}{kind}": name for kind, name in KIND_LABELS.items()}
ALL_FIELDS = (*PLAIN_FIELDS, *VICTIM_FIELDS, *CALLER_FIELDS)
# Where no group says whose number it is.
ALL_LABELS: dict[str, Any] = {
    **PLAIN_FIELDS,
    **{kind: format_lazy(_("Victim: {}"), name) for kind, name in KIND_LABELS.items()},
    **{
        f"{CALLER_PREFIX}{kind}": format_lazy(_("Fraudster: {}"), name)
        for kind, name in KIND_LABELS.items()
    },
}


def field_choices() -> list[tuple[Any, Any]]:
    """The choices of a select, in groups."""
    return [
        (IGNORED, _("Not imported")),
        (_("The report"), list(PLAIN_FIELDS.items())),
        (_("The victim's numbers"), list(VICTIM_FIELDS.items())),
        (_("The fraudster's numbers"), list(CALLER_FIELDS.items())),
    ]


def party_and_kind(field: str) -> tuple[str, str] | None:
    """Whose identifier of which kind a field holds; None for a plain field."""
    if field in VICTIM_FIELDS:
        return ReportIdentifier.Party.VICTIM.value, field
    if field in CALLER_FIELDS:
        kind = field.removeprefix(CALLER_PREFIX)
        return ReportIdentifier.Party.CALLER.value, kind
    return None
