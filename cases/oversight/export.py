"""Entries as a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from cases.audit.models import Entry
from cases.oversight.page_names import concerning


def rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    yield [
        _("Number"),
        _("Time"),
        _("Officer"),
        _("Badge number"),
        _("Unit"),
        _("Address"),
        _("Action"),
        _("Concerning"),
        _("Number of the object"),
        _("Case"),
        _("Reason"),
        _("Details"),
        _("Authentication code"),
    ]
    for entry in entries:
        yield [
            entry.pk,
            entry.at,
            entry.actor.name if entry.actor else "",
            entry.actor.badge if entry.actor else "",
            entry.unit_name,
            entry.address,
            entry.get_action_display(),
            concerning(entry),
            entry.object_id,
            entry.case_id,
            entry.reason,
            json.dumps(entry.detail, ensure_ascii=False),
            bytes(entry.mac).hex(),
        ]
