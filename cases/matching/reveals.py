"""The seized row of a link in the clear."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.common.wording import sentence
from cases.engine.errors import EngineError
from cases.matching.models import FraudLink
from cases.matching.review.sides import seized_side
from cases.reveals.pages import RevealView, Shown
from cases.seizures.stores import read_row


class LinkRevealView(RevealView):
    model = FraudLink

    def get_queryset(self) -> QuerySet[Any]:
        return (
            super().get_queryset().select_related("case", "first_file", "shared_file")
        )

    def masked(self, obj: FraudLink) -> list[Shown]:
        return seized_side(obj).lines

    def clear(self, obj: FraudLink) -> list[Shown]:
        try:
            record = read_row(*obj.shown)
        except EngineError as error:
            raise ValidationError(sentence(error.code, error.where)) from None
        except OSError:
            raise ValidationError(_("The row cannot be read at the moment.")) from None
        pairs = zip(record.columns, record.values, strict=True)
        return [Shown(header, value or "") for header, value in pairs]

    def back(self, obj: FraudLink) -> str:
        return reverse("cases:link_detail", args=[obj.pk])
