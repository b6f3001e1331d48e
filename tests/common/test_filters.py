"""A filter that reads its rows once takes and refuses what Django's would."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_filters.fields import ModelChoiceField

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.filters import ReadOnceField
from tests.people import make_case, make_officer, make_unit


def outcome(field: ModelChoiceField, value: Any) -> Any:
    try:
        return field.clean(value)
    except ValidationError as error:
        return error.messages


@pytest.fixture
def beyond(db: None) -> Case:
    """A case of others."""
    return make_case(lead=make_officer("outsider", unit=make_unit("Other unit")))


def test_it_takes_what_djangos_field_takes(
    lead: Officer, case: Case, beyond: Case
) -> None:
    fields = [
        kind(Case.objects.visible_to(lead), required=False, empty_label="All")
        for kind in (ReadOnceField, ModelChoiceField)
    ]
    for value in ("", None, case.pk, str(case.pk), str(beyond.pk), "0", "x", "9" * 30):
        ours, own = (outcome(field, value) for field in fields)
        assert ours == own
    ours, own = (list(field.choices) for field in fields)
    assert [(str(key), label) for key, label in ours] == [
        (str(key), label) for key, label in own
    ]
    assert outcome(fields[0], str(case.pk)) == case
    assert "valid choice" in str(outcome(fields[0], str(beyond.pk)))


def test_what_is_offered_and_what_is_chosen_is_one_query(
    lead: Officer, case: Case
) -> None:
    field = ReadOnceField(Case.objects.visible_to(lead), empty_label="All")
    with CaptureQueriesContext(connection) as context:
        assert field.clean(str(case.pk)) == case
        assert len(list(field.choices)) == 2
    assert len(context) == 1
