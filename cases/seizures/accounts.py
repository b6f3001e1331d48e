"""The counts of a file or a data set, in the officer's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.common.sealing import KIND_LABELS
from cases.common.wording import why_no_value, why_rejected

COUNTS = {
    "valid": _("Valid"),
    "unique": _("of these unique"),
    "duplicates": _("repetitions"),
    "invalid": _("Invalid"),
    "masked": _("Masked"),
    "truncated": _("Truncated"),
}


@dataclass(frozen=True)
class KindAccount:
    label: Any
    counts: list[int]


def kind_accounts(identifiers: Mapping[str, Mapping[str, int]]) -> list[KindAccount]:
    """One line per kind, in the order of `COUNTS`."""
    return [
        KindAccount(KIND_LABELS[kind], [counts.get(name, 0) for name in COUNTS])
        for kind, counts in identifiers.items()
    ]


def rejections(rejected: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(why_rejected(reason), number) for reason, number in rejected.items()]


def places(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where values stand that are none, with the reason in words."""
    return [
        {
            **place,
            "kind": KIND_LABELS[place["kind"]],
            "reason": why_no_value(place["reason"]),
        }
        for place in found
    ]
