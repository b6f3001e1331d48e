"""No text that an officer types, and no name of a file, keeps a person's number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from cases.common.sealing import Sealed
from cases.common.written import MaskedField, Written, typed_fields
from cases.engine import fictitious

RNG = np.random.default_rng(20261127)
MOBILE: str = fictitious.mobiles(RNG, 1).item()
MASK = f"{MOBILE[:3]}****{MOBILE[-4:]}"
FULL_WIDTH = MOBILE.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
WAYS = {
    "plain": MOBILE,
    "full width": FULL_WIDTH,
    "blanks": f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
    "dashes": f"{MOBILE[:3]}－{MOBILE[3:7]}－{MOBILE[7:]}",
}

# Text that no officer types into a case, or that is a number by its nature. Whoever
# adds a field to it says why.
MAY_HOLD_A_NUMBER = {
    "Officer.password": "a hash",
    "Officer.username": "the officer's own",
    "Officer.name": "the officer's own",
    "Officer.badge": "the officer's own",
    "Officer.contact": "the officer's own telephone, shown to those who must call",
    "Case.number": "given by the authority",
    "FraudReport.number": "given by the authority",
    "Exhibit.number": "given by the authority",
    "Exhibit.seal_number": "printed on the seal",
    "CustodyEvent.seal_before": "printed on the seal",
    "CustodyEvent.seal_after": "printed on the seal",
    "CustodyEvent.sha256": "a hash",
    "Entry.unit_name": "a unit's name, where numbers are refused",
    "Entry.object_type": "a model's name",
    "Entry.reason": "masked where the entry is authenticated",
    "Installation.rotating": "a key's name",
    "Reveal.object_type": "a model's name",
    "Reveal.record": "the record's mask",
    "Export.page": "a page's name",
    "Export.title": "a page's title",
    "Export.public_key": "the receiver's key",
    "Export.file": "a random name",
    "Export.sha256": "a hash",
    "ReportImport.sha256": "a hash",
    "RefusedMember.sha256": "a hash",
    "RefusedMember.reason": "a code of the engine",
    "BrakeWord.mask": "a mask",
    "BrakedValue.mask": "a mask",
    "DrawnLine.stratum": "a group's name",
    "Stretch.sha256": "a hash",
    "Stretch.sealed": "a random name",
    "SignIn.agent": "the officer's own browser",
    "Failures.key": "a digest",
    "Summary.facts_sha256": "a hash",
    "Summary.sha256": "a hash",
    "Summary.pdf": "a random name",
}

Field = models.Field[Any, Any]


def _texts() -> list[tuple[type[models.Model], Field]]:
    """Every column of text in the database that is not sealed and no choice. What no
    form offers counts where it is masked: names come from files too."""
    return [
        (model, field)
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, Sealed)
        and not field.choices
        and (field.editable or isinstance(field, MaskedField))
    ]


def _name(model: type[models.Model], field: Field) -> str:
    return f"{model.__name__}.{field.name}"


REFUSING = [
    (model, field)
    for model, field in _texts()
    if issubclass(model, Written) and field in typed_fields(model)
]
MASKING = [(m, f) for m, f in _texts() if isinstance(f, MaskedField)]


def test_every_text_of_every_model_is_decided() -> None:
    closed = {_name(*each) for each in [*REFUSING, *MASKING]}
    open_ = {_name(*each) for each in _texts()} - closed

    assert open_ == set(MAY_HOLD_A_NUMBER)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("model", "field"), REFUSING, ids=[_name(*each) for each in REFUSING]
)
def test_a_number_is_refused_where_it_is_typed(
    model: type[models.Model], field: Field, way: str
) -> None:
    others = [f.name for f in model._meta.concrete_fields if f is not field]
    typed = model(**{field.name: f"联系{WAYS[way]}"})

    with pytest.raises(ValidationError) as refused:
        typed.clean_fields(exclude=others)

    (said,) = refused.value.message_dict[field.name]
    assert MASK in said
    assert MOBILE not in said
    assert FULL_WIDTH not in said


@pytest.mark.parametrize(
    ("model", "field"), REFUSING, ids=[_name(*each) for each in REFUSING]
)
def test_what_the_refusal_proposes_can_be_typed(
    model: type[models.Model], field: Field
) -> None:
    others = [f.name for f in model._meta.concrete_fields if f is not field]

    model(**{field.name: f"联系{MASK}"}).clean_fields(exclude=others)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("model", "field"), MASKING, ids=[_name(*each) for each in MASKING]
)
def test_a_number_is_masked_where_it_is_kept(
    model: type[models.Model], field: Field, way: str
) -> None:
    row = model(**{field.name: f"联系{WAYS[way]}"})

    kept = field.pre_save(row, add=True)

    assert kept == getattr(row, field.name) == field.get_prep_value(kept)
    assert kept.startswith(f"联系{MOBILE[:3]}****")
    assert MOBILE[3:7] not in kept
    assert len(kept) <= (getattr(field, "max_length", None) or len(kept))
